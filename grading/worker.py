"""The process that runs a learner's code: one check a request, plain data back.

Started as ``python -I worker.py FOLDER [--torch]``, where FOLDER holds the check files. Requests
and replies are JSON lines on what were standard input and output; the learner's code finds
both closed. It knows no reference and no solution. Where the system can fork, every check runs
in a fork of its own, so that nothing one check does reaches the next.
"""

from __future__ import annotations

import builtins
import faulthandler
import gc
import json
import os
import sys
from importlib.machinery import SourceFileLoader
from types import ModuleType

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, BinaryIO

HERE = os.path.dirname(os.path.abspath(__file__))
CAN_FORK = hasattr(os, "fork")
ANSWERED = 77  # the exit status of a fork that has sent its reply
MOST_FRAMES = 12
# Loaded before forking where a learner's source names them, since each fork would load them again.
WORTH_LOADING_ONCE = ("math", "random", "graphviz", "numpy", "typing", "functools", "itertools")


def load_room(name: str) -> ModuleType:
    """Load a file of the kit from this file's folder, with no folder put on ``sys.path``."""
    module = ModuleType(name)
    path = os.path.join(HERE, f"{name}.py")
    module.__file__ = path
    sys.modules[name] = module
    exec(SourceFileLoader(name, path).get_code(name), module.__dict__)  # type: ignore[arg-type]
    return module


observation = load_room("observation")
limits = load_room("limits")
printed = load_room("printed")
source_modules = load_room("source_modules")


class Worker:
    """Serves requests until its input ends."""

    def __init__(self, checks: str, with_torch: bool) -> None:
        self.checks = checks
        self.with_torch = with_torch
        self.requests: BinaryIO = os.fdopen(os.dup(0), "rb")
        self.replies = os.dup(1)
        self.trace = os.dup(2)
        self.check_modules: dict[str, ModuleType] = {}
        grading = load_room("__init__")
        grading.__name__ = "grading"
        sys.modules["grading"] = sys.modules.pop("__init__")
        for descriptor in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
        faulthandler.enable(self.trace)
        if with_torch:
            import torch

            torch.set_num_threads(1)

    def reply(self, answer: dict[str, Any], dumps: Callable[..., str] = json.dumps) -> None:
        """Send one line."""
        data = (dumps(answer) + "\n").encode()
        while data:
            data = data[os.write(self.replies, data) :]

    def serve(self) -> None:
        """Answer each request with one reply."""
        self.reply({"ready": True, "forks": CAN_FORK})
        gc.freeze()
        for line in self.requests:
            request = json.loads(line)
            self.load_ahead(request)
            if CAN_FORK:
                self.run_in_fork(request)
            else:
                self.reply(self.run(request))

    def load_ahead(self, request: dict[str, Any]) -> None:
        """Load the check file, and compile the learner's modules, before any fork."""
        self.check_function(request)
        for name in request["used"]:
            try:
                code = source_modules.compiled(request["modules"][name])
            except Exception:  # it is reported when the check's own process imports it
                continue
            for wanted in WORTH_LOADING_ONCE:
                if wanted in code.co_names and wanted not in sys.modules:
                    try_import(wanted)

    def run_in_fork(self, request: dict[str, Any]) -> None:
        """Run one check in a fork, and speak for it where it ended without a reply."""
        child = os.fork()
        if child == 0:
            self.requests.close()
            try:
                self.reply(self.run(request))
            except BaseException:  # nothing of the learner's may run on in here
                os._exit(1)
            os._exit(ANSWERED)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != ANSWERED:
            self.reply({"id": request["id"], "outcome": "died", "code": code})

    def check_function(self, request: dict[str, Any]) -> Callable[..., dict[Any, Any]]:
        """Return the check that a request names."""
        path = request["file"]
        if path not in self.check_modules:
            finder = source_modules.SourceModules(support_files(self.checks))
            module = ModuleType(os.path.basename(path).removesuffix(".py"))
            module.__file__ = path
            with finder:
                exec(source_modules.compiled(path), module.__dict__)
            self.check_modules[path] = module
        function: Callable[..., dict[Any, Any]] = getattr(
            self.check_modules[path], request["function"]
        )
        return function

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one check on the learner's modules, and return the reply."""
        check = self.check_function(request)
        folder = os.path.dirname(request["modules"][request["used"][0]])
        seconds = request["seconds"]
        if CAN_FORK:
            limits.limit_resources(seconds, not self.with_torch)
            gc.disable()  # one check makes little, and ends with its process
        faulthandler.dump_traceback_later(seconds * 0.9, file=self.trace)
        refused = frozenset() if self.with_torch else source_modules.AUTOGRAD_LIBRARIES
        stream = printed.Printed()
        sys.stdout = sys.stderr = stream
        try:
            with source_modules.SourceModules(request["modules"], refused) as finder:
                look = drawing if request.get("draw") else observing
                answer = import_and_call(finder, check, request["used"], folder, look)
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
            faulthandler.cancel_dump_traceback_later()
        return {"id": request["id"], "printed": stream.text, **answer}


