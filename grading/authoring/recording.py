"""Recording: what the referee says to every check, and what every mistake makes of it.

What nothing has changed for since it was recorded is not recorded again. Where recording mistakes
is interrupted (or ended by a time limit), what it has done so far is kept.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grading.authoring.change_digests import check_digest, mistake_digest, module_digests
from grading.authoring.cure_records import record_cures
from grading.authoring.mistake_records import (
    UNSURE,
    Record,
    checks_for,
    circumstances_of,
    records_of,
    steps_of,
    times_out,
)
from grading.authoring.recording_graphs import record_graphs
from grading.course.check import Check, checks_of, modules_asked
from grading.course.curriculum import STEPS, Step, step_numbered
from grading.course.errors import KitError
from grading.course.paths import KIT, SOLUTIONS
from grading.course.references import (
    expected_of,
    file_digest,
    inputs_of,
    read_object,
    read_recorded,
    reference_file,
    rounded,
    with_imports,
    write_recorded,
)
from grading.graphs.learner_graph import graphs_file
from grading.mistakes.bank import Form, Kinds, Mistake, bank_file, load_mistakes
from grading.mistakes.diagnosis import OTHER_ORDER, mistakes_file, with_names_of_checks
from grading.mistakes.edit_kinds import PLACES
from grading.mistakes.mistaken_solution import FINISHED
from grading.session.in_process import observations_of

Tell = Callable[[str], None]


def record(tell: Tell, everything: bool = False) -> None:
    """Write all references and all mistakes' fingerprints that are not up to date.

    ``everything``: the others, too. ``tell`` is told each line.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    file_digest.cache_clear()
    expected_of.cache_clear()
    for step in STEPS:
        checks = checks_of(step)
        if everything or not _is_up_to_date(step, checks):
            tell(f"step {step.number}: {len(checks)} checks, as the referee sees them")
            record_references(step, checks)
            record_graphs(step, checks)
    record_mistakes(tell, everything)
    record_cures(tell, everything)


def _is_up_to_date(step: Step, checks: Sequence[Check]) -> bool:
    """Tell whether a step's references and graphs are those of what is there today."""
    try:
        known = [read_recorded(path) for path in (reference_file(step), graphs_file(step))]
    except KitError:
        return False
    names = {check.name for check in checks}
    same_inputs: bool = known[0]["inputs"] == _inputs(step, checks)
    return same_inputs and known[0]["checks"].keys() == names


def _inputs(step: Step, checks: Sequence[Check]) -> dict[str, str]:
    used, asked = (modules_asked(checks, referee) for referee in ("torch", "solution"))
    return inputs_of(step, used, asked)


def record_references(step: Step, checks: Sequence[Check]) -> None:
    """Write what the referee says to each check of ``step``."""
    import torch

    expected_of.cache_clear()
    write_recorded(
        reference_file(step),
        {
            "torch": str(torch.__version__).partition("+")[0],
            "inputs": _inputs(step, checks),
            "checks": {check.name: observations_of(check) for check in checks},
        },
    )


@dataclass
class StepRecord:
    """What is recorded of the mistakes on one step's checks, and of which versions it was."""

    step: Step
    checks: dict[str, str]  # digests, by name
    modules: dict[str, str]
    mistakes: dict[str, str] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)  # the file as it is

    @classmethod
    def of(cls, step: Step, everything: bool) -> StepRecord:
        """Return the record of a step; ``everything``: as if there were none yet."""
        checks = checks_of(step)
        used = {name for check in checks for name in check.used}
        digests = {check.name: check_digest(check) for check in checks}
        known = {} if everything else with_names_of_checks(read_object(mistakes_file(step)))
        return cls(step, digests, module_digests(used), known=known)

    def wanted(self, mistake: Mistake) -> list[Check]:
        """Return the checks on which a mistake has to be run, and note its version."""
        self.mistakes[mistake.id] = mistake_digest(mistake)
        recorded = self.known.get("recorded", {})
        same = (
            recorded.get("modules") == self.modules
            and recorded.get("mistakes", {}).get(mistake.id) == self.mistakes[mistake.id]
        )
        checks = checks_for(mistake, self.step)
        old = recorded.get("checks", {}) if same else {}
        return [check for check in checks if old.get(check.name) != self.checks[check.name]]

    def fails(self, form: str) -> dict[str, Any]:
        """Return what is known of a form on checks that are the same as then."""
        old = self.known.get("recorded", {}).get("checks", {})
        same = {name for name, digest in self.checks.items() if old.get(name) == digest}
        for entry in self.known.get("forms", []):
            if entry["form"] == form:
                fails = entry["fails"] | dict.fromkeys(entry.get("unsure", []), UNSURE)
                return {name: found for name, found in fails.items() if name in same}
        return {}


