"""Makes a class of synthetic submissions, each with the grade it is to get.

The same number and seed make the same class. No two files that a learner has written are equal.
Usage: python benchmarks/class_of_submissions.py NUMBER FOLDER [SEED].
"""

import ast
import io
import random
import shutil
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grading.course.check import checks_of
from grading.course.curriculum import MODULES, NEEDS_TORCH, STEPS, Step
from grading.course.paths import KIT, SOLUTIONS
from grading.course.solution_blocks import foundation, outermost
from grading.mistakes.bank import mistakes_of, with_mistake

ATTACKS = KIT / "tests" / "attacks"
KINDS = ("right", "half_finished", "wrong", "broken", "mixed", "hostile", "refused")
SHARES = (25, 20, 20, 12, 12, 8, 3)  # of a hundred
# Quick ones, which do no harm without a sandbox either.
HOSTILE = (
    "a_text_that_contains_everything", "answers_by_heart", "breaks_every_builtin",
    "children_that_equal_everybody", "closes_every_descriptor", "dies_in_c",
    "files_named_as_libraries", "lists_that_lie", "numbers_that_lie",
    "patches_json", "patches_math", "removes_the_builtins", "runs_at_the_end",
    "sends_every_outcome_without_a_token",
)  # fmt: skip
STEPS_OF_ATTACKS = (*range(1, 12), *range(13, 17), *range(18, 22), 24)
# Checks that earlier steps' code passes already, by the step from which on. What is not here needs
# the code of its own step.
PASSES_FROM = {
    "step18::a_number_is_a_leaf_of_the_graph": 3,
    "step10::a_sum_adds_to_the_gradients_that_are_there": 8,
    "step10::a_product_adds_to_the_gradients_that_are_there": 8,
    "step10::tanh_adds_to_the_gradient_that_is_there": 8,
    "step11::a_node_plus_a_number": 9,
    "step11::a_node_times_a_number": 9,
    "step19::exp_of_numbers_that_are_too_large": 11,
    "step19::exp_of_numbers_that_are_nearly_too_large": 11,
    "step19::exp_of_very_negative_numbers": 11,
}
# The finished code of an earlier step is right here, too: there is nothing more to write.
STEPS_THAT_PASS_FROM = {10: 9, 19: 9}
BROKEN = {
    "syntax": b"def broken(:\n    return 1\n",
    "indentation": b"def broken():\nreturn 1\n",
    "exception": b"raise RuntimeError('it was not finished')\n",
    "import": b"import a_module_that_nobody_has\n",
    "name": b"print(undefined_name)\n",
    "bytes": b"# \xff\xfe\n",
    "missing": None,
    "empty": b"",
}
NOT_ANSWERED = ("in_torch",)


@dataclass(frozen=True)
class Synthetic:
    """One submission, and between which points its grade is to be, by step and in all."""

    learner: str
    kind: str
    files: dict[str, bytes]  # by path
    what: str = ""
    form: str = "folder"  # or "zip", "tar.gz"
    least: dict[int, int] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)
    least_in_all: int = 0
    most_in_all: int | None = None


def class_of_submissions(
    number: int,
    seed: int = 0,
    steps: Iterable[Step] = STEPS,
    kinds: Iterable[str] = KINDS,
) -> list[Synthetic]:
    """Return so many submissions, of these kinds, whose grades on ``steps`` are known."""
    chance = random.Random(seed)
    steps = [step for step in steps if step.modules != (NEEDS_TORCH,)]
    kinds = list(kinds)
    shares = [SHARES[KINDS.index(kind)] for kind in kinds]
    drawn = [*kinds, *chance.choices(kinds, shares, k=max(0, number - len(kinds)))][:number]
    chance.shuffle(drawn)
    return [MAKERS[kind](f"learner{place:04}", chance, steps) for place, kind in enumerate(drawn)]


def points_of(steps, is_earned=lambda check: True):
    """Return the points of each step for the checks that are earned."""
    return {step.number: sum(c.points for c in _checks(step) if is_earned(c)) for step in steps}


def passes_at(check, step):
    """Tell whether the finished code of all steps up to one passes a check."""
    own = check.step.number
    first = PASSES_FROM.get(check.id, STEPS_THAT_PASS_FROM.get(own, own))
    return min(first, own) <= step


