"""Serving a judge: one check a request, plain data back.

Requests (JSON behind its length) and replies (JSON lines) go through what were standard input and
output; the learner's code finds both closed. How a process ended is told through a third pipe,
which no process that runs a learner's code has. No reference is known here. Every check imports the
learner's modules afresh, from sources that the judge has sent. Where the system can fork, a group
of checks (one step's, until one ends in an error) runs in a fork; elsewhere in a fresh worker.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import sys
from functools import partial
from types import ModuleType

from grading.worker import limits, probes
from grading.worker.module_loader import (
    AUTOGRAD_LIBRARIES,
    KitFiles,
    ModuleLoader,
    load_library,
    reachable,
    support_files,
)
from grading.worker.plain_exception import plain_exception
from grading.worker.set_order import fix_set_order
from grading.worker.sources import CAN_FORK, Sources

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from grading.worker.main import Kit

    Check = Callable[..., dict[Any, Any]]

# Loaded before forking where a learner's source names them, since each fork would load them again.
WORTH_LOADING_ONCE = ("math", "random", "graphviz", "typing", "functools", "itertools")
SLOW_TO_LOAD = ("numpy", "matplotlib")


class Worker:
    """Serves requests until its input ends."""

    def __init__(self, checks: str, with_torch: bool, kit: Kit) -> None:
        """``checks``: the folder of the check files; ``kit``: what they import."""
        self.checks = checks
        self.with_torch = with_torch
        self.kit = kit
        self.requests = os.dup(0)
        self.replies = os.dup(1)
        self.trace = os.dup(2)
        self.status = self.replies
        self.user: int | None = None  # who is to run the code in a sandbox
        self.adopts_orphans = False
        self.sources = Sources()
        self.check_modules: dict[str, ModuleType] = {}
        for descriptor in (0, 1, 2):
            os.dup2(os.open(os.devnull, os.O_RDWR), descriptor)
        faulthandler.enable(self.trace)
        self.alarm = limits.Alarm(self.trace)
        if with_torch:
            import torch

            torch.set_num_threads(1)

    def reply(self, answer: dict[str, Any], descriptor: int | None = None) -> None:
        """Send one line."""
        data = (json.dumps(answer) + "\n").encode()
        while data:
            data = data[os.write(self.replies if descriptor is None else descriptor, data) :]

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
            message = self.next_message()
            if "submission" in message:
                self.serve_submission(message["submission"])
            elif "submission ends" in message:
                return
            elif "sources" in message:
                self.prepare(message)
                if "file" in message and CAN_FORK:
                    self.serve_in_fork(message)
                elif "file" in message:
                    self.reply({"begun": message["token"]})
                    self.serve_group()
            # Anything else was meant for a process that has died.

    def serve_submission(self, token: str) -> None:
        """Serve one submission in a fork that nothing is left of, and say whether that is so."""
        confinement, shared = self.confinement(), (self.requests, self.replies, self.trace)
        settings = confinement.settings_of(shared)
        child = os.fork()
        if child == 0:
            try:
                confinement.give_up_root(self.user or 0)
                self.adopts_orphans = True  # whoever is left is ended with the submission
                self.serve()
            except BaseException:
                os._exit(1)
            os._exit(0)
        os.waitpid(child, 0)
        clean = confinement.end_everything_else() and confinement.nothing_is_left()
        clean &= confinement.settings_of(shared) == settings
        confinement.empty(self.trace)
        self.reply({"cleared": token, "clean": clean}, self.status)

    def prepare(self, message: dict[str, Any]) -> None:
        """Take sources, compile them, and load what many of them import, before any fork."""
        self.sources.compile_aside(self.sources.take(message["sources"], message["forgotten"]))
        for file in (*message.get("files", ()), *([message["file"]] if "file" in message else ())):
            self.load_programs(file)
        for library in message.get("libraries", ()):
            load_library(library)
        paths = message.get("modules", message["sources"])
        reached = reachable(message.get("used", ()), paths, self.sources)
        for path in paths:
            names = self.sources.names_in(path)
            for wanted in WORTH_LOADING_ONCE + SLOW_TO_LOAD * (path in reached):
                if wanted in names:
                    load_library(wanted)

    def serve_in_fork(self, group: dict[str, Any]) -> None:
        """Serve one group in a fork, and say how it ended."""
        if not self.adopts_orphans and not group["contained"]:
            self.confinement().adopt_orphans()
            self.adopts_orphans = True
        os.write(self.replies, b"\n")  # the process before may have left half a line
        self.reply({"begun": group["token"]})
        child = os.fork()
        if child == 0:
            try:
                if self.status != self.replies:
                    os.close(self.status)
                limits.limit_resources(group["cpu_seconds"], not self.with_torch)
                gc.disable()  # a group makes little, and ends with its process
                self.serve_group()
            except BaseException:  # nothing of the learner's may run on in here
                os._exit(1)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if self.adopts_orphans:
            self.confinement().end_children()
        code = os.waitstatus_to_exitcode(status)
        self.reply({"ended": group["token"], "code": code}, self.status)

    def serve_group(self) -> None:
        """Answer each request with one reply, until the group ends."""
        while True:
            request = self.next_message()
            if "end" in request:
                return
            self.sources.take(request["sources"])
            self.reply(self.run(request))

    def check_module(self, path: str) -> ModuleType:
        """Return the check file at ``path`` as a module."""
        if path not in self.check_modules:
            module = ModuleType(os.path.basename(path).removesuffix(".py"))
            module.__file__ = path
            module.__dict__["__builtins__"] = self.kit.builtins
            files = support_files(self.checks)
            with self.kit, ModuleLoader(files, files=KitFiles(), builtins=self.kit.builtins):
                exec(KitFiles().code_of(path), module.__dict__)
            self.check_modules[path] = module
        return self.check_modules[path]

    def load_programs(self, path: str) -> None:
        """Load a check file, and what is costly in it and does not depend on the modules."""
        for needed in getattr(self.check_module(path), "PREPARED", ()):
            _ = needed.programs  # which are kept

    def confinement(self) -> Any:
        """Return the module that confines a learner's code, which most have no need of."""
        with self.kit:
            from grading.worker import confinement

            return confinement

    def run(self, request: dict[str, Any]) -> dict[str, Any]:
        """Run one check on the learner's modules, and return the reply."""
        check = getattr(self.check_module(request["file"]), request["function"])
        used, paths = request["used"], request["modules"]
        folder = os.path.dirname(paths[used[0]])
        refused = frozenset() if self.with_torch else AUTOGRAD_LIBRARIES
        probe = probes.PROBES[request.get("probe", "observe")]
        told = partial(plain_exception, folder=folder, sources=self.sources)

        def tell(progress: dict[str, Any]) -> None:
            self.reply({"id": request["id"], "progress": progress})

        def loaded(module: ModuleType) -> None:
            if self.sources.known[paths[module.__name__]].loops_over_sets:
                fix_set_order(module)

        stream = limits.CapturedOutput()
        sys.stdout = sys.stderr = stream
        if "random" in sys.modules:  # what is drawn is the same in every run
            sys.modules["random"].seed(0)
        try:
            with ModuleLoader(paths, refused, loaded, self.sources) as finder:
                with self.alarm.before(request["seconds_to_import"]):
                    modules, answer = import_modules(finder, used, told)
                if modules:
                    self.reply({"imported": request["id"]})
                    if "edits" in request:
                        probe = partial(edited, finder=finder, request=request)
                    elif "options" in request:
                        probe = partial(probes.playing, options=request["options"], tell=tell)
                    with self.alarm.before(request["seconds"]):
                        answer = call_check(check, modules, told, probe)
        finally:
            sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
        return {"id": request["id"], "printed": stream.text, **answer}


