"""Naming the mistake: a learner's wrong results beside those each known mistake produces.

The diagnosis is right or silent. A form of a mistake explains a failing check when its
fingerprint there is the same; it is ruled out by any check of the step that it fails and the
learner passes, by a check of one operation that it fails otherwise, and where most of the checks
that it fails fail otherwise. So is a mistake of another step, where that step passes. What does not
end names nothing alone. One mistake left: it is named. Several: the one that explains the most of
the step's failing checks. None, or still several: nothing is claimed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from grading.course.curriculum import Step
from grading.course.paths import ARE_DRAWN, REFERENCES
from grading.course.references import read_recorded
from grading.judging import verdict as status
from grading.judging.source_place import methods_used
from grading.judging.verdict import Verdict
from grading.mistakes.fingerprint import Fingerprint, equal, fingerprint
from grading.mistakes.mistaken_solution import STAGES

Fingerprints = Mapping[str, Fingerprint]  # of what failed, by the checks' names
VerdictsOn = Callable[[set[int]], dict[int, list[Verdict]]]

# Stands behind the name of such a form in the records.
OTHER_ORDER = " (other order)"


def mistakes_file(step: Step) -> Path:
    """Return the file of what the mistakes produce on the step's checks."""
    return REFERENCES / "mistakes" / f"step{step.number:02}.json"


@cache
def recorded_mistakes(step: Step) -> dict[str, Any]:
    """Return the recorded fingerprints for ``step``; raises ``KitError`` where stale.

    None for checks that were drawn anew: what mistakes make of those nobody has recorded.
    """
    if ARE_DRAWN:
        return {"mistakes": {}, "forms": []}
    return with_names_of_checks(read_recorded(mistakes_file(step)))


def with_names_of_checks(recorded: dict[str, Any]) -> dict[str, Any]:
    """Put the names of checks in place of their positions, as which forms are written.

    And the mistake of each form beside its own name, which begins with it.
    """
    names = list(recorded.get("recorded", {}).get("checks", {}))
    for form in recorded.get("forms", []):
        form["mistake"] = form["form"].partition("#")[0]
        form["fails"] = {names[int(place)]: found for place, found in form["fails"].items()}
    return recorded


def diagnose(verdicts: Iterable[Verdict], verdicts_on: VerdictsOn) -> None:
    """Name the mistakes behind the failed verdicts of one step, where that can be told.

    ``verdicts_on`` gives the verdicts on other steps, by their numbers.
    """
    judged = list(verdicts)
    prints = _fingerprints(judged)
    failed = [verdict for verdict in judged if verdict.check.name in prints]
    if not failed:
        return
    recorded = recorded_mistakes(failed[0].check.step)
    likely = _likely(recorded, judged, prints, verdicts_on)
    endless = {name for name, found in prints.items() if "timeout" in found}
    suspects = {
        verdict.check.name: _usual_first(
            [
                form
                for form, alike in likely
                if verdict.check.name in {*alike, *form.get("unsure", ())}
                # Everything that does not end looks alike: it names nothing alone.
                and (verdict.check.name not in endless or alike - endless)
            ]
        )
        for verdict in failed
    }
    for verdict in failed:
        step = verdict.check.step.number
        forms = _earlier_first(suspects[verdict.check.name], recorded, step)
        forms = _narrowed(forms, suspects)
        if len({form["mistake"] for form in forms}) == 1:
            _name(verdict, forms[0], recorded)


def _fingerprints(verdicts: Iterable[Verdict]) -> Fingerprints:
    """Return the fingerprints of what failed: to make one takes its time."""
    return {v.check.name: found for v in verdicts if (found := fingerprint(v)) is not None}


def _likely(
    recorded: dict[str, Any],
    judged: Sequence[Verdict],
    prints: Fingerprints,
    verdicts_on: VerdictsOn,
) -> list[tuple[dict[str, Any], set[str]]]:
    """Return the forms that can be the one, each with the checks on which it is like this code.

    One of an earlier step is like this code in its own step: not where that passes. That it is
    there is sure then, whatever else is wrong in this step.
    """

    def step_of(form: dict[str, Any]) -> int:
        return int(recorded["mistakes"][form["mistake"]]["step"])

    step = judged[0].check.step.number
    own = [form for form in recorded["forms"] if step_of(form) == step]
    earlier = [
        (form, checks)
        for form in recorded["forms"]
        if step_of(form) != step and (checks := _same_results(form, judged, prints))
    ]
    elsewhere = verdicts_on({step_of(form) for form, _ in earlier})
    return _forms_alike(own, judged, prints) + [
        (form, checks) for form, checks in earlier if _is_alike_in(form, elsewhere[step_of(form)])
    ]


def _is_alike_in(form: dict[str, Any], verdicts: Sequence[Verdict]) -> bool:
    """Tell whether code is like a form in the form's own step."""
    prints = _fingerprints(verdicts)
    if not prints:
        return False
    recorded = recorded_mistakes(verdicts[0].check.step)["forms"]
    of_mistake = [entry for entry in recorded if entry["mistake"] == form["mistake"]]
    alike = _forms_alike(of_mistake, verdicts, prints)
    return _whatever_the_stage(form) in {_whatever_the_stage(entry) for entry, _ in alike}


