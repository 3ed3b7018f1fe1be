"""Programs outside the checks that go on for long: on a learner's own modules, in the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grading.course.check import Check, check_module
from grading.course.curriculum import step_numbered
from grading.course.paths import CHECKS
from grading.judging import verdict as status
from grading.judging.comparison import Observations
from grading.judging.judge import Judge
from grading.judging.verdict import Verdict
from grading.workers.reply_reader import is_well_formed

SECONDS_WITHOUT_A_WORD = 60.0
# By the name of a program: the step whose code it runs on.
STEP_OF = {
    "names": 23, "numbers": 21, "tensors": 34, "torch": 12, "names_on_tensors": 44, "roman": 44,
    "text": 44, "attention": 43, "speak": 45,
}  # fmt: skip
FILES = {
    "names": "play_names.py", "names_on_tensors": "play_gpt.py", "roman": "play_gpt.py",
    "text": "play_gpt.py", "attention": "play_speaker.py", "speak": "play_speaker.py",
}  # fmt: skip


def program_named(name: str) -> Check:
    """Return a program; it runs as a check does, and is compared with nothing."""
    file = CHECKS / FILES.get(name, "play_race.py")
    function = getattr(check_module(file), name)
    return Check(step_numbered(STEP_OF[name]), name, function, file, SECONDS_WITHOUT_A_WORD)


def play(
    judge: Judge,
    program: Check,
    options: Mapping[str, Any],
    tell: Callable[[Observations], None],
) -> Verdict:
    """Run a program; ``tell`` hears what it yields. The verdict says what it ended by.

    A program that says nothing for a minute is taken for one that does not end.
    """

    def tell_if_well_formed(seen: Any) -> None:
        if is_well_formed(seen):
            tell(seen)

    paths = judge.own_paths()
    reply = judge.runner.play(program, paths, options, tell_if_well_formed)
    if reply.get("outcome") == "played":
        return Verdict(program, status.PASSED)
    return judge.judged(program, {}, paths, reply)
