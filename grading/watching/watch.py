"""The watch: grades on every save, the current step first, and listens to single keys."""

from __future__ import annotations

import os
import queue
import signal
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.console import RenderableType
from rich.text import Text

from grading.course.curriculum import Step
from grading.course.errors import KitError
from grading.course.paths import SOLUTIONS, shown
from grading.course.stubs import put_stubs_back
from grading.history.history import HistoryError, keep
from grading.judging.verdict import PASSED
from grading.pages.drawing import draw_step, open_drawing
from grading.session.result import StepResult
from grading.terminal.keys import END, Keys
from grading.terminal.lesson_view import lesson_page, one_more_hint
from grading.watching.background_grading import (
    BackgroundGrader,
    CodeChanged,
    Event,
    RequestDone,
    StepCured,
    StepDemonstrated,
    StepGraded,
    Trouble,
)
from grading.watching.file_watcher import FileWatcher
from grading.watching.watch_state import WatchState
from grading.watching.watch_view import BriefScreen, WatchScreen

SECONDS_BETWEEN_POLLS = 0.5  # on Windows nothing interrupts a longer wait
ENTER = ("\n", "\r")

Argument = TypeVar("Argument")


class Watch:
    """One session of the watch; everything but grading is done in its own thread."""

    def __init__(
        self,
        folder: Path,
        start: Step | None = None,
        manual: bool = False,
        brief: bool = False,
    ) -> None:
        """Watch ``folder``, beginning with the step ``start``, else the first that is not done.

        ``manual``: grade when Enter is pressed. ``brief``: show what an editor reads.
        """
        self.state = WatchState(folder, start)
        self.manual = manual
        self.shown: Callable[[], None] = lambda: None  # called after something new was shown
        # A simple queue, since a signal may put something into it at any moment.
        self.todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.screen = BriefScreen(manual) if brief else WatchScreen(manual)
        self.grader = BackgroundGrader(folder, self._tell, self._keep)
        self.is_waiting = False  # for the verdict on the current step
        self.ended = False
        self.trouble = ""
        self.actions: dict[str, Callable[[], None]] = {
            "h": self._hint,
            "l": self._lesson,
            "s": self._solution,
            "n": partial(self._move, 1),
            "p": partial(self._move, -1),
            "d": self._draw,
            "a": self._show_all,
            "r": self._reset,
            "q": self._end,
        }

    def run(self) -> None:
        """Watch until the learner ends it; raises ``KitError`` where that cannot be done."""
        for name in ("SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), lambda number, frame: self._end())
        if hasattr(signal, "SIGCONT"):
            signal.signal(signal.SIGCONT, lambda number, frame: self.todo.put(self._resume))
        self.keys = Keys(self._later(self._press))
        watcher = None
        if not self.manual:
            saved = partial(self.todo.put, self._save)
            watcher = FileWatcher(self.state.folder, saved, self._later(self._fail))
        try:
            self._request()
            self._serve()
        except KeyboardInterrupt:
            self._end()
        finally:
            self.keys.close()
            if watcher:
                watcher.stop()
            self.grader.close()
        if self.trouble:
            raise KitError(self.trouble)

    def _resume(self) -> None:
        self.keys.resume()
        self._show(again=True)

    def _later(self, act: Callable[[Argument], None]) -> Callable[[Argument], None]:
        """Return what other threads may call in place of ``act``."""
        return lambda argument: self.todo.put(partial(act, argument))

    def _serve(self) -> None:
        while not self.ended:
            try:
                act = self.todo.get(timeout=SECONDS_BETWEEN_POLLS)
            except queue.Empty:
                if self.is_waiting:
                    self.screen.sign_of_life()
                continue
            act()

    def _request(self) -> None:
        self.is_waiting = True
        self.screen.begin()
        self.grader.request(self.state.order())

    def _show(self, again: bool = False) -> None:
        self.screen.show(self.state, again)
        self.shown()

    def _save(self) -> None:
        self.state.save()
        self._request()

    def _fail(self, sentence: str) -> None:
        self.trouble = sentence
        self._end()

    def _tell(self, event: Event) -> None:
        """Have an event heard, in the grader's thread."""
        self.todo.put(partial(self._hear, event, self.grader.answering))

    def _hear(self, event: Event, request: int) -> None:
        """Take what the grader tells, unless it has been asked again since."""
        if request != self.grader.asked and not isinstance(event, Trouble):
            return
        if isinstance(event, StepGraded):
            if self.state.take(event.result):
                self.is_waiting = False
                self._show(again=event.result.step == self.state.current)
        elif isinstance(event, StepDemonstrated):
            if self.state.passed and self.state.passed[0].step == event.step:
                self.state.demonstration = event.demonstration
                self._show()
        elif isinstance(event, StepCured):
            if self.state.current == event.step:
                self.state.cure = event.cure
            self.screen.show_cure(self.state, event.told)
            self.shown()
        elif isinstance(event, CodeChanged):
            self._save()
        elif isinstance(event, RequestDone):
            self.is_waiting = False
            self.state.all_graded()
            self.screen.finish(self.state)
            self.shown()
        elif isinstance(event, Trouble):
            self._fail(event.sentence)

    def _keep(self, results: Sequence[StepResult]) -> None:
        """Keep a grade in the history, in the grader's thread; say once where that fails."""
        try:
            keep(self.state.folder, results)
        except HistoryError as error:
            self.todo.put(partial(self._note, str(error)))

    def _note(self, sentence: str) -> None:
        self.state.note = sentence
        self._show()

    def _press(self, key: str) -> None:
        """Do what a key asks for; without a current step some keys have nothing to act on."""
        if self.manual and key in ENTER:
            self._save()
        elif self.manual and key == END:
            self._end()
        elif key in self.actions:
            self.state.reset = ""
            try:
                self.actions[key]()
            except KitError as error:
                self.screen.say(Text(str(error)))

    @property
    def _step(self) -> Step:
        """The current step; raises ``KitError`` where there is none."""
        if self.state.current is None:
            raise KitError("No step is chosen: `n` or `p` chooses one.")
        return self.state.current

    def _hint(self) -> None:
        self.state.asked_for = one_more_hint(self._step, self.state.folder)
        self._show()

    def _lesson(self) -> None:
        self._page(lesson_page(self._step))

    def _page(self, page: RenderableType) -> None:
        """Show what is long: in a terminal by a pager."""
        if not self.screen.console.is_terminal:
            self.screen.say(page)
            return
        os.environ.setdefault("LESS", "-R")
        with self.keys.paused(), self.screen.console.pager(styles=os.name == "posix"):
            self.screen.say(page)
        self._show(again=True)

    def _move(self, by: int) -> None:
        self.state.move(by)
        self._show(again=True)
        self._request()

    def _draw(self) -> None:
        result = self.state.results.get(self._step.number)
        if result is None:
            raise KitError("This step has not been graded yet; press d again in a moment.")
        path = draw_step(result, self.grader.session)
        self.screen.say(Text(shown(path)))
        open_drawing(path)

    def _show_all(self) -> None:
        self.state.begin()
        self.state.shows_all = True
        self._show(again=True)
        self._request()

    def _reset(self) -> None:
        """Put the stubs back; what was said of it stays, though the save draws the screen anew."""
        said: list[str] = []

        def say(sentence: str) -> None:
            said.append(sentence.strip())
            self.screen.say(Text(sentence))

        put_stubs_back(self._step, self.state.folder, self._confirmed, say)
        self.state.reset = "\n".join(said)

    def _confirmed(self) -> bool:
        """Ask for one key; Ctrl-C ends the question, not the watch."""
        self.screen.ask("  Go on? [y/N] ")
        try:
            key = self.keys.next_key()
        except KeyboardInterrupt:
            key = ""
        self.screen.say(Text(key if key.isprintable() else ""))
        return key in ("y", "Y")

    def _solution(self) -> None:
        """Show the finished code of the step that has just passed, or of the current one."""
        passed = self.state.passed[0].step if self.state.passed else self._step
        step = self.state.with_finished_code or passed
        result = self.state.results.get(step.number)
        if result is None or result.status != PASSED:
            raise KitError("The finished code is shown once the step passes. `h` gives a hint.")
        from grading.course.solution_diff import comparisons
        from grading.terminal.solution_view import solution_view

        if not SOLUTIONS.is_dir():
            raise KitError("This needs `solutions/`, which this kit was handed out without.")
        compared = list(comparisons(step, self.state.folder))
        if not compared:
            raise KitError(f"Step {step.number} has no code of its own.")
        self._page(solution_view(step, compared))

    def _end(self) -> None:
        self.ended = True
