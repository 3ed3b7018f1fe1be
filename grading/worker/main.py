"""The process that runs a learner's code: one check a request, plain data back.

Started as ``python -I main.py FOLDER [--torch] [--compile MODULES]``, where FOLDER holds the check
files, and MODULES the learner's modules to compile before anything is asked. Requests (JSON behind
its length) and replies (JSON lines) go through what were standard input and output; the learner's
code finds both closed. It knows no reference and no solution. Every check imports the learner's
modules afresh. Where the system can fork, a group of checks (one step's, until one of them ends in
an error) runs in a fork of its own, which costs some milliseconds; elsewhere the judge starts a
fresh worker.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import sys
from functools import partial
from importlib.machinery import SourceFileLoader
from types import CodeType, ModuleType

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    Check = Callable[..., dict[Any, Any]]

HERE = os.path.dirname(os.path.abspath(__file__))
CAN_FORK = hasattr(os, "fork")
ENDED = 77  # the exit status of a fork whose group has ended
# Loaded before forking where a learner's source names them, since each fork would load them again.
WORTH_LOADING_ONCE = (
    "math",
    "random",
    "graphviz",
    "typing",
    "functools",
    "itertools",
)
SLOW_TO_LOAD = ("numpy", "matplotlib")


def cached_code(path: str) -> CodeType:
    """Return the code of a file of the kit, from Python's own cache where it is there."""
    return SourceFileLoader("check", path).get_code("check")  # type: ignore[return-value]


def load_package(name: str, folder: str, subpackages: list[str]) -> None:
    """Load a package of the kit from ``folder``, with no folder put on ``sys.path``.

    ``subpackages``: the folders in which what the package holds is looked for.
    """
    package = ModuleType(name)
    package.__path__ = subpackages
    sys.modules[name] = package
    exec(cached_code(os.path.join(folder, "__init__.py")), package.__dict__)


if __name__ == "__main__":
    # What the check files import, and this package: nothing else of the kit can be imported here.
    load_package("grading", os.path.dirname(HERE), [])
    load_package("grading.worker", HERE, [HERE])

from grading.worker import limits, module_loader, probes  # noqa: E402
from grading.worker.captured_output import CapturedOutput  # noqa: E402
from grading.worker.edited_code import observations_of_edits, with_edit  # noqa: E402
from grading.worker.plain_exception import plain_exception  # noqa: E402
from grading.worker.set_order import fix_set_order, loops_over_sets  # noqa: E402
from grading.worker.side_effects import are_contained  # noqa: E402


