"""Which kind of edit cures each form of each mistake: searched for where something has changed.

Of those mistakes that say so with ``cured_by``. To search for all takes minutes. So `record` does
it, and `verify` reads what was found, and searches again for some of them, the same each time:
that shows when the search itself finds something else than it did.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from grading.authoring.change_digests import (
    check_digest,
    digest,
    mistake_digest,
    module_digests,
)
from grading.authoring.mistake_records import checks_for, mistaken
from grading.course.curriculum import STEPS, Step, step_numbered
from grading.course.paths import REFERENCES
from grading.course.references import read_object, write_recorded
from grading.mistakes.bank import Form, Mistake, load_mistakes
from grading.mistakes.edit_kinds import KINDS, PLACES
from grading.session.cure_search import find_cure

SECONDS = 60.0  # of one search, however much else the machine has to do
ONE_OF = 100  # forms is searched for again by each `verify`

Job = tuple[Mistake, Form]
Tell = Callable[[str], None]


def cures_file(step: Step) -> Path:
    """Return the file of the kinds of edits that cure the forms of a step's mistakes."""
    return REFERENCES / "cures" / f"step{step.number:02}.json"


def kind_that_cures(job: Job) -> str:
    """Search for what cures one form, alone in the finished solution; return its kind, if any."""
    mistake, form = job
    with mistaken(mistake, form) as session:
        result = session.grade([step_numbered(mistake.step)]).steps[0]
        cure = find_cure(session, result, SECONDS)
    return cure.kind if cure else ""


def record_cures(tell: Tell, everything: bool) -> None:
    """Write, for each step, the kind of edit that cures each form of its mistakes."""
    jobs = _jobs(STEPS)
    digests = _digests(jobs)
    known = {} if everything else _recorded(STEPS)
    changed = [(m, f) for m, f in jobs if known.get(f.id, [""])[0] != digests[m.id]]
    if changed:
        tell(f"the edits that cure {len(changed)} forms of mistakes")
    with ThreadPoolExecutor(max_workers=2) as pool:
        try:
            for (m, f), kind in zip(changed, pool.map(kind_that_cures, changed), strict=True):
                known[f.id] = [digests[m.id], kind]
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            tell("Interrupted: what has not been searched for yet is next time.")
    for step in STEPS:
        own = [form.id for mistake, form in jobs if mistake.step == step.number]
        cures = {form: known[form] for form in own if form in known}
        if cures:
            write_recorded(cures_file(step), {"cures": cures})


def not_cured(steps: Sequence[Step], everything: bool) -> Iterator[str]:
    """Name the forms that are not cured by an edit of a kind that their mistake names.

    As recorded, or ``everything`` searched for again, otherwise some.
    """
    jobs = _jobs(steps)
    yield from _unknown_kinds(jobs)
    digests, known = _digests(jobs), _recorded(steps)
    stale = {m.id for m, f in jobs if known.get(f.id, [""])[0] != digests[m.id]}
    for name in sorted(stale):
        yield f"{name}: which edits cure it is not what was recorded; run `record`."
    again = [(m, f) for m, f in jobs if everything or int(digest(f.id), 16) % ONE_OF == 0]
    yield from _of_other_kinds((m, f, known[f.id][1]) for m, f in jobs if m.id not in stale)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        kinds = pool.map(kind_that_cures, again)
        yield from _of_other_kinds((m, f, kind) for (m, f), kind in zip(again, kinds, strict=True))


def _of_other_kinds(found: Iterable[tuple[Mistake, Form, str]]) -> Iterator[str]:
    for mistake, form, kind in found:
        wanted = mistake.kinds_for(form)
        if wanted and kind not in wanted:
            yield (
                f"{form.id} is cured by {f'an edit `{kind}`' if kind else 'no edit'}, and not by "
                f"{' or '.join(wanted)}, as `cured_by` has it."
            )


def _unknown_kinds(jobs: Iterable[Job]) -> Iterator[str]:
    named = {(m.id, kind) for m, f in jobs for kind in (*(m.cured_by or ()), *(f.cured_by or ()))}
    for name, kind in sorted(named):
        if kind not in KINDS and kind not in PLACES:
            yield f"{name}: there is no kind of edit `{kind}`."


def _jobs(steps: Iterable[Step]) -> list[Job]:
    numbers = {step.number for step in steps}
    return [
        (mistake, form)
        for mistake in load_mistakes()
        for form in mistake.forms
        if mistake.step in numbers and mistake.kinds_for(form) is not None
    ]


def _recorded(steps: Iterable[Step]) -> dict[str, Any]:
    """Return what is recorded of each form: the digest of what it depends on, and the kind."""
    return {
        form: found
        for step in steps
        for form, found in read_object(cures_file(step)).get("cures", {}).items()
    }


def _digests(jobs: Iterable[Job]) -> dict[str, str]:
    """Return, by mistake, the digest of all on which it depends what cures its forms."""
    digests: dict[str, str] = {}
    for mistake, _ in jobs:
        if mistake.id not in digests:
            checks = checks_for(mistake, step_numbered(mistake.step))
            used = {name for check in checks for name in check.used} | {mistake.module}
            parts = [*map(check_digest, checks), *module_digests(used).values()]
            digests[mistake.id] = digest(mistake_digest(mistake), *parts)
    return digests
