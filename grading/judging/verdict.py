"""What the judge says of one check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grading.course.check import Check
from grading.judging.comparison import Row

PASSED, FAILED, TODO, BLOCKED, WAITING, ERROR, TIMEOUT, CRASHED = (
    "passed",
    "failed",
    "todo",
    "blocked",
    "waiting",
    "error",
    "timeout",
    "crashed",
)

# A check that did not run further than a stub, or could not be run here.
UNWRITTEN = (TODO, BLOCKED)
NOT_RUN = (*UNWRITTEN, WAITING)
SPARED = "Not run: "  # begins the message on a check that would have taken time in vain

# These came to an end as usual: the process serves further checks.
COMPARED_OR_UNWRITTEN = (PASSED, FAILED, *UNWRITTEN)
# Exceptions after which a process is not what it was.
LASTING = ("MemoryError", "RecursionError", "SystemExit", "KeyboardInterrupt", "TooMuchPrinted")


@dataclass(frozen=True)
class Place:
    """A line in a learner's file, and the function it is in."""

    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Fault:
    """What an edit of the code has shown: with it, a check passes."""

    place: Place
    kind: str  # of the edit; empty where it shows no more than the place
    sentence: str


@dataclass
class Verdict:
    """The status of a check, and all that is known of why."""

    check: Check
    status: str
    message: str = ""
    observed: dict[str, list[Any]] = field(default_factory=dict)
    expected: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    exception: str | None = None
    exception_text: str = ""
    exception_is_written: bool = False  # by a `raise` of the learner's, not by Python
    frames: list[Place] = field(default_factory=list)
    columns: tuple[int, int] | None = None  # of the last frame's line: what Python marks in it
    arguments: dict[str, str] = field(default_factory=dict)  # numbers that its function got
    place: Place | None = None
    look_at: Place | None = None
    printed: str = ""
    seconds: float = 0.0
    is_contained: bool = False  # a fresh process would give the same, and this one is as it was
    foundation: str = "own"
    on_own: Verdict | None = None  # beside a verdict on the foundation: that on the own modules
    waits_for: int | None = None
    stub: str | None = None
    is_begun: bool = False  # code of the learner's stands beside that stub
    mistake: str | None = None
    title_of_mistake: str | None = None
    step_of_mistake: int | None = None
    function_to_look_at: str | None = None
    explanation: str | None = None
    lacks: str = ""  # the library that it waits for
    cure: str | None = None
    cured_by: Sequence[str] = ()  # kinds of edits that cure the mistake
    may_be_cured_otherwise: bool = True  # where nobody has said that no other kind does
    is_behind_a_failure: bool = False  # of an earlier step, which may be what is wrong here
    fault: Fault | None = None  # where it has been searched for, and found

    def is_the_same_as(self, other: Verdict) -> bool:
        """Tell whether two runs of a check, on other modules each, gave the same wrong result."""
        return self.status == other.status == FAILED and self.observed == other.observed

    @classmethod
    def waiting(cls, check: Check) -> Verdict:
        """Return the verdict on a check that needs a library which is not there."""
        return cls(check, WAITING, f"This step needs {check.lacks}.", lacks=check.lacks)

    @property
    def ended_as_usual(self) -> bool:
        """Whether it was compared, stopped at a stub, or raised what leaves nothing behind."""
        raised = self.status == ERROR and self.exception not in LASTING
        return raised or self.status in COMPARED_OR_UNWRITTEN

    @property
    def spoils_others(self) -> bool:
        """Whether other checks fail for this very reason: their module cannot be imported."""
        return "cannot be imported" in self.message or "is missing: " in self.message

    @property
    def was_spared(self) -> bool:
        """Whether it was not run, for a reason that its message tells."""
        return self.message.startswith(SPARED)

    @property
    def passes_only_on_the_foundation(self) -> bool:
        """Whether it ran on the learner's own modules, and did not pass there."""
        return (
            self.status == PASSED
            and self.on_own is not None
            and self.on_own.status not in (*NOT_RUN, PASSED)
        )

    @property
    def place_to_show(self) -> Place | None:
        """Where a learner is sent: where an edit makes it pass, else where it can be seen."""
        return self.fault.place if self.fault else self.look_at

    @property
    def is_cured_otherwise(self) -> bool:
        """Whether an edit makes it pass that does not cure the mistake which is named."""
        kind = self.fault.kind if self.fault else ""
        return bool(kind) and kind not in self.cured_by and not self.may_be_cured_otherwise

    @property
    def is_named_for_certain(self) -> bool:
        """Whether nothing speaks for another mistake than the one that is named."""
        if self.fault and self.fault.kind in self.cured_by:
            return True
        return not self.is_cured_otherwise and not self.is_behind_a_failure

    @property
    def name_of_mistake(self) -> str:
        """The mistake in half a sentence, as sure as it is."""
        verb = "is" if self.is_named_for_certain else "may be"
        return f"this {verb} what happens when {self.title_of_mistake}"

    @property
    def points(self) -> int:
        """The points it earned."""
        return self.check.points if self.status == PASSED else 0


TOGETHER = "Every step that this stands on passes, but your modules do not work together here."


def not_together(verdict: Verdict) -> Verdict:
    """Return the verdict on the own modules, in place of one that passes on the foundation."""
    assert verdict.on_own is not None
    own = verdict.on_own
    return replace(own, message=f"{own.message} {TOGETHER}".strip())
