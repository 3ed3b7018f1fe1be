"""Proving the kit sound: every exercise unsolved, every solution clean, every mistake caught."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from grading.authoring.change_digests import step_digest
from grading.authoring.cure_records import not_cured
from grading.authoring.holes import unexplained_edits
from grading.authoring.mistake_records import (
    UNSURE,
    failures,
    is_in_share,
    mistaken,
    pairs_not_told_apart,
    torch_is_there,
)
from grading.authoring.trivial_solutions import INPUT, ZERO, trivial_solution
from grading.course.atomic_files import write_atomically
from grading.course.check import Check, checks_of
from grading.course.curriculum import MODULES, NEEDS_TORCH, STEPS, Step, step_numbered
from grading.course.errors import KitError
from grading.course.lessons import hints, lesson
from grading.course.paths import KIT, SOLUTIONS
from grading.course.references import expected_of, file_digest, read_object, read_recorded
from grading.course.solution_blocks import all_stubs, blocks_of, foundation
from grading.course.solution_diff import why
from grading.course.stubs import outdated_stub_files, solution_source
from grading.graphs.learner_graph import graphs_file
from grading.judging import verdict as status
from grading.mistakes.bank import Form, Mistake, load_mistakes
from grading.mistakes.diagnosis import recorded_mistakes
from grading.mistakes.fingerprint import equal
from grading.mistakes.mistaken_solution import stages_of
from grading.session.demonstration import demonstrate
from grading.session.session import Session

PROVED = KIT / ".kit" / "proved.json"
SMALLEST_REFERENCE = 1e-9
CHECKS_A_STEP = range(5, 16)
POINTS_A_CHECK = range(1, 4)
HINTS_A_STEP = range(2, 5)
# Step 19 is about extremes: what is not finite, or very small, is compared there as it is.
EXTREMES = 19
ONE_OF = 8  # forms is proved where all steps are asked about: all of them take minutes

Tell = Callable[[str], None]
Proof = Callable[[Sequence[Step]], Iterator[str]]  # names each shortfall


def verify(tell: Tell, steps: Sequence[Step] = STEPS, everything: bool = False) -> bool:
    """Prove everything of ``steps``; ``tell`` hears each shortfall with its remedy.

    Left out, unless ``everything`` is asked for: steps for which nothing has changed since they
    were proved here. True where there is no shortfall.
    """
    file_digest.cache_clear()
    asked = steps
    digests = {str(step.number): step_digest(step, torch_is_there()) for step in steps}
    proved = read_object(PROVED)
    if not everything:
        same = [step for step in steps if proved.get(str(step.number)) == digests[str(step.number)]]
        if same:
            numbers = ", ".join(str(step.number) for step in same)
            tell(f"nothing has changed since it was proved (--all proves it again): {numbers}")
        steps = [step for step in steps if step not in same]
    if not steps:
        return True
    shortfalls = 0
    every_form = everything or len(asked) < len(STEPS)
    caught = "every form" if every_form else f"one form in {ONE_OF} (--all: every one)"
    proofs: list[tuple[str, Proof]] = [
        *PROOFS,
        (
            f"{caught} of every mistake is caught in its step, and not named as another",
            partial(_mistakes_are_caught, every_form=every_form),
        ),
        (
            "every form of every mistake is cured by an edit of a kind that it names",
            partial(not_cured, everything=everything),
        ),
    ]
    for title, proof in proofs:
        tell(title)
        for shortfall in proof(steps):
            tell(f"  ✗ {shortfall}")
            shortfalls += 1
    for line in pairs_not_told_apart():
        tell(f"  · {line}")
    tell(f"{shortfalls} shortfalls." if shortfalls else "The kit is sound.")
    if not shortfalls:
        PROVED.parent.mkdir(exist_ok=True)
        write_atomically(PROVED, json.dumps(proved | digests, indent=1) + "\n")
    return not shortfalls


def _complete_steps(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        try:
            expected, checks = expected_of(step), checks_of(step)
            pages = lesson(step), hints(step)
            read_recorded(graphs_file(step))
        except (KitError, OSError) as error:
            yield f"step {step.number}: {error}"
            continue
        if len(checks) not in CHECKS_A_STEP:
            yield f"step {step.number} has {len(checks)} checks; write 5 to 15."
        if {check.name for check in checks} != expected.keys():
            yield f"step {step.number}: checks and references differ; run `record`."
        if len(pages[1]) not in HINTS_A_STEP:
            yield f"lessons/{step.lesson_file} has {len(pages[1])} hints; write 2 to 4."
        yield from _sound_references(checks, expected)


def _sound_references(
    checks: Sequence[Check], expected: dict[str, dict[str, list[Any]]]
) -> Iterator[str]:
    for check in checks:
        if check.points not in POINTS_A_CHECK:
            yield f"{check.id} is worth {check.points} points; give it 1 to 3."
        for name, (kind, value) in expected.get(check.name, {}).items():
            if kind != "float" or check.step.number == EXTREMES:
                continue
            if isinstance(value, str):
                yield f"{check.id}: the reference of {name} is {value}; choose other numbers."
            elif 0 < abs(value) < SMALLEST_REFERENCE:
                yield f"{check.id}: the reference of {name} is too small to tell from 0."


def _solutions_pass(steps: Sequence[Step]) -> Iterator[str]:
    numbers = [str(step.number) for step in steps]
    command = [sys.executable, str(KIT / "grader.py"), "check", *numbers]
    command += ["--implementation", str(SOLUTIONS), "--json", "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.startswith("{"):
        yield f"the learner's command cannot grade solutions/: {done.stderr.strip()}"
        return
    for step in json.loads(done.stdout)["steps"]:
        for check in step["checks"]:
            if check["status"] not in (status.PASSED, status.WAITING):
                yield f"{check['id']}: the solution does not pass ({check['message']})"


def _exercises_are_stubs(steps: Sequence[Step]) -> Iterator[str]:
    for path in outdated_stub_files():
        yield f"exercises/{path.name} differs from its solution's stubs; run `skeletons`."


def _stubs_raise_their_own(steps: Sequence[Step]) -> Iterator[str]:
    for check, found in _graded(all_stubs, steps):
        if found.status not in status.UNWRITTEN:
            yield f"{check.id} is {found.status} for the stubs: {found.message}"
    # A stub inside a function whose outer stub raises first is reached once that is written.
    for name in MODULES:
        source = solution_source(name)
        stubs = all_stubs(source)
        for block in blocks_of(source):
            if f'raise NotImplementedError("step {block.step}: {block.function}")' not in stubs:
                yield f"solutions/{name}.py: {block.function} makes no stub."


def _trivial_code_fails(steps: Sequence[Step]) -> Iterator[str]:
    for kind in (ZERO, INPUT):
        for check, found in _graded(partial(trivial_solution, kind=kind), steps):
            if found.status == status.PASSED and not hasattr(check.function, "passes_trivially"):
                yield (
                    f"{check.id} passes for code that {kind}; choose other numbers, or say why "
                    "with @passes_trivially."
                )


def _graded(change: Callable[[str], str], steps: Sequence[Step]) -> Iterator[tuple[Check, Any]]:
    """Judge every check on changed solutions, each module on its own."""
    with tempfile.TemporaryDirectory() as folder:
        for name in MODULES:
            text = change(solution_source(name))
            Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
        with Session(Path(folder), solutions=None, most_seconds=600, judges=1) as session:
            for step in _steps_here(steps):
                checks = checks_of(step)
                yield from zip(checks, session.verdicts(checks), strict=True)


def _steps_here(steps: Sequence[Step]) -> list[Step]:
    """Return the steps that can be run here: those in torch only where torch is."""
    return [step for step in steps if NEEDS_TORCH not in step.modules or torch_is_there()]


def _mistakes_are_caught(steps: Sequence[Step], every_form: bool) -> Iterator[str]:
    """Prove forms of mistakes, or a share of them: another one whenever the records are others."""
    numbers = {step.number for step in steps}
    with_torch = torch_is_there()
    jobs = [
        (mistake, form)
        for mistake in load_mistakes()
        for form in mistake.forms
        if mistake.step in numbers and (with_torch or mistake.module != NEEDS_TORCH)
        if every_form or is_in_share(mistake, form, ONE_OF)
    ]
    with ThreadPoolExecutor(max_workers=2 * (os.cpu_count() or 1)) as pool:
        for shortfalls in pool.map(_uncaught, jobs):
            yield from shortfalls


def _uncaught(job: tuple[Mistake, Form]) -> list[str]:
    """Say what is wrong with one form: not caught, not as recorded, or named as another.

    It is tried in the finished solution, and in what a learner has at its step.
    """
    mistake, form = job
    step = step_numbered(mistake.step)
    recorded = {entry["form"]: entry["fails"] for entry in recorded_mistakes(step)["forms"]}
    told: list[str] = []
    for stage in stages_of(mistake, form):
        with mistaken(mistake, form, stage=stage) as session:
            verdicts = session.grade([step]).steps[0].verdicts
        found = failures(v for v in verdicts if v.check.module == mistake.module)
        if not any(print_ != UNSURE for print_, _ in found.values()):
            told.append(f"no check of step {step.number} catches {form.id}{stage}.")
        # One that is not recorded was not the same in every order of the nodes: it names nothing.
        known = recorded.get(form.id + stage, recorded.get(form.id))
        if known is not None and not _as_recorded(found, known):
            told.append(f"{form.id}{stage} does not do what was recorded; run `record`.")
        others = {verdict.mistake for verdict in verdicts} - {None, mistake.id}
        if others:
            told.append(f"{form.id}{stage} is named {', '.join(sorted(map(str, others)))}.")
    return told


def _as_recorded(found: dict[str, Any], known: dict[str, Any]) -> bool:
    return all(
        name in found and equal(found[name][0], print_, found[name][1].tolerance)
        for name, print_ in known.items()
    )


def _demonstrations_run(steps: Sequence[Step]) -> Iterator[str]:
    """On what a learner has at that step: the blocks of later steps are stubs."""
    for step in _steps_here(steps):
        with tempfile.TemporaryDirectory() as folder:
            for name in MODULES:
                text = foundation(solution_source(name), step.number)
                Path(folder, f"{name}.py").write_text(text, encoding="utf-8")
            with Session(Path(folder)) as session, session.observations() as judge:
                if not demonstrate(step, judge).results:
                    yield f"demonstrations.py: step{step.number:02} does not come to its end."


def _every_block_has_its_reason(steps: Sequence[Step]) -> Iterator[str]:
    known = dict(why())
    for name in MODULES:
        for block in blocks_of(solution_source(name)):
            stub = f"step {block.step}: {block.function}"
            if not known.pop(stub, "").strip():
                yield f'solutions/why.toml has no ["{stub}"]; write why the solution is as it is.'
    for stub in known:
        yield f'solutions/why.toml: ["{stub}"] is no block of the solutions; take it out.'


PROOFS: tuple[tuple[str, Proof], ...] = (
    ("every step has a lesson, hints, checks and references", _complete_steps),
    ("solutions/ passes through the learner's own command", _solutions_pass),
    ("exercises/ is what the solutions make of it", _exercises_are_stubs),
    ("every demonstration runs on the code of its step", _demonstrations_run),
    ("every block of the solutions has its reason in why.toml", _every_block_has_its_reason),
    ("every stub raises its own NotImplementedError", _stubs_raise_their_own),
    ("no check passes for code that does nothing of use", _trivial_code_fails),
    ("every small edit of a solution is noticed, or explained", unexplained_edits),
)
