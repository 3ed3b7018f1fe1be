"""Single keys from standard input, without Enter where it is a terminal."""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SECONDS_BETWEEN_POLLS = 0.05
END = ""  # told once, where no key can come any more


class Keys:
    """Tells of every key pressed, from a thread; puts the terminal back at the end."""

    def __init__(self, pressed: Callable[[str], None]) -> None:
        self.pressed = pressed
        self.before: list[Any] | None = None
        self.reading = threading.Lock()
        self.ended = False
        self.thread = threading.Thread(target=self._read, daemon=True)
        on_terminal = sys.stdin is not None and sys.stdin.isatty()
        self.is_terminal = on_terminal and _is_ours()
        if on_terminal and not self.is_terminal:
            return  # in the background; to read would stop it
        self._take_terminal()
        self.thread.start()

    def close(self) -> None:
        """Stop reading, and leave the terminal as it was found."""
        self.ended = True
        if self.thread.is_alive():
            self.thread.join()
        self._give_terminal_back()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave the keys to somebody else for a while: a question, a pager."""
        with self.reading:
            self._give_terminal_back()
            try:
                yield
            finally:
                self._take_terminal()

    def next_key(self) -> str:
        """Wait for one key, which is told nobody else: the answer to a question."""
        with self.reading:
            while True:
                key = _key_within(SECONDS_BETWEEN_POLLS)
                if key is not None:
                    return key

    def resume(self) -> None:
        """Take the terminal again after the process was stopped (Ctrl-Z) and goes on."""
        with self.reading:
            self._take_terminal()

    def _take_terminal(self) -> None:
        """Have keys at once and unseen; Ctrl-C and the output stay as they are."""
        if self.is_terminal and sys.platform != "win32":
            import termios

            self.before = termios.tcgetattr(0)
            ours = termios.tcgetattr(0)
            ours[3] &= ~(termios.ICANON | termios.ECHO)
            termios.tcsetattr(0, termios.TCSADRAIN, ours)

    def _give_terminal_back(self) -> None:
        if self.before is not None and sys.platform != "win32":
            import termios

            termios.tcsetattr(0, termios.TCSADRAIN, self.before)

    def _read(self) -> None:
        while not self.ended:
            with self.reading:
                key = _key_within(SECONDS_BETWEEN_POLLS)
            if key is None:
                time.sleep(0.001)  # let `paused` have the lock
                continue
            self.pressed(key)
            if key == END:
                return


def _is_ours() -> bool:
    """Tell whether the terminal's keys are for this process: it is not in the background."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(0) == os.getpgrp()
    except OSError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _key_within(seconds: float) -> str | None:
        """Return a key, ``END`` where none can come, nothing where none came."""
        if sys.stdin is None or not sys.stdin.isatty():
            return END
        if not msvcrt.kbhit():
            time.sleep(seconds)
            return None
        return msvcrt.getwch()

else:

    def _key_within(seconds: float) -> str | None:
        """Return a key, ``END`` where none can come, nothing where none came."""
        try:
            if not select.select([0], [], [], seconds)[0]:
                return None
            return os.read(0, 1).decode(errors="replace")
        except (OSError, ValueError):
            return END