def record_mistakes(tell: Tell, everything: bool) -> None:
    """Write, for each step, which forms of which mistakes fail its checks, and how."""
    steps = {step.number: StepRecord.of(step, everything) for step in STEPS}
    mistakes = load_mistakes()
    jobs: list[tuple[Mistake, Form, dict[int, list[Check]]]] = []
    for mistake in mistakes:
        wanted = {s.number: steps[s.number].wanted(mistake) for s in steps_of(mistake)}
        wanted = {number: checks for number, checks in wanted.items() if checks}
        jobs += [(mistake, form, wanted) for form in mistake.forms]

    def run(job: tuple[Mistake, Form, dict[int, list[Check]]]) -> dict[str, Record]:
        mistake, form, wanted = job
        if not wanted:
            return {name: {} for name in circumstances_of(mistake, form)}
        known = {mistake.step: steps[mistake.step].fails(form.id)}
        return records_of(mistake, form, wanted, times_out(known))

    found: dict[str, dict[str, Record]] = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            for (_, form, wanted), records in zip(jobs, pool.map(run, jobs), strict=True):
                found[form.id] = records
                if wanted:
                    tell(f"{form.id}: fails {sum(map(len, records[FINISHED].values()))} checks")
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            tell("Interrupted: what is not recorded yet is recorded next time.")
    left = {mistake.id for mistake, form, _ in jobs if form.id not in found}
    done = [job for job in jobs if job[0].id not in left]
    for one in steps.values():
        one.mistakes = {name: known for name, known in one.mistakes.items() if name not in left}
        write_recorded(mistakes_file(one.step), _entry(one, mistakes, done, found))


def _entry(
    one: StepRecord,
    mistakes: Sequence[Mistake],
    jobs: Sequence[tuple[Mistake, Form, dict[int, list[Check]]]],
    found: dict[str, dict[str, Record]],
) -> dict[str, Any]:
    number = one.step.number
    forms: list[dict[str, Any]] = []
    for mistake, form, wanted in jobs:
        if one.step not in steps_of(mistake):
            continue
        again = {check.name for check in wanted.get(number, [])}
        usual: dict[str, Any] = {}
        for circumstance, record in found[form.id].items():
            if circumstance not in (FINISHED, OTHER_ORDER) and number != mistake.step:
                continue
            name = form.id + circumstance
            old = one.fails(name)
            if circumstance not in (FINISHED, OTHER_ORDER):
                old = old or one.fails(form.id)  # where it makes no difference it is not kept
            fails = {k: v for k, v in old.items() if k not in again}
            fails |= rounded(record.get(number, {}))
            if circumstance == FINISHED:
                usual = fails
            elif fails == usual and circumstance != OTHER_ORDER:
                continue
            if any(found != UNSURE for found in fails.values()):
                known = {k: fails[k] for k in sorted(fails)}
                forms.append(_form(form, name, known, list(one.checks)))
    named = {form["form"].partition("#")[0] for form in forms}
    concerned = [mistake for mistake in mistakes if one.step in steps_of(mistake)]
    return {
        "inputs": _inputs_of_mistakes(one, concerned),
        "recorded": {"checks": one.checks, "modules": one.modules, "mistakes": one.mistakes},
        "mistakes": {
            mistake.id: {
                "step": mistake.step,
                "title": mistake.title,
                "explain": mistake.explain,
                "cure": mistake.cure,
            }
            | _cured_by(mistake.cured_by)
            for mistake in mistakes
            if mistake.id in named
        },
        "forms": forms,
    }


def _form(form: Form, name: str, fails: dict[str, Any], checks: list[str]) -> dict[str, Any]:
    told = {"explain": form.explain, "cure": form.cure}
    unsure = [check for check, found in fails.items() if found == UNSURE]
    told |= {"unsure": unsure}  # type: ignore[dict-item]
    return (
        {
            "form": name,
            "functions": [replacement[0] for replacement in form.replacements],
            "fails": {
                str(checks.index(check)): found for check, found in fails.items() if found != UNSURE
            },
        }
        | {key: text for key, text in told.items() if text}
        | _cured_by(form.cured_by)
    )


def _cured_by(kinds: Kinds) -> dict[str, Any]:
    """Return the kinds of edits that cure a mistake, and whether others may.

    Where a statement of the solution does, a small edit may do it in other code.
    """
    if kinds is None:
        return {}
    return {"cured_by": kinds, "or_otherwise": not kinds or not set(PLACES).isdisjoint(kinds)}


def _inputs_of_mistakes(one: StepRecord, mistakes: Sequence[Mistake]) -> dict[str, str]:
    """Return the digests of every file on which a step's record of mistakes depends."""
    files = [KIT / "checks" / one.step.check_file]
    files += sorted({bank_file(step_numbered(mistake.step)) for mistake in mistakes})
    files += [SOLUTIONS / f"{name}.py" for name in with_imports(set(one.modules), SOLUTIONS)]
    return {_name(path): file_digest(path) for path in files}


def _name(path: Path) -> str:
    return path.relative_to(KIT).as_posix()
