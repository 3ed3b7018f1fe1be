"""Naming the mistake: a learner's wrong results beside those each known mistake produces.

The diagnosis is right or silent. A form of a mistake explains a failing check when its
fingerprint there is the same; it is ruled out by any check of the step that it fails and the
learner passes. One mistake left: it is named. Several: the one that explains the most of
the step's failing checks. None, or still several: nothing is claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from grading import verdict as status
from grading.curriculum import Step
from grading.fingerprint import equal, fingerprint
from grading.paths import REFERENCES
from grading.reference import read_recorded
from grading.verdict import Verdict


def mistakes_file(step: Step) -> Path:
    """Return the file of what the mistakes produce on the step's checks."""
    return REFERENCES / "mistakes" / f"step{step.number:02}.json"


@cache
def recorded_mistakes(step: Step) -> dict[str, Any]:
    """Return the recorded fingerprints for ``step``; raises ``KitError`` where stale."""
    return read_recorded(mistakes_file(step))


def diagnose(verdicts: Iterable[Verdict], passed_steps: Collection[int] = ()) -> None:
    """Name the mistakes behind the failed verdicts of one step, where that can be told.

    A mistake that belongs to one of ``passed_steps`` has not been made.
    """
    judged = list(verdicts)
    failed = [verdict for verdict in judged if fingerprint(verdict) is not None]
    if not failed:
        return
    recorded = recorded_mistakes(failed[0].check.step)
    made_elsewhere = {
        name for name, mistake in recorded["mistakes"].items() if mistake["step"] in passed_steps
    }
    passed = {verdict.check.name for verdict in judged if verdict.status == status.PASSED}
    suspects = {
        verdict.check.name: _forms_like(verdict, passed, made_elsewhere, recorded)
        for verdict in failed
    }
    for verdict in failed:
        forms = _narrowed(suspects[verdict.check.name], suspects)
        if len({form["mistake"] for form in forms}) == 1:
            _name(verdict, forms[0], recorded)


def _forms_like(
    verdict: Verdict, passed: set[str], made_elsewhere: set[str], recorded: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the forms with this very fingerprint that fail nothing the learner passes."""
    own = fingerprint(verdict)
    assert own is not None
    return [
        form
        for form in recorded["forms"]
        if form["mistake"] not in made_elsewhere
        and verdict.check.name in form["fails"]
        and passed.isdisjoint(form["fails"])
        and equal(form["fails"][verdict.check.name], own, verdict.check.tolerance)
    ]


def _narrowed(
    forms: list[dict[str, Any]], suspects: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Keep those whose mistake explains the most of the step's failing checks."""
    explained = Counter(
        mistake for others in suspects.values() for mistake in {form["mistake"] for form in others}
    )
    most = max((explained[form["mistake"]] for form in forms), default=0)
    return [form for form in forms if explained[form["mistake"]] == most]


def _name(verdict: Verdict, form: dict[str, Any], recorded: dict[str, Any]) -> None:
    mistake = recorded["mistakes"][form["mistake"]]
    verdict.mistake = form["mistake"]
    verdict.title_of_mistake = mistake["title"]
    verdict.explanation = form.get("explain") or mistake["explain"]
    verdict.cure = mistake["cure"]
    if form["functions"]:
        verdict.function_to_look_at = form["functions"][0]