def right(learner, chance, steps):
    """All is right, written in names of one's own."""
    points = points_of(steps)
    files = _written(STEPS[-1].number, learner)
    return _packed(chance, learner, "right", files, least=points, most=points)


def half_finished(learner, chance, steps):
    """All steps up to one are finished, the rest are stubs."""
    last = chance.choice(steps).number
    points = points_of(steps, lambda check: passes_at(check, last))
    return _packed(
        chance, learner, "half_finished", _written(last, learner), f"step {last}",
        least=points, most=points,
    )  # fmt: skip


def wrong(learner, chance, steps):
    """One known mistake is made; its own step cannot be whole."""
    mistake = chance.choice([m for step in steps for m in _mistakes(step)])
    form = chance.choice(mistake.forms)
    solution = (SOLUTIONS / f"{mistake.module}.py").read_text(encoding="utf-8")
    files = _written(STEPS[-1].number, learner)
    text = with_mistake(solution, form)
    files[f"{mistake.module}.py"] = f"{text}\n# by {learner}\n".encode()
    most = points_of(steps)
    most[mistake.step] -= 1
    return _packed(chance, learner, "wrong", files, form.id, most=most)


def broken(learner, chance, steps):
    """One module cannot be imported: what is about the others is earned."""
    files = _written(STEPS[-1].number, learner)
    module, how = _break_one(files, chance, steps, learner)
    points = points_of(steps, lambda check: check.module != module)
    return _packed(
        chance, learner, "broken", files, f"{module}: {how}", least=points, most=points
    )  # fmt: skip


def mixed(learner, chance, steps):
    """Half finished, and one module cannot be imported."""
    last = chance.choice(steps).number
    files = _written(last, learner)
    module, how = _break_one(files, chance, steps, learner)
    points = points_of(steps, lambda c: passes_at(c, last) and c.module != module)
    return _packed(
        chance, learner, "mixed", files, f"step {last}; {module}: {how}", least=points, most=points
    )  # fmt: skip


def hostile(learner, chance, steps):
    """An attack; it is to get no more than it has earned, and to keep what others' code earns."""
    name = chance.choice(HOSTILE)
    attack = _attacks()[name]
    base = attack.get("base", "exercises")
    files = _written(STEPS[-1].number if base == "solutions" else 0, learner)
    for file in sorted((ATTACKS / name).glob("*")):
        files[file.name.removesuffix(".stored")] = file.read_bytes()
    numbers = [step.number for step in steps]
    elsewhere = [step for step in STEPS if step.number in set(STEPS_OF_ATTACKS) - set(numbers)]
    least = 0
    if set(numbers) <= set(STEPS_OF_ATTACKS):
        least = max(0, attack.get("keeps", 0) - sum(points_of(elsewhere).values()))
    return Synthetic(
        learner, "hostile", files, name,
        most=points_of(steps), least_in_all=least, most_in_all=attack["earned"],
    )  # fmt: skip


def refused(learner, chance, steps):
    """What nobody grades: an archive that is none, or that leads out of its folder."""
    if chance.random() < 0.5:
        return Synthetic(learner, "refused", {"": b"PK of nothing"}, "no archive", "zip")
    files = {"../engine.py": f"# by {learner}\n".encode()}
    return Synthetic(learner, "refused", files, "leads out", "zip")


MAKERS = {
    "right": right,
    "half_finished": half_finished,
    "wrong": wrong,
    "broken": broken,
    "mixed": mixed,
    "hostile": hostile,
    "refused": refused,
}


