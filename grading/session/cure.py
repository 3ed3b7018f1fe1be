"""A cure: what the search for the line at fault has found, and how it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grading.judging.verdict import Fault, Place, Verdict
from grading.session.result import StepResult


@dataclass(frozen=True)
class Cure:
    """An edit with which failing checks pass, and where it is."""

    file: str
    lines: Sequence[int]  # from the first to the last
    function: str
    kind: str
    cured: Sequence[str]  # the names of the checks of the step that fail without it
    failing: int  # how many fail
    code: str  # the first of the changed lines, as it passes; empty for a whole function
    hint: str  # the kind of what is different
    adds: bool = False  # a line, and changes none

    @property
    def line(self) -> int:
        """The first of its lines."""
        return self.lines[0]

    def note_in(self, result: StepResult) -> None:
        """Tell the verdicts on the checks that pass with it."""
        for verdict in result.failures:
            if verdict.check.name in self.cured:
                kind = self.kind if self.hint else ""
                verdict.fault = Fault(self._place_for(verdict), kind, self.sentence)

    def _place_for(self, verdict: Verdict) -> Place:
        """Return the place; of a whole function that of a line inside it, where one is known."""
        place, seen = Place(self.file, self.line, self.function), verdict.look_at
        if self.code or seen is None or seen.file != self.file:
            return place
        return seen if f"{seen.function}.".startswith(f"{self.function}.") else place

    @property
    def is_whole(self) -> bool:
        """Whether all that fails passes with it."""
        return len(self.cured) == self.failing

    @property
    def sentence(self) -> str:
        """What a learner is told first: where, and never that it is wrong."""
        return self.sentence_of("this step")

    def sentence_of(self, step: str) -> str:
        """Return the sentence where the step is called so."""
        what = self._what_passes(step)
        if not self.code:
            function = f"`{self.function}` ({self.file}:{self.line})"
            if not self.is_whole:
                return f"{what} when {function} is different."
            return (
                f"What is at fault is within {function}; everything else that the failing checks "
                "use is right as it is."
            )
        if self.adds:
            return f"{what} when a line is added at {self._where}."
        if len(self.lines) > 1:
            return f"{what} when the same thing is different in {self._where}."
        return f"{what} when one thing in {self._where} is different."

    def _what_passes(self, step: str) -> str:
        number = len(self.cured)
        checks = "The failing check" if self.failing == 1 else f"All {number} failing checks"
        if not self.is_whole:
            checks = f"{number} of the {self.failing} failing checks"
        return f"{checks} of {step} {'passes' if number == 1 else 'pass'}"

    @property
    def _where(self) -> str:
        *first, last = map(str, self.lines)
        lines = f"lines {', '.join(first)} and {last}" if first else f"line {last}"
        return f"{lines} of {self.file}"
