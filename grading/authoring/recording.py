"""Recording: what the referee says to every check, and what every mistake makes of it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from grading.authoring.recording_graphs import record_graphs
from grading.course.check import Check, checks_of, modules_asked
from grading.course.curriculum import MODULES, STEPS, Step
from grading.course.errors import KitError
from grading.course.paths import KIT, MISTAKES, SOLUTIONS
from grading.course.references import (
    expected_of,
    file_digest,
    inputs_of,
    reference_file,
    write_recorded,
)
from grading.judging import verdict as status
from grading.judging.in_process import observations_of
from grading.mistakes.bank import Form, Mistake, load_mistakes
from grading.mistakes.diagnosis import OTHER_ORDER, mistakes_file
from grading.mistakes.fingerprint import Fingerprint, equal, fingerprint
from grading.mistakes.mistaken_solution import FALLING, ORDERS, RISING, write_with_mistake
from grading.session.session import Session
from grading.session.worker_pool import WorkerPool

LARGE_GRAPHS = 19
# With more observations than this a check's fingerprint would fill the file: it names nothing.
MOST_OBSERVATIONS = 400

Tell = Callable[[str], None]
Record = dict[int, dict[str, Fingerprint]]  # by step, by check


def record(tell: Tell) -> None:
    """Write all references, then all mistakes' fingerprints; ``tell`` is told each line."""
    file_digest.cache_clear()
    expected_of.cache_clear()
    for step in STEPS:
        checks = checks_of(step)
        tell(f"step {step.number}: {len(checks)} checks, as the referee sees them")
        record_references(step, checks)
        record_graphs(step, checks)
    record_mistakes(tell)


def record_references(step: Step, checks: Sequence[Check]) -> None:
    """Write what the referee says to each check of ``step``."""
    import torch

    used, asked = (modules_asked(checks, referee) for referee in ("torch", "solution"))
    write_recorded(
        reference_file(step),
        {
            "torch": str(torch.__version__).partition("+")[0],
            "inputs": inputs_of(step, used, asked),
            "checks": {check.name: observations_of(check) for check in checks},
        },
    )


def record_mistakes(tell: Tell) -> None:
    """Write, for each step, which forms of which mistakes fail its checks, and how."""
    mistakes = load_mistakes()
    jobs = [(mistake, form) for mistake in mistakes for form in mistake.forms]
    records: dict[str, list[Record]] = {}
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = pool.map(lambda job: records_of(*job), jobs)
        for (_, form), found in zip(jobs, results, strict=True):
            tell(f"{form.id}: fails {sum(map(len, found[0].values()))} checks")
            records[form.id] = found
    for step in STEPS:
        write_recorded(mistakes_file(step), _entry(step, mistakes, records))


def _entry(
    step: Step, mistakes: Sequence[Mistake], records: dict[str, list[Record]]
) -> dict[str, Any]:
    forms = [
        {
            "mistake": mistake.id,
            "form": form.id + OTHER_ORDER * other_order,
            "functions": [replacement[0] for replacement in form.replacements],
            "fails": record[step.number],
        }
        | ({"explain": form.explain} if form.explain else {})
        for mistake in mistakes
        for form in mistake.forms
        for other_order, record in enumerate(records[form.id])
        if record.get(step.number)
    ]
    named = {form["mistake"] for form in forms}
    solutions = {f"solutions/{name}.py": file_digest(SOLUTIONS / f"{name}.py") for name in MODULES}
    check_file = f"checks/{step.check_file}"
    return {
        "inputs": {
            check_file: file_digest(KIT / check_file),
            "checks/mistakes.toml": file_digest(MISTAKES),
        }
        | solutions,
        "mistakes": {
            mistake.id: {
                "step": mistake.step,
                "title": mistake.title,
                "explain": mistake.explain,
                "cure": mistake.cure,
            }
            for mistake in mistakes
            if mistake.id in named
        },
        "forms": forms,
    }


def later_steps(mistake: Mistake) -> list[Step]:
    """Return the steps after its own in which a mistake can show: those of the same module.

    Not step 19, whose graphs are large: it would make recording take an hour.
    """
    return [
        step
        for step in STEPS
        if step.number > mistake.step
        and step.number != LARGE_GRAPHS
        and mistake.module in step.modules
    ]


def records_of(mistake: Mistake, form: Form) -> list[Record]:
    """Return the form's fingerprints that are always the same.

    Always: whatever the order of the nodes in a set and the random numbers, and where children are
    visited the other way round, which is just as right: of an overwritten gradient, the last part
    is left.
    A mistake in ``backward`` itself gives a result of its own for each way: two records.
    """
    own = [step for step in STEPS if step.number == mistake.step]
    runs = [fingerprints(mistake, form, own, order) for order in ORDERS]
    one_way, other_way, in_memory = runs
    about_order = any(replacement[0] == "Value.backward" for replacement in form.replacements)
    found = (
        [_the_same_in_all([one_way, in_memory]), _the_same_in_all([other_way])]
        if about_order
        else [_the_same_in_all(runs)]
    )
    if any("timeout" in fails for checks in found[0].values() for fails in checks.values()):
        return found  # in later steps it would time out again and again
    later = [
        fingerprints(mistake, form, later_steps(mistake), order) for order in (RISING, FALLING)
    ]
    if about_order:
        return [record | _the_same_in_all([run]) for record, run in zip(found, later, strict=True)]
    return [found[0] | _the_same_in_all(later)]


def _the_same_in_all(
    runs: Sequence[dict[int, dict[str, tuple[Fingerprint, Check]]]],
) -> Record:
    first, *others = runs
    return {
        step: {
            name: found
            for name, (found, check) in checks.items()
            if all(
                name in other[step] and equal(found, other[step][name][0], check.tolerance)
                for other in others
            )
        }
        for step, checks in first.items()
    }


def torch_is_there() -> bool:
    """Tell whether code that uses torch can be run here."""
    return find_spec("torch") is not None


class KeptWorkers(threading.local):
    """Workers that each thread keeps for all forms: starting one costs more than a form's checks.

    Those of each order are processes of their own.
    """

    def __init__(self) -> None:
        self.of_order = [WorkerPool() for _ in ORDERS]


kept_workers = KeptWorkers()


def fingerprints(
    mistake: Mistake, form: Form, steps: Sequence[Step], order: int = RISING
) -> dict[int, dict[str, tuple[Fingerprint, Check]]]:
    """Run the solution with the mistake made, in a fresh process, on the checks it can touch."""
    found: dict[int, dict[str, tuple[Fingerprint, Check]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        write_with_mistake(Path(folder), mistake, form, order)
        with Session(Path(folder), judges=1, pool=kept_workers.of_order[order]) as session:
            for step in steps:
                checks = [check for check in checks_of(step) if check.module == mistake.module]
                found[step.number] = dict(_failures(session.verdicts(checks)))
    return found


def _failures(verdicts: Iterable[Any]) -> Iterable[tuple[str, tuple[Fingerprint, Check]]]:
    for verdict in verdicts:
        own = fingerprint(verdict)
        if own is not None and len(verdict.observed) <= MOST_OBSERVATIONS:
            yield verdict.check.name, (own, verdict.check)
        elif verdict.status not in (status.PASSED, status.FAILED):
            raise KitError(f"{verdict.check.id} is {verdict.status} for a finished solution.")
