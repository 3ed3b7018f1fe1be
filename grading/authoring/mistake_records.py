"""What the forms of mistakes make of checks: run where something has changed, known where not."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

from grading.authoring.change_digests import digest
from grading.course.check import Check, checks_of
from grading.course.curriculum import STEPS, Step, step_numbered
from grading.course.errors import KitError
from grading.course.references import file_digest
from grading.judging import verdict as status
from grading.judging.verdict import Verdict
from grading.mistakes.bank import Form, Mistake
from grading.mistakes.diagnosis import OTHER_ORDER, mistakes_file, recorded_mistakes
from grading.mistakes.fingerprint import Fingerprint, equal, fingerprint
from grading.mistakes.mistaken_solution import (
    FALLING,
    FINISHED,
    ORDERS,
    RISING,
    is_about_order,
    stages_of,
    write_with_mistake,
)
from grading.session.session import Session
from grading.session.worker_pool import WorkerPool

LARGE_GRAPHS = 19
# With more observations than this a check's fingerprint would fill the file: it names nothing.
MOST_OBSERVATIONS = 400

# By step, by check. Where a form fails a check now so, now otherwise, it is unsure.
Record = dict[int, dict[str, Fingerprint]]
UNSURE: Fingerprint = {"unsure": True}
Wanted = Mapping[int, Sequence[Check]]  # by step
Found = dict[int, dict[str, tuple[Fingerprint, Check]]]


def steps_of(mistake: Mistake) -> list[Step]:
    """Return the steps in which a mistake can show: its own, and later ones of the same module.

    Of the later ones not step 19, whose graphs are large: recording would take an hour.
    """
    return [
        step
        for step in STEPS
        if step.number == mistake.step
        or (
            step.number > mistake.step
            and step.number != LARGE_GRAPHS
            and mistake.module in step.modules
        )
    ]


def checks_for(mistake: Mistake, step: Step) -> list[Check]:
    """Return the checks of a step in which a mistake can show."""
    return [check for check in checks_of(step) if check.module == mistake.module]


def circumstances_of(mistake: Mistake, form: Form) -> tuple[str, ...]:
    """Return the words behind a form's name for each of its records; none for the first."""
    return (FINISHED, OTHER_ORDER) if is_about_order(form) else stages_of(mistake, form)


def records_of(
    mistake: Mistake, form: Form, wanted: Wanted, is_known_to_time_out: bool
) -> dict[str, Record]:
    """Return the form's fingerprints on the wanted checks, those that are always the same.

    By circumstance (see ``circumstances_of``); of its own step alone, where code is not finished.
    Always: whatever the order of the nodes in a set and the random numbers, and where children are
    visited the other way round, which is just as right: of an overwritten gradient, the last part
    is left. A mistake in ``backward`` itself gives two records, one for each way.
    ``is_known_to_time_out``: by a check of its own step that is not wanted.
    """
    own = {number: checks for number, checks in wanted.items() if number == mistake.step}
    later = {number: checks for number, checks in wanted.items() if number != mistake.step}
    runs = [fingerprints(mistake, form, own, order) for order in ORDERS] if own else []
    about_order = is_about_order(form)
    found: dict[str, Record] = {name: {} for name in circumstances_of(mistake, form)}
    if runs and about_order:
        one_way, other_way, in_memory = runs
        found[FINISHED] = _the_same_in_all([one_way, in_memory])
        found[OTHER_ORDER] = _the_same_in_all([other_way])
    elif runs:
        found[FINISHED] = _the_same_in_all(runs)
        for stage in stages_of(mistake, form)[1:]:
            found[stage] = _the_same_in_all([fingerprints(mistake, form, own, RISING, stage)])
            for step, checks in found[stage].items():
                usual = found[FINISHED].get(step, {})
                checks |= {name: UNSURE for name in checks if usual.get(name) == UNSURE}
    if not later or is_known_to_time_out or times_out(found[FINISHED]):
        return found  # in later steps it would time out again and again
    one_way, other_way = (fingerprints(mistake, form, later, order) for order in (RISING, FALLING))
    if about_order:
        found[FINISHED] |= _the_same_in_all([one_way])
        found[OTHER_ORDER] |= _the_same_in_all([other_way])
    else:
        found[FINISHED] |= _the_same_in_all([one_way, other_way])
    return found


