"""The README's pictures, of real half-done work: ``python -m grading.authoring.screenshots``."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.text import Text

from grading.course.check import checks_of
from grading.course.curriculum import MODULES, STEPS, step_numbered
from grading.course.paths import LESSONS, SOLUTIONS
from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source
from grading.judging.comparison import Observations
from grading.mistakes.bank import load_mistakes, with_mistake
from grading.pages.drawing import draw_step
from grading.pages.map_picture import Panel, heat_maps, square_of
from grading.pages.plots import line_plot
from grading.pages.templating import TEMPLATES
from grading.session.play import play, program_named
from grading.session.session import Session
from grading.terminal.explanation import explain
from grading.terminal.overview import compact_table
from grading.terminal.progress import heading

PICTURES = LESSONS / "pictures"
WRITTEN_UP_TO = 10
MISTAKE = "overwritten-gradient"
CURVE = "test_the_curve_of_20_steps"
PLOT_RULES = re.compile(r"^\.plot.*$", re.MULTILINE)


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


def curve() -> None:
    """Draw the losses of step 44's 20 steps: the solution's as a line, torch's as dots on it."""
    [check] = [one for one in checks_of(step_numbered(44)) if one.name == CURVE]
    with Session(SOLUTIONS) as session:
        [verdict] = session.verdicts([check])
    own, torch = (
        [float(loss) for loss in side["loss"][1]["values"]]
        for side in (verdict.observed, verdict.expected)
    )
    steps = [float(step) for step in range(len(own))]
    drawn = line_plot(steps, own, "step", "Loss of 20 steps: a line, torch's as dots", torch)
    (PICTURES / "curve.svg").write_text(standalone(drawn), encoding="utf-8")


def standalone(drawn: str) -> str:
    """Return a plot of the page as a picture by itself, with the page's colours."""
    style = (TEMPLATES / "colours.css").read_text(encoding="utf-8")
    rules = PLOT_RULES.findall((TEMPLATES / "page.css").read_text(encoding="utf-8"))
    begin, end = str(drawn).split(">", 1)
    begin = begin.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    return f"{begin}><style>{style}{' '.join(rules)}</style>{end}"


def attention() -> None:
    """Draw what `play attention` shows of a name."""
    panels: list[Panel] = []
    letters: list[str] = []

    def tell(seen: Observations) -> None:
        letters.extend(seen["letters"][1] if "letters" in seen else "")
        rows = square_of(seen["map"][1], len(letters)) if "map" in seen else []
        if rows:
            panels.append(Panel(seen["of"][1], rows, {}, letters, letters))

    with Session(SOLUTIONS) as session, session.observations() as judge:
        play(judge, program_named("attention"), {"word": "olivia"}, tell)
    (PICTURES / "attention.svg").write_text(heat_maps(panels[:6], beside=3), encoding="utf-8")


def main() -> None:
    """Grade half-done work, and write the pictures."""
    curve()
    attention()
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
