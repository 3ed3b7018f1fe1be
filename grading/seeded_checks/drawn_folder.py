"""A folder of checks drawn anew from a seed: written once, known by its digests, used by many."""

from __future__ import annotations

import gc
import hashlib
import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import grading
from grading.course.check import checks_of, is_installed, modules_asked
from grading.course.curriculum import NEEDS_TIKTOKEN, STEPS, Step, is_on_tensors, step_numbered
from grading.course.errors import KitError
from grading.course.paths import (
    ARE_DRAWN,
    OTHER_CHECKS,
    OWN_CHECKS,
    SOLUTIONS,
    TWINS,
    command_that_installs,
)
from grading.course.references import inputs_of, read_object, write_recorded
from grading.seeded_checks.step_drawing import DrawnCheck, DrawnStep, StepDrawing
from grading.seeded_checks.support import write_support
from grading.seeded_checks.trial import Trials

MANIFEST = "drawn.json"
Tell = Callable[[str], None]


@dataclass(frozen=True)
class DrawnReport:
    """A drawn folder: its seed, and what became of each check."""

    folder: Path
    seed: int
    checks: tuple[DrawnCheck, ...]

    @property
    def environment(self) -> dict[str, str]:
        """The variable that has a process, and those it starts, grade with these checks."""
        return {OTHER_CHECKS: str(self.folder.resolve())}

    @property
    def kept(self) -> tuple[DrawnCheck, ...]:
        """The checks whose answers are still the recorded ones."""
        return tuple(check for check in self.checks if not check.is_drawn)


def draw_checks(
    seed: int,
    folder: Path,
    steps: Iterable[Step] | None = None,
    tell: Tell = lambda line: None,
    jobs: int | None = None,
) -> DrawnReport:
    """Write the checks of these steps, drawn anew, into ``folder``, or find them there.

    By default all steps. A folder that is there and fits is taken as it is, which needs no torch;
    one that does not fit is replaced. Several processes may ask for the same one at once.
    ``tell`` hears of each step; ``jobs``: processes at once, by default one a core.
    Raises ``KitError`` where the checks cannot be drawn here.
    """
    wanted = tuple(STEPS if steps is None else steps)
    known = drawn_report(seed, folder, wanted)
    if known:
        return known
    _demand_referees(wanted)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as parent:
        new = Path(parent, folder.name)
        _write(new, seed, wanted, tell, jobs)
        if drawn_report(seed, folder, wanted) is None:  # no other process was faster
            _put_in_place(new, folder)
    found = drawn_report(seed, folder, wanted)
    if found is None:
        raise KitError(f"{folder} cannot be written; choose another place for the drawn checks.")
    return found


def _write(new: Path, seed: int, steps: Sequence[Step], tell: Tell, jobs: int | None) -> None:
    """Write a whole drawn folder, the manifest last."""
    new.mkdir()
    told = write_support(new, seed)
    drawn = [_written(new, one, tell) for one in _drawn_steps(seed, new, told, steps, jobs)]
    content = {
        "seed": seed,
        "kit": grading.__version__,
        "version": digest_of_inputs(),
        "steps": [step.number for step in steps],
        "checks": [check for one in drawn for check in one.report()],
        "files": _digests(new),
    }
    (new / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def drawn_report(seed: int, folder: Path, steps: Sequence[Step]) -> DrawnReport | None:
    """Return what is in a folder that fits: seed, steps, this version, no file changed."""
    content = read_object(folder / MANIFEST)
    numbers = {step.number for step in steps}
    if (
        content.get("seed") != seed
        or not numbers <= set(content.get("steps", ()))
        or content.get("version") != digest_of_inputs()
        or content.get("files") != _digests(folder)
    ):
        return None
    checks = tuple(
        DrawnCheck(**{**entry, "kinds": tuple(entry["kinds"])}) for entry in content["checks"]
    )
    return DrawnReport(folder, seed, checks)


def digest_of_inputs() -> str:
    """Return the digest of all that drawn checks depend on, but for the referee's own version."""
    drawing = Path(__file__).parent
    files = [
        *sorted(OWN_CHECKS.glob("*.py")),
        *sorted(TWINS.glob("*.py")),
        *sorted((OWN_CHECKS / "mistakes").glob("*.toml")),
        *sorted((OWN_CHECKS / "references").glob("step*.json")),
        *sorted(SOLUTIONS.glob("*.py")),
        *sorted(drawing.glob("*.py")),
    ]
    return _digest(f"{path.name} {_file_digest(path)}" for path in files)


def _demand_referees(steps: Sequence[Step]) -> None:
    if ARE_DRAWN:
        raise KitError(f"Checks are drawn from the kit's own: unset {OTHER_CHECKS}, and try again.")
    needed = {"torch"}
    for step in steps:
        needed |= {"numpy"} if is_on_tensors(step.modules) else set()
        needed |= {"tiktoken"} if NEEDS_TIKTOKEN in step.modules else set()
    missing = sorted(library for library in needed if not is_installed(library))
    if missing:
        raise KitError(
            f"Drawing checks anew needs {' and '.join(missing)}: not installed here. "
            f"Run `{command_that_installs(*missing)}`, or draw them on another machine, and hand "
            "over the folder."
        )


def _drawn_steps(
    seed: int, folder: Path, told: Mapping[str, str], steps: Sequence[Step], jobs: int | None
) -> Iterator[DrawnStep]:
    """Draw the steps, several at once, each in one process; the result depends on none of that."""
    numbers = [step.number for step in steps]
    count = min(jobs or os.cpu_count() or 1, len(steps))
    if count == 1:
        yield from (drawn_step(seed, str(folder), dict(told), number) for number in numbers)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context) as pool:
        asked = [
            pool.submit(drawn_step, seed, str(folder), dict(told), number) for number in numbers
        ]
        yield from (one.result() for one in asked)


def drawn_step(seed: int, support: str, told: dict[str, str], number: int) -> DrawnStep:
    """Draw one step with the shared programs in the folder ``support``."""
    import torch

    torch.set_num_threads(1)
    gc.freeze()  # torch's own objects are many, and some checks look through all
    with closing(Trials(Path(support))) as trials:
        return StepDrawing(step_numbered(number), seed, trials, told).drawn()


def _written(folder: Path, drawn: DrawnStep, tell: Tell) -> DrawnStep:
    """Write a step's drawn check file and its references."""
    import torch

    step = step_numbered(drawn.step)
    (folder / step.check_file).write_text(drawn.text, encoding="utf-8")
    checks = checks_of(step)
    used, asked = (modules_asked(checks, referee) for referee in ("torch", "solution"))
    write_recorded(
        folder / "references" / f"step{step.number:02}.json",
        {
            "torch": str(torch.__version__).partition("+")[0],
            "inputs": inputs_of(step, used, asked),
            "checks": drawn.expected,
        },
    )
    new = sum(check.is_drawn for check in drawn.checks)
    tell(f"step {step.number}: {new} of {len(drawn.checks)} checks drawn anew")
    return drawn


def _put_in_place(new: Path, folder: Path) -> None:
    """Move the folder to where it belongs; another process may have done so before."""
    old = new.with_name(f"{new.name}-old")
    with suppress(FileNotFoundError):
        os.replace(folder, old)
    try:
        os.replace(new, folder)
    except OSError:  # another process was faster: what it has written is the same
        shutil.rmtree(new, ignore_errors=True)


def _digests(folder: Path) -> dict[str, str]:
    """Return the digests of the files in a drawn folder, by their names; not of the manifest."""
    return {
        path.relative_to(folder).as_posix(): _file_digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST and path.suffix != ".pyc"
    }


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