def times_out(record: Record) -> bool:
    """Tell whether a form does not come to an end in some check."""
    return any("timeout" in fails for checks in record.values() for fails in checks.values())


def _the_same_in_all(runs: Sequence[Found]) -> Record:
    first, *others = runs
    same: Record = {}
    for step, checks in first.items():
        same[step] = {name: UNSURE for run in runs for name in run[step]}
        for name, (found, check) in checks.items():
            if all(
                name in other[step] and equal(found, other[step][name][0], check.tolerance)
                for other in others
            ):
                same[step][name] = found
    return same


def is_in_share(mistake: Mistake, form: Form, one_of: int) -> bool:
    """Tell whether a form is in a share of all: another share whenever the records are others."""
    records = file_digest(mistakes_file(step_numbered(mistake.step)))
    return int(digest(records, form.id), 16) % one_of == 0


def torch_is_there() -> bool:
    """Tell whether code that uses torch can be run here."""
    return find_spec("torch") is not None


class KeptWorkers(threading.local):
    """Workers that each thread keeps for all forms: starting one costs more than a form's checks.

    So does compiling what is the same in all forms: they are written into one folder, one after
    the other. Those of each order are processes of their own.
    """

    def __init__(self) -> None:
        self.of_order = [WorkerPool() for _ in ORDERS]
        self.folders = [tempfile.TemporaryDirectory() for _ in ORDERS]


kept_workers = KeptWorkers()


@contextmanager
def mistaken(
    mistake: Mistake, form: Form, order: int = RISING, stage: str = FINISHED
) -> Iterator[Session]:
    """Give a session on the solution with the mistake made (see ``write_with_mistake``)."""
    folder = Path(kept_workers.folders[order].name)
    write_with_mistake(folder, mistake, form, order, stage)
    with Session(folder, judges=1, pool=kept_workers.of_order[order]) as session:
        yield session


def fingerprints(
    mistake: Mistake, form: Form, wanted: Wanted, order: int = RISING, stage: str = FINISHED
) -> Found:
    """Run the solution with the mistake made on the wanted checks."""
    with mistaken(mistake, form, order, stage) as session:
        return {number: failures(session.verdicts(checks)) for number, checks in wanted.items()}


def failures(verdicts: Iterable[Verdict]) -> dict[str, tuple[Fingerprint, Check]]:
    """Return the fingerprints of those that failed, by the names of their checks."""
    found = {}
    for verdict in verdicts:
        own: Any = fingerprint(verdict)
        if own is not None:
            large = len(verdict.observed) > MOST_OBSERVATIONS
            found[verdict.check.name] = (UNSURE if large else own, verdict.check)
        elif verdict.status not in (status.PASSED, status.FAILED):
            raise KitError(f"{verdict.check.id} is {verdict.status} for a finished solution.")
    return found


def pairs_not_told_apart() -> Iterator[str]:
    """Name the forms of different mistakes of a step that fail the same checks in the same way.

    A mistake of another step is told apart by that step's own checks.
    """
    for step in STEPS:
        if not mistakes_file(step).exists():
            continue
        recorded = recorded_mistakes(step)
        own = [name for name, m in recorded["mistakes"].items() if m["step"] == step.number]
        forms = [form for form in recorded["forms"] if form["mistake"] in own]
        for one, other in combinations(forms, 2):
            if (OTHER_ORDER in one["form"]) != (OTHER_ORDER in other["form"]):
                continue  # the usual order is named
            if one["mistake"] != other["mistake"] and _same_fails(one["fails"], other["fails"]):
                yield (
                    f"step {step.number}: {one['form']} and {other['form']} give the same "
                    f"results on all of its checks ({len(one['fails'])} fail), so neither is named."
                )


def _same_fails(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        equal(one[name], other[name], (1e-9, 1e-12)) for name in one
    )