def lay_out(submissions: Iterable[Synthetic], folder: Path) -> None:
    """Write submissions into a folder, as an instructor would have them."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in submissions:
        target = folder / one.learner
        if one.form == "folder":
            for path, data in one.files.items():
                target.mkdir(exist_ok=True)
                (target / path).write_bytes(data)
        elif "" in one.files:
            target.with_suffix(".zip").write_bytes(one.files[""])
        elif one.form == "zip":
            _write_zip(target.with_suffix(".zip"), one.files)
        else:
            _write_tar(target.with_suffix(".tar.gz"), one.files)


def unexpected(one: Synthetic, graded) -> list[str]:
    """Return in what a graded submission is not as it is to be; nothing where it is."""
    if graded is None:
        return [f"{one.learner} ({one.kind}, {one.what}): not graded"]
    grade = graded["grade"]
    if one.kind == "refused" or grade is None:
        expected = one.kind == "refused" and grade is None and graded["refused"]
        return [] if expected else [f"{one.learner} ({one.kind}): {graded['refused']!r}"]
    most = sum(one.most.values()) if one.most_in_all is None else one.most_in_all
    found = []
    for step in grade["steps"]:
        number, points = step["number"], step["points"]
        if not one.least.get(number, 0) <= points <= one.most[number]:
            found.append(
                f"{one.learner} ({one.kind}, {one.what}): step {number} has {points} points, "
                f"not {one.least.get(number, 0)} to {one.most[number]}"
            )
    if not one.least_in_all <= grade["points"] <= most:
        found.append(
            f"{one.learner} ({one.kind}, {one.what}): {grade['points']} points, "
            f"not {one.least_in_all} to {most}"
        )
    return found


@cache
def _checks(step):
    return checks_of(step)


@cache
def _mistakes(step):
    return mistakes_of(step)


@cache
def _attacks():
    return tomllib.loads((ATTACKS / "attacks.toml").read_text(encoding="utf-8"))


def _written(last, learner):
    """Return all modules, finished up to a step, with a learner's names for their variables."""
    return {f"{name}.py": _own_names(_known(name, last), learner) for name in MODULES}


@cache
def _known(name, last):
    return foundation((SOLUTIONS / f"{name}.py").read_text(encoding="utf-8"), last).encode()


def _own_names(source, learner):
    """Return a source in which the first local variable of each function has another name."""
    lines = source.splitlines(keepends=True)
    number = learner.removeprefix("learner").encode()
    for line, _, end in reversed(_places_of_locals(source)):
        text = lines[line]
        lines[line] = text[:end] + b"_" + number + text[end:]
    return b"".join(lines) + b"\n# by " + learner.encode() + b"\n"


@cache
def _places_of_locals(source):
    """Return where local variables stand: ``(line, first byte, end)``, in order."""
    places = set()
    for _, function in outermost(ast.parse(source)):
        nodes = list(ast.walk(function))
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        kept = {n.arg for n in nodes if isinstance(n, ast.arg)}
        kept |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
        declared = [n for n in nodes if isinstance(n, ast.Nonlocal | ast.Global)]
        kept |= {name for node in declared for name in node.names}
        renamed = set(stored) - kept
        places |= {
            (n.lineno - 1, n.col_offset, n.end_col_offset)
            for n in nodes
            if isinstance(n, ast.Name) and n.id in renamed
        }
    return sorted(places)


def _break_one(files, chance, steps, learner):
    """Break one of the modules that ``steps`` are written in; return it, and how."""
    modules = sorted({name for step in steps for name in step.modules} - set(NOT_ANSWERED))
    module, how = chance.choice(modules), chance.choice(sorted(BROKEN))
    if BROKEN[how] is None:
        del files[f"{module}.py"]
    else:
        files[f"{module}.py"] = BROKEN[how] + f"# by {learner}\n".encode()
    return module, how


def _packed(chance, learner, kind, files, what="", **expected):
    form = chance.choices(("folder", "zip", "tar.gz"), (8, 1, 1))[0]
    return Synthetic(learner, kind, files, what, form, **expected)


def _write_zip(target, files):
    with zipfile.ZipFile(target, "w") as archive:
        for path, data in files.items():
            archive.writestr(zipfile.ZipInfo(path), data)


def _write_tar(target, files):
    with tarfile.open(target, "w:gz") as archive:
        for path, data in files.items():
            info = tarfile.TarInfo(f"exercises/{path}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def main():
    """Lay out a class."""
    if len(sys.argv) not in (3, 4) or not all(text.isdecimal() for text in sys.argv[1:4:2]):
        sys.exit(__doc__.rsplit("\n", 2)[1])
    number, folder, *seed = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    lay_out(class_of_submissions(int(number), int(*seed)), Path(folder))


if __name__ == "__main__":
    main()
