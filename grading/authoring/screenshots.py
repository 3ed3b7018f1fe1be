"""The README's pictures, of real half-done work: ``python -m grading.authoring.screenshots``."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from grading.course.curriculum import MODULES, STEPS
from grading.course.paths import LESSONS
from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source
from grading.mistakes.bank import load_mistakes, with_mistake
from grading.pages.drawing import draw_step
from grading.session.session import Session
from grading.terminal.explanation import explain
from grading.terminal.overview import compact_table
from grading.terminal.progress import heading

PICTURES = LESSONS / "pictures"
WRITTEN_UP_TO = 10
MISTAKE = "overwritten-gradient"


def half_done(folder: Path) -> None:
    """Write work up to step 10 into ``folder``, with the commonest mistake in it."""
    form = next(mistake for mistake in load_mistakes() if mistake.id == MISTAKE).forms[0]
    for name in MODULES:
        source = with_stubs(solution_source(name), lambda step: step > WRITTEN_UP_TO)
        if name == "engine":
            finished = with_mistake(solution_source(name), form)
            source = _method(finished, "__add__").join(_around(source, "__add__"))
        (folder / f"{name}.py").write_text(source, encoding="utf-8")


def _method(source: str, name: str) -> str:
    return source.partition(f"    def {name}(")[2].partition("\n    def ")[0]


def _around(source: str, name: str) -> tuple[str, str]:
    head, begin, rest = source.partition(f"    def {name}(")
    return head + begin, rest[len(_method(source, name)) :]


def picture(name: str, title: str, content: RenderableType) -> None:
    """Write what the terminal shows as an SVG."""
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True)
    console.print(content)
    PICTURES.mkdir(exist_ok=True)
    console.save_svg(str(PICTURES / f"{name}.svg"), title=title)


def main() -> None:
    """Grade half-done work, and write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        exercises = Path(folder, "exercises")
        exercises.mkdir()
        half_done(exercises)
        with Session(exercises) as session:
            graded = session.grade(STEPS)
            progress = Group(heading(graded), Text(), compact_table(graded))
            picture("progress", "python grader.py", progress)
            result = next(r for r in graded.steps if r.step.number == WRITTEN_UP_TO)
            failed = result.first_failed
            assert failed is not None
            picture("diagnosis", "python grader.py check 10", explain(failed, Path("exercises")))
            drawing = draw_step(result, session)
        shutil.move(drawing, PICTURES / "graph.svg")


if __name__ == "__main__":
    main()