def support_files(checks: str) -> dict[str, str]:
    """Return the programs that check files share: the files in ``checks`` that are no checks."""
    return {
        name.removesuffix(".py"): os.path.join(checks, name)
        for name in os.listdir(checks)
        if name.endswith(".py") and not name.startswith(("test_", "conftest"))
    }


def try_import(name: str) -> None:
    """Import a library that is not the learner's, if it is there."""
    try:
        __import__(name)
    except ImportError:
        return


def observing(returned: dict[Any, Any], modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the observations in what a check returned."""
    return {"outcome": "observed", "observations": observation.observe(returned)}


def drawing(returned: dict[Any, Any], modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Answer with the learner's own drawing of the last node that a check returned."""
    nodes = [value for value in returned.values() if observation.is_node(value)]
    if not nodes:
        return {"outcome": "no node"}
    source = modules["graph"].draw_dot(nodes[-1]).source
    return {"outcome": "drawn", "source": str(source)}


def import_and_call(
    finder: Any,
    check: Callable[..., dict[Any, Any]],
    used: list[str],
    folder: str,
    look: Callable[[dict[Any, Any], dict[str, ModuleType]], dict[str, Any]],
) -> dict[str, Any]:
    """Import the learner's modules and call the check; an exception is part of the answer.

    The builtins that the reply needs are bound before the learner's code can replace them.
    """
    originals = vars(builtins).copy()
    importing = True
    try:
        modules = finder.load(used)
        importing = False
        wanted = check.__code__.co_varnames[: check.__code__.co_argcount]
        returned = check(**{name: modules[name] for name in wanted})
        vars(builtins).update(originals)
        return look(returned, modules)
    except BaseException as error:
        vars(builtins).update(originals)
        return describe(error, importing, folder)


def describe(error: BaseException, importing: bool, folder: str) -> dict[str, Any]:
    """Return an exception as plain data, with the frames that lie in the learner's files."""
    if isinstance(error, MemoryError):
        limits.allow_memory_to_report()
    frames = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if os.path.dirname(code.co_filename) == folder:
            name = os.path.basename(code.co_filename)
            frames.append([name, trace.tb_lineno, code.co_qualname])
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename and importing:
        frames.append([os.path.basename(error.filename), error.lineno or 1, "<module>"])
    return {
        "outcome": "raised",
        "importing": importing,
        "type": type(error).__name__[:200],
        "is_stub": isinstance(error, NotImplementedError),
        "message": message_of(error),
        "frames": frames[:1] + frames[1:][-MOST_FRAMES:],
    }


def message_of(error: BaseException) -> str:
    """Return an exception's text; the text of a learner's own exception may itself fail."""
    try:
        text = error.msg if isinstance(error, SyntaxError) else str(error)
    except Exception:
        text = "(its text cannot be shown)"
    return str(text)[:1_000]


def main() -> None:
    """Serve the checks in the folder named on the command line."""
    Worker(sys.argv[1], "--torch" in sys.argv[2:]).serve()


if __name__ == "__main__":
    main()
