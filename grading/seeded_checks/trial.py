"""Trying a drawn check: what the referee, the solution and wrong code make of it."""

from __future__ import annotations

import contextlib
import gc
import io
import random
import signal
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any

from grading import ABSOLUTE_TOLERANCE, RELATIVE_TOLERANCE
from grading.authoring.trivial_solutions import INPUT, ZERO, trivial_solution
from grading.course.check import DEFAULT_SECONDS, Check
from grading.course.curriculum import MODULES, Step, step_numbered
from grading.course.paths import SOLUTIONS, TWINS
from grading.course.references import read_object
from grading.course.solution_blocks import foundation
from grading.judging.comparison import Observations, agree, for_reference, with_lists
from grading.mistakes.bank import Form, Mistake, mistakes_of
from grading.mistakes.diagnosis import mistakes_file, with_names_of_checks
from grading.mistakes.mistaken_solution import RISING, write_with_mistake
from grading.session.in_process import observations_in
from grading.worker.module_loader import ModuleLoader

MOST_SECONDS = 5.0
MOST_FORMS = 3  # of mistakes that each check is tried with
SMALLEST = 1e-9  # a tolerance could not tell what is smaller from 0
STRICTER = 0.1  # of the check's tolerance, between the referee and the solution


class Trials:
    """Folders of right and wrong modules, and the shared programs of a drawn set of checks."""

    def __init__(self, support: Path) -> None:
        """``support``: the folder of the drawn programs that check files share."""
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.support = {path.stem: str(path) for path in support.glob("*.py")}
        self.trivial = [self._write(f"trivial{i}", k) for i, k in enumerate((ZERO, INPUT))]
        self.stubs = self._write("stubs", "")
        self._mistaken: dict[str, Path] = {}
        self._forms: dict[int, dict[str, list[tuple[Mistake, Form]]]] = {}

    def close(self) -> None:
        """Remove the folders."""
        self._folder.cleanup()

    def _write(self, name: str, kind: str) -> Path:
        folder = Path(self._folder.name, name)
        folder.mkdir()
        for module in MODULES:
            source = (SOLUTIONS / f"{module}.py").read_text(encoding="utf-8")
            changed = trivial_solution(source, kind) if kind else foundation(source, 0)
            (folder / f"{module}.py").write_text(changed, encoding="utf-8")
        return folder

    def check(self, original: Check, text: str) -> Check:
        """Return a check of the file whose source is this text; it is compiled and run."""
        module = ModuleType(original.file.stem)
        module.__file__ = str(original.file)
        code = compile(text, str(original.file), "exec", dont_inherit=True)
        with ModuleLoader(self.support) as loader:
            loader.load(())
            exec(code, module.__dict__)
        function = module.__dict__[original.name]
        return Check(original.step, original.name, function, original.file, original.limit)

    def forms_failing(self, check: Check) -> list[tuple[Mistake, Form]]:
        """Return some forms of mistakes that fail the original check, its own step's first."""
        number = check.step.number
        if number not in self._forms:
            self._forms[number] = _forms_of(check.step)
        most = MOST_FORMS if check.seconds <= DEFAULT_SECONDS else 1
        return self._forms[number].get(check.name, [])[:most]

    def mistaken(self, mistake: Mistake, form: Form) -> Path:
        """Return a folder of modules with one form of a mistake."""
        if form.id not in self._mistaken:
            folder = self._mistaken[form.id] = Path(
                self._folder.name, f"mistake{len(self._mistaken)}"
            )
            folder.mkdir()
            write_with_mistake(folder, mistake, form, RISING)
        return self._mistaken[form.id]

    def observed(self, check: Check, folder: Path) -> dict[str, list[Any]]:
        """Return what a check sees of the modules in a folder; raises what they raise."""
        random.seed(0)
        gc.disable()  # which large graphs would have to be searched by again and again
        try:
            with quietly():
                return observations_in(folder, check)
        finally:
            gc.enable()

    def referees(self, check: Check) -> dict[str, list[Any]]:
        """Return what the check's referee says."""
        return for_reference(self.observed(check, TWINS if check.referee == "torch" else SOLUTIONS))

    def passes(self, check: Check, folder: Path, expected: Observations, part: float = 1.0) -> bool:
        """Tell whether the modules in a folder pass; ``part``: of the check's tolerance."""
        try:
            with within(MOST_SECONDS if folder != SOLUTIONS else 0):
                observed = with_lists(self.observed(check, folder), expected)
        except (Exception, SystemExit):
            return False
        relative, absolute = check.tolerance
        return agree(observed, expected, (relative * part, absolute))

    def agrees(self, check: Check, expected: Observations) -> bool:
        """Tell whether the solution agrees with the referee, closer than it would have to.

        Where a check has a tolerance of its own, as close as that.
        """
        is_usual = check.tolerance == (RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE)
        return self.passes(check, SOLUTIONS, expected, STRICTER if is_usual else 1.0)

    def numbers_shown(self, original: Check, text: str) -> dict[str, str]:
        """Return the numbers of the nodes that a check has at its end, with four decimals, by name.

        None where the drawn check does not come to its end.
        """
        check = self.check(original, text)
        found: dict[str, str] = {}

        def look(frame: FrameType, event: str, argument: object) -> None:
            if event == "return" and frame.f_code is check.function.__code__:
                for name, value in frame.f_locals.items():
                    if type(data := getattr(value, "data", None)) is float:
                        found[name] = f"{data:.4f}"

        before = sys.getprofile()
        sys.setprofile(look)
        try:
            self.observed(check, SOLUTIONS)
        except Exception:
            return {}
        finally:
            sys.setprofile(before)
        return found


def _forms_of(step: Step) -> dict[str, list[tuple[Mistake, Form]]]:
    """Return the forms that fail each check of a step with a result or an error, by its name."""
    recorded = with_names_of_checks(read_object(mistakes_file(step)))
    known = {
        form.id: (mistake, form)
        for number in {entry["step"] for entry in recorded.get("mistakes", {}).values()}
        for mistake in mistakes_of(step_numbered(number))
        for form in mistake.forms
    }
    found: dict[str, list[tuple[Mistake, Form]]] = {}
    for entry in recorded.get("forms", []):
        for name, result in entry["fails"].items():
            if entry["form"] in known and "timeout" not in result and "unsure" not in result:
                found.setdefault(name, []).append(known[entry["form"]])
    return {
        name: sorted(forms, key=lambda form: form[0].step != step.number)
        for name, forms in found.items()
    }


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Let nothing be printed that modules print, and no warning that they cause."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise ``TimeoutError`` in the main thread after so much CPU time, where the system can.

    0: never. Wrong code may not end; what is right is not to be ended while it imports torch.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not (seconds and in_main and hasattr(signal, "setitimer")):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def truths(observations: Observations) -> list[bool]:
    """Return the answers of yes and no among these, in their order."""
    return [value[1] for value in observations.values() if value[0] == "bool"]


def unclear(observations: Observations) -> tuple[int, int]:
    """Count the numbers that are none, or too large; and those too small to be told from 0."""
    numbers: list[Any] = []
    for kind, content in observations.values():
        if kind == "array":
            numbers += content.get("values", content.get("sums", []))
        elif kind in ("int", "float"):
            numbers.append(content)
    finite = [number for number in numbers if type(number) is not str]
    return len(numbers) - len(finite), sum(0 < abs(number) < SMALLEST for number in finite)
