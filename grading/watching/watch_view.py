"""What a watch shows: on a terminal a screen that is drawn anew, elsewhere what has changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grading.course.curriculum import STEPS
from grading.judging import verdict as status
from grading.judging.comparison import lists_together, shown
from grading.judging.verdict import Verdict
from grading.session.demonstration import Demonstration
from grading.session.result import Grade, StepResult
from grading.terminal.brief import brief_lines
from grading.terminal.causes import cure_view, first_to_look_at
from grading.terminal.console import console
from grading.terminal.explanation import rule
from grading.terminal.overview import compact_table
from grading.terminal.progress import (
    heading,
    next_thing,
    next_thing_in,
    progress_view,
    steps_table,
)
from grading.watching.watch_state import WatchState

KEYS = "h hint · l lesson · n next · p previous · d draw · a all · r reset · q quit"

FINISHED_CODE = "s: the finished code beside yours, and why"
TIME = "time"
ROWS_BELOW = 5  # the rule, the points, the time, the keys, and the prompt

Part = tuple[str, RenderableType]  # its name, and what is shown


def parts_of(state: WatchState) -> Iterator[Part]:
    """Yield all there is to show, from top to bottom.

    Nothing is said of a step that has not been graded since the last save.
    """
    grade, with_code = state.grade, state.with_finished_code
    for result in sorted(state.passed, key=lambda result: result.step.number):
        yield f"passed {result.step.number}", _passed(result)
        if result is state.passed[0] and state.demonstration:
            yield "demonstration", _demonstrated(state.demonstration)
        if result.step == with_code:
            yield "solution", Padding(Text(FINISHED_CODE, "dim"), (0, 2))
    if state.shows_all or (state.current is None and state.is_all_graded):
        yield "all", Everything(state.grade_since_the_save)
    elif state.current and state.current.number in state.graded:
        result = state.results[state.current.number]
        if result not in state.passed:
            yield "step", _step(result, state)
            if state.cure and not _tells_the_fault(result):
                yield "cure", cure_view(state.cure, state.folder)
    if state.reset:
        yield "reset", Group(rule(), Text(state.reset))
    if state.asked_for:
        yield "asked for", Group(rule(), state.asked_for)
    for step in state.broken:
        if step.number in state.graded:
            yield f"broken {step.number}", _broken(step.number, step.title)
    if state.note:
        yield "note", Text(state.note, style="yellow")
    if state.page:
        yield "page", Text(f"page {state.page}", style=f"dim link {state.page}")
    if state.is_all_graded:
        yield "points", Group(rule(), _points(grade))
    if state.graded_at:
        yield TIME, Text(f"graded {state.graded_at:%H:%M:%S}", style="dim")


class Everything:
    """All steps, and what comes next; where the rows do not suffice, what matters of it."""

    def __init__(self, grade: Grade) -> None:
        self.grade = grade

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Show the longest form that leaves room for what stands below."""
        grade = self.grade
        whole = Group(progress_view(grade), Text(), next_thing(grade))
        steps = progress_view(grade)
        part = Group(heading(grade), compact_table(grade, airy=False))
        rows = options.size.height - ROWS_BELOW if console.is_terminal else sys.maxsize
        for form in (whole, steps):
            if len(console.render_lines(form, options, pad=False)) <= rows:
                yield form
                return
        yield part


def _passed(result: StepResult) -> RenderableType:
    line = Table.grid(expand=True, padding=(0, 2))
    line.add_column(ratio=1)
    line.add_column(justify="right", no_wrap=True)
    title = Text(f"✓ step {result.step.number} · {result.step.title} passes", style="bold green")
    line.add_row(title, f"{result.points}/{result.possible} points")
    return line


def _demonstrated(demonstration: Demonstration) -> RenderableType:
    """The sentence, the program, and what it gave."""
    results = Table.grid(padding=(0, 2))
    for name, values in lists_together(demonstration.results).items():
        are_texts = all(kind == "text" for kind, _ in values)
        if len(values) > 1 and are_texts:
            results.add_row(Text(name), Text("\n".join(text for _, text in values)))
        else:
            results.add_row(Text(name), Text(", ".join(map(shown, values))))
    return Group(
        Text(),
        Padding(Text(demonstration.sentence), (0, 2)),
        Text(),
        Padding(Text(demonstration.program), (0, 6)),
        Text(),
        Padding(results, (0, 6)),
        Text(),
    )


