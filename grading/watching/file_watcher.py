"""Noticing that a learner's file was saved, in a thread of its own, with watchfiles."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, watch

from grading.course.curriculum import MODULES

# The changes of one save are taken together: once nothing has happened for STEP, at the latest
# after DEBOUNCE; milliseconds both.
STEP = 2
DEBOUNCE = 50
SECONDS_BETWEEN_POLLS = 0.5
FILES = frozenset(f"{name}.py" for name in MODULES)

NO_EVENTS = (
    "Saves cannot be noticed here: {reason}. Use `python grader.py watch --manual`, which grades "
    "when you press Enter."
)


class FileWatcher:
    """Tells of every save of a module in a folder, however the editor saves."""

    def __init__(
        self, folder: Path, saved: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """Call ``saved`` after each save; ``failed``, with a sentence, where that cannot be."""
        self.folder = folder
        self.saved = saved
        self.failed = failed
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """End the thread."""
        self.stopped.set()
        self.thread.join()

    def _watch(self) -> None:
        try:
            made_anew = False
            while not self.stopped.is_set():
                if self.folder.is_dir():
                    self._watch_folder(made_anew)
                else:
                    self.saved()
                    while not self.folder.is_dir() and not self.stopped.is_set():
                        time.sleep(SECONDS_BETWEEN_POLLS)
                made_anew = True
        except (OSError, RuntimeError) as error:
            self.failed(NO_EVENTS.format(reason=str(error).rstrip(".")))

    def _watch_folder(self, made_anew: bool) -> None:
        """Tell of saves until the folder itself is another: renamed, deleted, made anew.

        Of a folder made anew it tells once it is watched: told before, a save could fall between.
        """
        known = self._identity()
        for changes in watch(
            self.folder,
            watch_filter=_is_of_a_module,
            step=STEP,
            debounce=DEBOUNCE,
            stop_event=self.stopped,
            rust_timeout=int(SECONDS_BETWEEN_POLLS * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        ):
            if self._identity() != known:
                return
            if changes or made_anew:
                made_anew = False
                self.saved()

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.folder.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino


def _is_of_a_module(change: Change, path: str) -> bool:
    return Path(path).name in FILES