def import_modules(
    finder: Any, used: list[str], told: Callable[..., dict[str, Any]]
) -> tuple[dict[str, ModuleType], dict[str, Any]]:
    """Import the learner's modules; where that fails there are none, but an answer."""
    try:
        return finder.load(used), {}
    except BaseException as error:
        probes.put_python_back()
        return {}, told(error, finder.loading)


def edited(
    check: Check, modules: dict[str, ModuleType], finder: Any, request: dict[str, Any]
) -> dict[str, Any]:
    """Answer with the observations of the check on edits of one of the modules."""
    path = request["modules"][request["edited"]]

    def run(functions: Mapping[str, str]) -> dict[str, Any]:
        finder.codes = {path: probes.with_edit(finder.files.code_of(path), functions)}
        return probes.observing(check, finder.load(request["used"]))

    edits, took = probes.observations_of_edits(request["edits"], run, request["seconds_an_edit"])
    return {"outcome": "edited", "edits": edits, "took": took}


def call_check(
    check: Check,
    modules: dict[str, ModuleType],
    told: Callable[..., dict[str, Any]],
    probe: Callable[[Check, dict[str, ModuleType]], dict[str, Any]],
) -> dict[str, Any]:
    """Run the probe on the check; an exception is an answer, too."""
    try:
        return probe(check, modules)
    except BaseException as error:
        probes.put_python_back()
        return told(error, [])


def behind(arguments: list[str], option: str) -> str:
    """Return what stands behind an option on the command line."""
    return arguments[arguments.index(option) + 1]


def serve(arguments: list[str], kit: Kit) -> None:
    """Serve the checks in the folder named first on the command line."""
    worker = Worker(arguments[0], "--torch" in arguments, kit)
    if "--status" in arguments:
        worker.status = int(behind(arguments, "--status"))
        os.set_inheritable(worker.status, False)
    if "--sandbox" in arguments:
        worker.user = int(behind(arguments, "--sandbox"))
        worker.confinement().hide_memory()
    if "--landlock" in arguments:
        readable = behind(arguments, "--landlock").split(os.pathsep)
        if not worker.confinement().confine_by_landlock(readable, [os.getcwd()]):
            return  # rather no grade than one whose code was not kept apart as it says
    with contextlib.suppress(EOFError):  # the judge is gone, or needs no more
        worker.serve()