def _step(result: StepResult, state: WatchState) -> RenderableType:
    grade = state.grade
    line = steps_table(grade, [result])
    if result.status == status.PASSED:
        return line
    if result.status == status.WAITING:
        return Group(line, next_thing(Grade(grade.folder, [result])))
    return Group(line, next_thing_in(result, grade))


def _tells_the_fault(result: StepResult) -> bool:
    """Whether the step's explanation itself says where the fault is."""
    verdict = first_to_look_at(result)
    return verdict is not None and bool(verdict.mistake) and verdict.is_cured_otherwise


def _broken(number: int, title: str) -> Text:
    return Text(f"Step {number} · {title} passed before, and no longer does.", style="yellow")


def _points(grade: Grade) -> Text:
    done = sum(result.status == status.PASSED for result in grade.steps)
    points = f"{grade.points} of {grade.possible} points, {done} of {len(STEPS)} steps"
    if not grade.passed:
        return Text(points, style="dim")
    lacking = dict.fromkeys(result.lacks for result in grade.steps if result.lacks)
    if lacking:
        left = " and ".join(lacking)
        return Text(f"{points}. What is left needs {left}: press a.", style="green")
    return Text(f"{points}. Nothing is left to do here.", style="green")


class WatchScreen:
    """Where it is shown."""

    def __init__(self, manual: bool) -> None:
        """``manual``: a grade begins with Enter."""
        self.console = console()
        self.keys = Text(f"Enter grade\n{KEYS}" if manual else KEYS, style="dim")
        self.shown: dict[str, str] = {}
        self.has_said_so = False

    def begin(self) -> None:
        """A grade begins: what is shown stays until there is something new."""
        self.has_said_so = False
        if not self.shown:
            self.sign_of_life()

    def sign_of_life(self) -> None:
        """Say, once a grade, that it takes its time."""
        if self.console.is_terminal and not self.has_said_so:
            self.console.print(Text("grading …", style="dim"))
            self.has_said_so = True

    def show(self, state: WatchState, again: bool = False) -> None:
        """Show what is new; ``again``: a verdict has come, even if it is the one before."""
        texts = self._texts(state)
        if self.console.is_terminal:
            if again or texts != self.shown:
                self._draw(texts)
        else:
            for name, text in texts.items():
                if (self.shown.get(name) != text and name != TIME) or (again and name == "step"):
                    print(text, end="", flush=True)
        self.shown = texts

    def finish(self, state: WatchState) -> None:
        """All steps have been graded."""
        self.show(state)

    def show_cure(self, state: WatchState, told: Sequence[Verdict]) -> None:
        """Show where a fault is, as has been found out: one line, but where all is drawn anew.

        ``told``: what was shown before that was known.
        """
        if self.console.is_terminal:
            self.show(state)
            return
        self.shown = self._texts(state)
        if state.cure and (told or "cure" in self.shown):
            print(self._text(cure_view(state.cure, state.folder, told)), end="", flush=True)

    def say(self, part: RenderableType) -> None:
        """Show one thing below all the others."""
        self.console.print(part)

    def ask(self, question: str) -> None:
        """Show a question, and stay behind it."""
        self.console.print(Text(question), end="")
        self.console.file.flush()

    def _texts(self, state: WatchState) -> dict[str, str]:
        return {name: self._text(part) for name, part in parts_of(state)}

    def _text(self, part: RenderableType) -> str:
        with self.console.capture() as capture:
            self.console.print(part, crop=False)
        return capture.get()

    def _draw(self, texts: dict[str, str]) -> None:
        self.console.clear()
        self.console.file.write("".join(texts.values()))
        self.console.print(self.keys)
        self.console.file.flush()


class BriefScreen(WatchScreen):
    """Where an editor reads: a line a failing check, between a first line and a last."""

    said: Sequence[str] = ()

    def begin(self) -> None:
        """Say that what was said before no longer holds."""
        print("grading …", flush=True)

    def sign_of_life(self) -> None:
        """An editor shows that itself."""

    def show(self, state: WatchState, again: bool = False) -> None:
        """Wait until all is graded."""

    def show_cure(self, state: WatchState, told: Sequence[Verdict]) -> None:
        """Say all of it again, where what was said before no longer holds."""
        if self.said != list(brief_lines(state.grade)):
            self.begin()
            self.finish(state)

    def finish(self, state: WatchState) -> None:
        """Say all there is to say."""
        self.said = list(brief_lines(state.grade))
        print(*self.said, f"graded: {_points(state.grade)}", sep="\n", flush=True)