class Worker:
    """Serves requests until its input ends."""

    def __init__(self, checks: str, with_torch: bool) -> None:
        self.checks = checks
        self.with_torch = with_torch
        self.requests = os.dup(0)
        self.replies = os.dup(1)
        self.trace = os.dup(2)
        self.check_modules: dict[str, ModuleType] = {}
        for descriptor in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
        faulthandler.enable(self.trace)
        if with_torch:
            import torch

            torch.set_num_threads(1)
        else:
            limits.limit_memory_to_compile()

    def reply(self, answer: dict[str, Any]) -> None:
        """Send one line."""
        data = (json.dumps(answer) + "\n").encode()
        while data:
            data = data[os.write(self.replies, data) :]

    def next_message(self) -> dict[str, Any]:
        """Return the next message, reading no byte behind it; raises ``EOFError`` at the end."""
        return json.loads(self.read(int(self.read(8), 16)))  # type: ignore[no-any-return]

    def read(self, size: int) -> bytes:
        """Return that many bytes of the judge's."""
        data = b""
        while len(data) < size:
            chunk = os.read(self.requests, size - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return data

    def serve(self) -> None:
        """Serve groups of checks; where the system can fork, each group in a fork of its own.

        A group begins with a message that names its files, and ends with one that says so.
        """
        gc.freeze()
        while True:
            group = self.next_message()
            if "file" not in group:
                continue  # it was meant for a process that has died
            self.prepare(group)
            if CAN_FORK:
                self.serve_in_fork(group)
            else:
                self.serve_group(group)

    def prepare(self, group: dict[str, Any]) -> None:
        """Load the check file, and compile the learner's modules, before any fork."""
        for needed in getattr(self.check_module(group["file"]), "PREPARED", ()):
            _ = needed.programs  # which are kept
        self.compile_modules(group["modules"], group["used"])

    def compile_modules(self, paths: Iterable[str], used: Iterable[str] = ()) -> None:
        """Compile modules, and load what many of them import.

        What takes long to load: if it is for the modules ``used``, or for some that they import.
        """
        reached = module_loader.reachable(used, paths)
        for path in paths:
            try:
                code = module_loader.compiled(path)
                source = module_loader.source_of(path)
                _ = loops_over_sets(source), are_contained(source)  # which are kept
            except Exception:  # it is reported when the check's own process imports it
                continue
            worth = WORTH_LOADING_ONCE + SLOW_TO_LOAD * (path in reached)
            for wanted in worth:
                if wanted in code.co_names and wanted not in sys.modules:
                    try_import(wanted)

    def serve_in_fork(self, group: dict[str, Any]) -> None:
        """Serve one group in a fork, and speak for it where it ended without a word."""
        child = os.fork()
        if child == 0:
            try:
                limits.limit_resources(group["cpu_seconds"], not self.with_torch)
                gc.disable()  # a group makes little, and ends with its process
                self.serve_group(group)
            except BaseException:  # nothing of the learner's may run on in here
                os._exit(1)
            os._exit(ENDED)
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        if code != ENDED:
            self.reply({"died": code})

    def serve_group(self, group: dict[str, Any]) -> None:
        """Answer each request with one reply, until the group ends."""
        self.reply({"begun": group["token"]})
        while True:
            request = self.next_message()
            if "end" in request:
                return
            self.reply(self.run(request))

    def check_module(self, path: str) -> ModuleType:
        """Return the check file at ``path`` as a module."""
        if path not in self.check_modules:
            module = ModuleType(os.path.basename(path).removesuffix(".py"))
            module.__file__ = path
            with module_loader.ModuleLoader(support_files(self.checks)):
                exec(cached_code(path), module.__dict__)
            self.check_modules[path] = module
        return self.check_modules[path]

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one check on the learner's modules, and return the reply."""
        check = getattr(self.check_module(request["file"]), request["function"])
        used, paths = request["used"], request["modules"]
        folder = os.path.dirname(paths[used[0]])
        refused = frozenset() if self.with_torch else module_loader.AUTOGRAD_LIBRARIES
        probe = probes.PROBES[request.get("probe", "observe")]
        sources: list[bytes] = []

        def tell(progress: dict[str, Any]) -> None:
            self.reply({"id": request["id"], "progress": progress})

        def loaded(module: ModuleType, source: bytes) -> None:
            sources.append(source)
            fix_set_order(module, source)

        stream = CapturedOutput()
        sys.stdout = sys.stderr = stream
        if "random" in sys.modules:  # what is drawn is the same in every run
            sys.modules["random"].seed(0)
        try:
            with module_loader.ModuleLoader(paths, refused, loaded) as finder:
                limited = partial(limits.written_before, descriptor=self.trace)
                with limited(request["seconds_to_import"]):
                    modules, answer = import_modules(finder, used, folder)
                if modules:
                    self.reply({"imported": request["id"]})
                    if "edits" in request:
                        probe = partial(edited, finder=finder, request=request)
                    elif "options" in request:
                        probe = partial(probes.playing, options=request["options"], tell=tell)
                    with limited(request["seconds"]):
                        answer = call_check(check, modules, folder, probe)
                    answer["contained"] = all(map(are_contained, sources))
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
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


def import_modules(
    finder: Any, used: list[str], folder: str
) -> tuple[dict[str, ModuleType], dict[str, Any]]:
    """Import the learner's modules; where that fails there are none, but an answer."""
    try:
        return finder.load(used), {}
    except BaseException as error:
        probes.put_builtins_back()
        return {}, plain_exception(error, finder.loading, folder)


def edited(
    check: Check, modules: dict[str, ModuleType], finder: Any, request: dict[str, Any]
) -> dict[str, Any]:
    """Answer with the observations of the check on edits of one of the modules."""
    path = request["modules"][request["edited"]]

    def run(functions: Mapping[str, str]) -> dict[str, Any]:
        finder.codes = {path: with_edit(module_loader.compiled(path), functions)}
        return probes.observing(check, finder.load(request["used"]))

    edits, took = observations_of_edits(request["edits"], run, request["seconds_an_edit"])
    return {"outcome": "edited", "edits": edits, "took": took}


def call_check(
    check: Check,
    modules: dict[str, ModuleType],
    folder: str,
    probe: Callable[[Check, dict[str, ModuleType]], dict[str, Any]],
) -> dict[str, Any]:
    """Run the probe on the check; an exception is an answer, too."""
    try:
        return probe(check, modules)
    except BaseException as error:
        probes.put_builtins_back()
        return plain_exception(error, [], folder)


def main() -> None:
    """Serve the checks in the folder named on the command line."""
    worker = Worker(sys.argv[1], "--torch" in sys.argv[2:])
    if "--compile" in sys.argv[2:]:
        folder = sys.argv[sys.argv.index("--compile") + 1]
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        worker.compile_modules(os.path.join(folder, name) for name in names if name.endswith(".py"))
    with contextlib.suppress(EOFError):  # the judge is gone, or needs no more
        worker.serve()


if __name__ == "__main__":
    main()
