"""The judge: asks workers to run checks, and decides from plain data what each one is worth.

It never imports a learner's code, and no worker ever sees what it compares with.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from grading.course.check import Check
from grading.course.curriculum import MODULES, STANDING_ALONE
from grading.course.paths import SOLUTIONS
from grading.course.snapshot import Snapshot
from grading.judging import verdict as status
from grading.judging.check_runner import CheckRunner
from grading.judging.comparison import Observations, agree, compare, read, with_lists
from grading.judging.comparison_table import message_of_wrong_rows, nothing_returned
from grading.judging.error_messages import (
    died_message,
    importing,
    readable,
    verdict_of_exception,
    where_it_was,
)
from grading.judging.foundation import Foundation
from grading.judging.module_failures import ModuleFailures
from grading.judging.source_place import stopped_at
from grading.judging.verdict import Verdict
from grading.workers.reply_reader import is_well_formed
from grading.workers.worker_process import SECONDS_TO_IMPORT, WorkerProcess

MOST_SECONDS = 38.0  # a whole grade ends within 60 s; the rest is for starting and ending
# Verdicts that nothing an earlier check left behind could have made: no second look.
CERTAIN = (status.PASSED, *status.UNWRITTEN, status.TIMEOUT)
MANY_OBSERVATIONS = 200
MOST_NOT_EXPECTED = 2_000  # observations of a check that are kept though nobody has asked for them
# The time for a whole grade is for code that hangs, not for right code on a slow machine.
SECONDS_THAT_ARE_FREE = 0.5


class Judge:
    """Judges the checks of one submission."""

    def __init__(
        self,
        snapshot: Snapshot,
        solutions: Path | None = SOLUTIONS,
        most_seconds: float = MOST_SECONDS,
        start_worker: Callable[[bool], WorkerProcess] = WorkerProcess,
    ) -> None:
        """Judge the modules in ``snapshot``; without ``solutions`` there is no foundation.

        ``start_worker`` gives a worker, with torch in it or not.
        """
        self.foundation = Foundation(solutions) if solutions and solutions.is_dir() else None
        self.most_seconds = most_seconds
        self.runner = CheckRunner(start_worker, self.source_of)
        self.start_afresh(snapshot)

    def start_afresh(self, snapshot: Snapshot) -> None:
        """Forget what was found out about modules; judge those that are in ``snapshot``."""
        self.snapshot = snapshot
        # Made once: a path costs more than most checks do.
        self.paths = {name: str(snapshot.folder / f"{name}.py") for name in MODULES}
        self.own = {path: name for name, path in self.paths.items()}
        self.seconds_left = self.most_seconds
        self.failures = ModuleFailures()
        self.runner.start_afresh()

    @property
    def interrupted(self) -> bool:
        """Whether it was interrupted, and has not started afresh."""
        return self.runner.interrupted

    def warm_up(self, modules: Iterable[str] = ()) -> None:
        """Start a worker, so that it is ready when the first check is, of these modules."""
        self.runner.warm_up(modules)

    def verdict(self, check: Check, expected: Observations) -> Verdict:
        """Judge one check; where its module stands on others, give it a second chance.

        A module that is right on the foundation is right: the verdict is the foundation's,
        unless that could not be had.
        """
        paths = self.own_paths()
        own, certain = self._attempt(check, expected, paths)
        if own.status in (status.PASSED, status.TODO):
            return own
        if not self._has_second_chance(check, own):
            return own if certain else self._fresh(check, expected, paths)
        second = self._on_foundation(check, expected, own, certain)
        if not certain and not own.is_the_same_as(second):
            own = self._fresh(check, expected, paths)
        if own.status in (status.PASSED, status.TODO) or own.is_the_same_as(second):
            return own  # other modules make no difference to what is wrong
        if second.status not in (status.PASSED, status.FAILED, status.TODO):
            return own
        second.foundation = "solution"
        second.on_own = own
        second.waits_for = own.waits_for
        second.seconds += own.seconds
        return second

    def _has_second_chance(self, check: Check, own: Verdict) -> bool:
        """Tell whether other modules can be to blame: not where the check's own does not end."""
        file = f"{check.module}.py"
        ends = own.status != status.TIMEOUT or (own.frames and own.frames[-1].file != file)
        return bool(ends) and self.foundation is not None and check.module not in STANDING_ALONE

    def _on_foundation(
        self, check: Check, expected: Observations, own: Verdict, certain: bool
    ) -> Verdict:
        """Judge one check on the foundation; ``own``: what it gave on the learner's modules.

        Two wrong results that are the same, one of them of a fresh process, are certain.
        """
        assert self.foundation is not None
        paths = self.foundation.under(check, self.own_paths())
        if own.status == status.FAILED and not certain:
            return self._fresh(check, expected, paths)
        second, sure = self._attempt(check, expected, paths)
        if sure or own.is_the_same_as(second):
            return second
        return self._fresh(check, expected, paths)

    def observe(self, program: Check) -> Observations:
        """Run a program that is compared with nothing; no observations where it does not end well.

        It is run on the submission's modules.
        """
        reply = self.reply_to(program, "observe", program.used)
        observed: Any = reply.get("observations")
        if reply.get("outcome") != "observed" or not is_well_formed(observed):
            return {}
        return dict(read(program, observed) or {})

    def reply_to(
        self,
        program: Check,
        probe: str,
        used: Sequence[str],
        paths: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Run a program on the modules ``used``; return what the worker replies.

        ``probe``: what to find out (see ``worker.probes``). ``paths``: of modules, where they are
        not the submission's. ``more``: goes with the request. Empty where there is no time left.
        """
        if self.interrupted or self.seconds_left < 0:
            return {}
        began = time.perf_counter()
        request = {"function": program.name, "used": list(used), "probe": probe, **(more or {})}
        reply = self.runner.reply(program, request, paths or self.own_paths(), (), fresh=True)
        if reply["outcome"] == "timeout":
            self.runner.end_worker()
        self.seconds_left -= time.perf_counter() - began
        return reply

    def interrupt(self) -> None:
        """End the learner's code, from another thread: its check gets its verdict at once.

        A worker that has nothing to do is left as it is.
        """
        self.runner.interrupt()

    def close(self, let_go: Callable[[WorkerProcess], object] = WorkerProcess.stop) -> None:
        """End all workers, or ``let_go`` of them."""
        self.runner.close(let_go)

    def own_paths(self) -> dict[str, str]:
        """Return the paths of the submission's modules, by name."""
        return self.paths

    def source_of(self, path: str) -> bytes | None:
        """Return the source of a module by its path; nothing where there is none."""
        if path in self.own:
            return self.snapshot.sources.get(self.own[path])
        return self.foundation.sources.get(path) if self.foundation else None

    def _attempt(
        self, check: Check, expected: Observations, paths: Mapping[str, str]
    ) -> tuple[Verdict, bool]:
        """Judge one check on the modules at ``paths``, and say whether that is certain.

        Else what an earlier check left behind in the process may have spoiled it.
        """
        found = self._known_beforehand(check, expected, paths)
        if found:
            return found, True
        found = self._asked(check, expected, paths, fresh=False)
        certain = found.status in CERTAIN or found.is_contained or self.interrupted
        return found, certain or self.runner.was_first()

    def _fresh(self, check: Check, expected: Observations, paths: Mapping[str, str]) -> Verdict:
        """Judge one check in a fresh process."""
        known = self._known_beforehand(check, expected, paths)
        return known or self._asked(check, expected, paths, fresh=True)

    def _asked(
        self, check: Check, expected: Observations, paths: Mapping[str, str], fresh: bool
    ) -> Verdict:
        """Run one check in the group that is being served, or in a fresh one, and judge it."""
        request = {"function": check.name, "used": list(check.used)}
        large = len(expected) > MANY_OBSERVATIONS
        began = time.perf_counter()
        reply = self.runner.reply(check, request, paths, self._others(check), fresh, large)
        found = self.judged(check, expected, paths, reply)
        found.is_contained = self.runner.contained and found.ended_as_usual
        found.expected, took = dict(expected), time.perf_counter() - began
        to_begin, to_import = self.runner.seconds_before()
        found.seconds = took - to_import
        if found.status == status.TIMEOUT or took > SECONDS_THAT_ARE_FREE:
            self.seconds_left -= took
            self.failures.seconds[check.module] += took - to_begin
        serves_on = found.status in status.COMPARED_OR_UNWRITTEN or found.is_contained
        self.runner.note(found.status == status.FAILED, not serves_on, found.is_contained)
        return found

    def _others(self, check: Check) -> tuple[str, ...]:
        """Return other modules on which the check's process may run the step's checks.

        The submission's own, and the foundation's where that was needed for this step before.
        """
        own = self.own_paths()
        if self.foundation and self.foundation.is_written_for(check):
            return (*own.values(), *self.foundation.under(check, own).values())
        return tuple(own.values())

    def _known_beforehand(
        self, check: Check, expected: Observations, paths: Mapping[str, str]
    ) -> Verdict | None:
        """Return a verdict where there is no need, or no time, to run the check."""
        known = self.failures.known(check, paths)
        if self.interrupted:
            known = Verdict(check, status.CRASHED, f"{status.SPARED}the grade was interrupted.")
        elif known is None and self.seconds_left < 0:
            message = f"{status.SPARED}the time for a whole grade is used up."
            known = Verdict(check, status.TIMEOUT, message)
        if known:
            known.expected = dict(expected)
        return known

    def judged(
        self,
        check: Check,
        expected: Observations,
        paths: Mapping[str, str],
        reply: dict[str, Any],
    ) -> Verdict:
        """Say what a worker's reply to the request to run a check means."""
        outcome = reply["outcome"] if type(reply.get("outcome")) is str else "nonsense"
        if outcome == "not begun":
            return Verdict(check, status.CRASHED, "The process for your code could not start.")
        if outcome == "timeout":
            return self._timed_out(check, paths)
        if outcome == "died":
            return Verdict(check, status.CRASHED, died_message(reply.get("code")))
        if outcome == "raised":
            found = verdict_of_exception(check, reply, self.snapshot)
            if (names := importing(reply)) and self.runner.was_first():
                self.failures.cannot_be_imported(check, names[0], paths, found)
            return found
        seen: Any = reply.get("observations")
        observed = read(check, seen) if outcome == "observed" and is_well_formed(seen) else None
        if observed is None:
            message = "Your code wrote to a file descriptor that is not its own."
            return Verdict(check, status.CRASHED, message)
        return _compared(check, expected, observed, readable(reply.get("printed")))

    def _timed_out(self, check: Check, paths: Mapping[str, str]) -> Verdict:
        """Say where the code was; what it was importing, or ran, is remembered."""
        trace = self.runner.end_worker()
        folders = {str(Path(path).parent).replace("\\", "/") for path in paths.values()}
        frames, in_check = where_it_was(trace, sorted(folders))
        place = stopped_at(check, frames) if in_check else next(reversed(frames), None)
        at = f", at line {place.line} of {place.file}" if place else ""
        seconds = check.seconds if in_check or not place else SECONDS_TO_IMPORT
        message = f"Your code had not finished after {seconds:g} s{at}."
        found = Verdict(check, status.TIMEOUT, message, frames=frames, place=place)
        if place and not in_check:
            found.message = f"{place.file} cannot be imported: {message[0].lower()}{message[1:]}"
            self.failures.cannot_be_imported(check, place.file[:-3], paths, found)
        else:
            self.failures.timed_out(check, paths, found)
        return found


def _compared(check: Check, expected: Observations, seen: Observations, printed: str) -> Verdict:
    kept = dict(islice(seen.items(), len(expected) + MOST_NOT_EXPECTED))
    observed = with_lists(kept, expected)
    if agree(observed, expected, check.tolerance):
        return Verdict(check, status.PASSED, observed=observed, printed=printed)
    rows = compare(observed, expected, check.tolerance)
    message = nothing_returned(check, rows) or message_of_wrong_rows(rows)
    return Verdict(check, status.FAILED, message, observed=observed, rows=rows, printed=printed)
