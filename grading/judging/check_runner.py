"""Having a worker run a check: in which process, on which modules."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import NEEDS_TORCH
from grading.course.snapshot import modules_named
from grading.judging.foundation import is_of_foundation
from grading.workers.side_effects import are_contained
from grading.workers.worker_messages import MOST_SOURCES, Group
from grading.workers.worker_process import FORKS, PLAYING_SECONDS, WorkerProcess

SECONDS_TO_END_BY_ITSELF = 0.01
# A check's processes that end, or that cannot begin, before the code is to blame: whoever ends a
# process from outside may do it while that reads, and its worker then cannot read on.
MOST_LOST = 2


# Whether torch is in a worker, and whether it runs modules on the foundation alone.
Kind = tuple[bool, bool]


class CheckRunner:
    """The workers of one judge, by what they are for."""

    def __init__(
        self,
        start_worker: Callable[[bool], WorkerProcess],
        source_of: Callable[[str], bytes | None],
    ) -> None:
        """``start_worker`` gives a new worker, with torch in it or not.

        ``source_of`` gives the source of a module by its path, or nothing where there is none.
        """
        self.workers: dict[Kind, WorkerProcess] = {}
        self.current: Kind = (False, False)  # of the worker that was asked last
        self.modules_ahead: frozenset[str] = frozenset()  # of the submission, to be run now
        # The finished modules that the submission's code has been run on, since nothing was left.
        self.shown: set[str] = set()
        # Whose processes may run a learner's code that is not contained.
        self.loose: set[Kind] = set()
        self.contained = False  # what the modules it was asked about do ends with their check
        self.start_worker = start_worker
        self.source_of = source_of
        self.interrupted = False
        self.code_ends_processes = False  # a check's process has ended twice

    def reply(
        self,
        program: Check,
        request: Mapping[str, Any],
        paths: Mapping[str, str],
        others: Iterable[str],
        fresh: bool = False,
        large: bool = False,
    ) -> dict[str, Any]:
        """Return a worker's reply to the request to run a program on the modules at ``paths``.

        ``others``: paths of modules that its process may be asked about as well. ``fresh``: in a
        process that has run nothing yet. ``large``: it costs more than a process, and is not to be
        run a second time only to be certain of its result.
        """
        wanted = {**request, "file": str(program.file), "modules": dict(paths)}
        needed = self._sources(wanted["used"], paths.values())
        self.contained = _all_contained(needed)
        lost: Counter[str] = Counter()
        while True:
            worker = self._worker_for(program, paths, needed, fresh)
            self._keep_apart(needed)
            at_hand = worker.can_serve(wanted["file"], paths.values(), self.contained)
            if fresh or not at_hand or (large and worker.failed):
                self._begin(worker, program, paths, others)
            reply = worker.ask(wanted, needed, program.seconds)
            outcome = reply["outcome"]
            lost[outcome] += 1
            if outcome == "not begun":
                self.end_worker()  # an earlier check may have brought it down
            elif outcome != "died" or self.code_ends_processes:
                break
            # It may have been ended from outside, which is nothing that the code did. Where the
            # grade was interrupted it was ended on purpose, and another would be waited for.
            if self.interrupted or lost[outcome] == MOST_LOST:
                self.code_ends_processes |= lost["died"] == MOST_LOST
                break
            fresh = True
        if reply["outcome"] == "nonsense":  # what comes next could be an answer to anything
            self.end_worker()
        return reply

    def _begin(
        self,
        worker: WorkerProcess,
        program: Check,
        paths: Mapping[str, str],
        others: Iterable[str],
    ) -> None:
        """Have a worker begin a process that runs a program, and others of its file."""
        own, is_apart = tuple(paths.values()), worker.isolation.separates_submissions
        modules = own if is_apart else tuple(dict.fromkeys((*own, *others)))
        sources = self._sources(program.used, modules)
        group = Group(str(program.file), modules, program.used, _all_contained(sources))
        if is_apart and not self.current[1]:  # all are compiled at once
            sources = sources | self._sources(self.modules_ahead, modules)
        worker.begin(group, sources, 0 if self.current[1] else MOST_SOURCES)

    def play(
        self,
        program: Check,
        paths: Mapping[str, str],
        options: Mapping[str, Any],
        tell: Callable[[Any], None],
    ) -> dict[str, Any]:
        """Have a worker run a program that goes on for long; ``tell`` hears what it yields."""
        file, modules = str(program.file), tuple(paths.values())
        sources = self._sources(program.used, modules)
        worker = self._worker_for(program, paths, sources, fresh=True)
        worker.begin(Group(file, modules, program.used, False, PLAYING_SECONDS), sources)
        request = {"function": program.name, "used": list(program.used), "options": dict(options)}
        asked = request | {"file": file, "modules": dict(paths)}
        return worker.ask(asked, sources, program.seconds, tell)

    def _sources(self, used: Iterable[str], paths: Iterable[str]) -> dict[str, bytes | None]:
        """Return the sources of the modules ``used``, and of what they import, by path.

        Nothing in place of one that is not there, or not any more.
        """
        by_name = dict(_by_name(tuple(paths)))
        found: dict[str, bytes | None] = {}
        unseen = list(used)
        while unseen:
            for path in by_name.pop(unseen.pop(), []):
                source = found[path] = self.source_of(path)
                unseen += modules_named(source) if source is not None else ()
        return found

    def note(self, failed: bool, spoiled: bool, contained: bool) -> None:
        """Note what became of the last program: ``spoiled``, the process is not to serve further.

        ``contained``: nothing of it has remained.
        """
        worker = self.workers.get(self.current)
        if worker:
            worker.failed = worker.failed or (failed and not contained)
            worker.spoiled = worker.spoiled or spoiled
            worker.is_as_new = worker.is_as_new and contained

    def was_first(self) -> bool:
        """Tell whether the program that was just run was the first one of its process."""
        worker = self.workers.get(self.current)
        return worker is None or worker.served <= 1

    def seconds_before(self) -> tuple[float, float]:
        """Return how long the last program's process took to begin, and its modules to import."""
        worker = self.workers.get(self.current)
        return (worker.seconds_beginning, worker.seconds_importing) if worker else (0.0, 0.0)

    def warm_up(self, modules: Iterable[str]) -> None:
        """Start a worker, so that it is ready when the first check is, of these modules."""
        self.modules_ahead = frozenset(modules)
        self._worker((False, False))

    def _worker_for(
        self,
        program: Check,
        paths: Mapping[str, str],
        sources: Iterable[str],
        fresh: bool = False,
    ) -> WorkerProcess:
        """Return the worker for a program; in a sandbox, code on the foundation has its own.

        What it finds there in its memory, it could else keep for where it is to stand alone; and
        what it finds of another module, until that one is run on the foundation itself.
        ``sources``: of ``paths`` those that it reaches.
        """
        worker = self._worker((program.module == NEEDS_TORCH, False), fresh)
        if worker.isolation.separates_submissions and any(map(is_of_foundation, paths.values())):
            if program.module in self.shown:
                self._leave_nothing((program.module == NEEDS_TORCH, True))
                self.shown.clear()
            self.shown |= {module_at(path) for path in sources if is_of_foundation(path)}
            worker = self._worker((program.module == NEEDS_TORCH, True), fresh)
        return worker

    def _keep_apart(self, sources: Mapping[str, bytes | None]) -> None:
        """End processes that code in this worker's next one, of ``sources``, could speak with.

        Two sandboxes on one machine have more in common than can be taken from them.
        """
        for kind in self.loose - {self.current}:
            worker = self.workers.get(kind)
            if worker and worker.isolation.separates_submissions:
                worker.end_group()
        self.loose &= {self.current}
        own = {path: text for path, text in sources.items() if not is_of_foundation(path)}
        if not self.contained and not _all_contained(own):
            self.loose.add(self.current)

    def _leave_nothing(self, kind: Kind) -> None:
        """Have a worker serve what comes as if it were another submission's."""
        worker = self.workers.get(kind)
        if worker and worker.end_submission():
            worker.begin_submission()
        elif worker:
            self.workers.pop(kind).stop()

    def _worker(self, kind: Kind, fresh: bool = False) -> WorkerProcess:
        """Return a worker, a new one where there is none that can serve."""
        self.current = kind
        known = self.workers.get(kind)
        if known and (known.has_ended or (not FORKS and (fresh or known.spoiled))):
            self.end_worker()
        if kind not in self.workers:
            self.workers[kind] = self.start_worker(kind[0])
        return self.workers[kind]

    def end_worker(self) -> str:
        """End the worker that was asked last; return what it wrote of where it was."""
        return self.workers.pop(self.current).stop()

    def start_afresh(self) -> None:
        """Have only such processes serve further in which nothing has remained."""
        self.interrupted = self.code_ends_processes = False
        for worker in self.workers.values():
            worker.spoiled = worker.spoiled or not worker.is_as_new

    def interrupt(self) -> None:
        """End the workers that have something to do, from another thread.

        Most checks are about to end: what ends by itself leaves a worker that is ready to go on.
        """
        self.interrupted = True
        deadline = time.monotonic() + SECONDS_TO_END_BY_ITSELF
        for worker in list(self.workers.values()):
            while worker.is_busy and time.monotonic() < deadline:
                time.sleep(SECONDS_TO_END_BY_ITSELF / 10)
            if worker.is_busy:
                worker.kill()

    def close(self, let_go: Callable[[WorkerProcess], object]) -> None:
        """End all workers, or ``let_go`` of them."""
        for worker in self.workers.values():
            let_go(worker)
        self.workers.clear()


@lru_cache(maxsize=64)
def _by_name(paths: tuple[str, ...]) -> dict[str, list[str]]:
    """Return paths of modules by the modules' names."""
    found: dict[str, list[str]] = {}
    for path in paths:
        found.setdefault(module_at(path), []).append(path)
    return found


def module_at(path: str) -> str:
    """Return the name of the module at a path."""
    return path.replace("\\", "/").rpartition("/")[2][:-3]


def _all_contained(sources: Mapping[str, bytes | None]) -> bool:
    return all(source is None or are_contained(source) for source in sources.values())
