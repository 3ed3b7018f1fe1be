"""What is known of modules that cannot be imported, or do not come to an end.

It spares running further checks of the same step on the same modules. On others (the foundation)
nothing of it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace

from grading.course.check import Check
from grading.judging import verdict as status
from grading.judging.verdict import Place, Verdict

TIMEOUTS_TO_GIVE_UP = 2  # of one step, in one function
MOST_SECONDS = 10.0  # of one module's checks that take long, so that those of others are run

Paths = Mapping[str, str]
Modules = tuple[str, ...]


class ModuleFailures:
    """Remembers failures that other checks would only repeat."""

    def __init__(self) -> None:
        # By the paths, and by which modules a check uses to share the verdict.
        self.not_importable: defaultdict[Modules, dict[frozenset[str], Verdict]] = defaultdict(dict)
        self.endless: Counter[tuple[int, Place | None, Modules]] = Counter()
        self.given_up: dict[tuple[int, str, Modules], Verdict] = {}
        # Of checks that took long, by module.
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def known(self, check: Check, paths: Paths) -> Verdict | None:
        """Return the verdict on a check that need not be run for it."""
        modules = tuple(paths.values())
        for names, first in self.not_importable[modules].items():
            if names.issubset(check.used):
                return replace(first, check=check, seconds=0.0)
        key = check.step.number, paths[check.module], modules
        if key in self.given_up:
            before = self.given_up[key]
            place = before.place
            at = f" at line {place.line} of {place.file}" if place else ""
            message = f"{status.SPARED}twice before, your code was stopped{at}."
            return Verdict(check, status.TIMEOUT, message, frames=before.frames, place=place)
        if self.seconds[check.module] > MOST_SECONDS:
            message = f"{status.SPARED}the time for {check.module}.py is used up."
            return Verdict(check, status.TIMEOUT, message)
        return None

    def cannot_be_imported(self, check: Check, said: str, paths: Paths, found: Verdict) -> None:
        """Remember the verdict on the first check for which a module was imported in vain.

        ``said``: which one, by what the code says. Where that is not the check's own, it is known
        of those checks alone that use both: code can say what it likes.
        """
        names = {check.module, said} if said in check.used else set(check.used)
        self.not_importable[tuple(paths.values())][frozenset(names)] = found

    def timed_out(self, check: Check, paths: Paths, found: Verdict) -> None:
        """Count a check that did not end; give up on the step where one function is to blame.

        ``found``: of no place where the code does not say where it is.
        """
        modules = tuple(paths.values())
        function = replace(found.place, line=0) if found.place else None
        self.endless[check.step.number, function, modules] += 1
        if self.endless[check.step.number, function, modules] == TIMEOUTS_TO_GIVE_UP:
            self.given_up[check.step.number, paths[check.module], modules] = found