def _whatever_the_stage(form: dict[str, Any]) -> str:
    """Return a form's name, without how much of the solution was there."""
    name = str(form["form"])
    return next((name.removesuffix(s) for s in STAGES if s and name.endswith(s)), name)


def _forms_alike(
    forms: Sequence[dict[str, Any]], judged: Sequence[Verdict], prints: Fingerprints
) -> list[tuple[dict[str, Any], set[str]]]:
    """Return the forms that this code is like, each with the checks on which it is.

    Not one whose very error comes in other checks, too, where no form of the same mistake explains
    it: several operations may be wrong in one manner.
    """
    failed = [verdict for verdict in judged if verdict.check.name in prints]
    found = [(form, alike) for form in forms if (alike := _checks_alike(form, judged, prints))]
    explained: dict[str, set[str]] = {}
    for form, alike in found:
        explained.setdefault(form["mistake"], set()).update(alike)
    return [
        (form, alike)
        for form, alike in found
        if _same_error_elsewhere(form, failed, alike) <= explained[form["mistake"]]
    ]


def _checks_alike(
    form: dict[str, Any], judged: Sequence[Verdict], prints: Fingerprints
) -> set[str]:
    """Return the checks on which a learner's results are this form's.

    None, where the learner passes one that the form fails, or fails most of them otherwise.
    """
    alike = _same_results(form, judged, prints)
    failed = [verdict for verdict in judged if verdict.check.name in prints]
    shared = [verdict for verdict in failed if verdict.check.name in form["fails"]]
    if any(_speaks_against(verdict, form, alike) for verdict in failed):
        return set()
    unsure = [verdict for verdict in failed if verdict.check.name in form.get("unsure", ())]
    return alike if 2 * len(alike) >= len(shared) + len(unsure) else set()


def _same_results(
    form: dict[str, Any], judged: Sequence[Verdict], prints: Fingerprints
) -> set[str]:
    """Return the checks with a form's results; none where one passes that the form fails."""
    if any(v.status == status.PASSED and v.check.name in form["fails"] for v in judged):
        return set()
    return {
        name
        for verdict in judged
        if (name := verdict.check.name) in prints
        and name in form["fails"]
        and equal(form["fails"][name], prints[name], verdict.check.tolerance)
    }


def _speaks_against(verdict: Verdict, form: dict[str, Any], alike: set[str]) -> bool:
    """Tell whether a failing check cannot fail like this where the form is what is wrong."""
    name = verdict.check.name
    if name in alike or name in form.get("unsure", ()):
        return False
    if verdict.status == status.TIMEOUT:
        return False  # what comes after it would have been otherwise is not known
    about = methods_used(verdict.check)
    changed = {".".join(function.split(".")[:2]) for function in form["functions"]}
    if name in form["fails"]:
        # No second mistake in another operation can have blurred a check of one operation.
        return len(about) == 1 or (bool(about) and about <= changed)
    # About nothing but what the form changes, which passes this check?
    return (about or {"Value.backward"}) <= changed


def _same_error_elsewhere(
    form: dict[str, Any], failed: Sequence[Verdict], alike: set[str]
) -> set[str]:
    """Return the checks in which an error of the form comes, though they pass with the form."""
    texts = {v.exception_text for v in failed if v.check.name in alike and v.exception_text}
    own: set[str] = alike | set(form["fails"]) | set(form.get("unsure", ()))
    return {v.check.name for v in failed if v.exception_text in texts} - own


def _usual_first(forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out forms that visit children the other way round, if others are there: it is rare."""
    return [form for form in forms if OTHER_ORDER not in form["form"]] or forms


def _narrowed(
    forms: list[dict[str, Any]], suspects: dict[str, list[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Keep those whose mistake explains the most of the step's failing checks."""
    explained = Counter(
        mistake for others in suspects.values() for mistake in {form["mistake"] for form in others}
    )
    most = max((explained[form["mistake"]] for form in forms), default=0)
    return [form for form in forms if explained[form["mistake"]] == most]


def _earlier_first(
    forms: list[dict[str, Any]], recorded: dict[str, Any], step: int
) -> list[dict[str, Any]]:
    """Keep the forms of earlier steps, where there are any: their own steps fail like this, too."""
    earlier = [form for form in forms if recorded["mistakes"][form["mistake"]]["step"] < step]
    return earlier or forms


def _name(verdict: Verdict, form: dict[str, Any], recorded: dict[str, Any]) -> None:
    mistake = recorded["mistakes"][form["mistake"]]
    verdict.mistake = form["mistake"]
    verdict.title_of_mistake = mistake["title"]
    verdict.step_of_mistake = int(mistake["step"])
    verdict.explanation = form.get("explain") or mistake["explain"]
    verdict.cure = form.get("cure") or mistake["cure"]
    kinds = form if "cured_by" in form else mistake
    verdict.cured_by = kinds.get("cured_by", ())
    verdict.may_be_cured_otherwise = kinds.get("or_otherwise", True)
    if form["functions"]:
        verdict.function_to_look_at = form["functions"][0]
