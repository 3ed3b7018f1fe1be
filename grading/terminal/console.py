"""The terminal: its width, commands and links in it, and a sign of life while grading."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from rich.console import Console, ConsoleOptions
from rich.text import Text

from grading.judging.verdict import Verdict

WIDEST = 100
# For an editor of one's own: `GRADER_LINK="pycharm://open?file={path}&line={line}"`.
TEMPLATE = "GRADER_LINK"
WITHOUT_LINKS = ("linux", "dumb")  # consoles that would print the link itself


def console(stderr: bool = False) -> Console:
    """Return a console for a learner: at most ``WIDEST`` columns, 80 where there is no terminal."""
    found = Console(stderr=stderr, highlight=False, soft_wrap=False)
    if not found.is_terminal:
        found.width = 80
    elif found.width > WIDEST:
        found.width = WIDEST
    return found


class WithCommand:
    """A sentence and the command that it leads to, which stays in one line, to be copied."""

    def __init__(self, sentence: str, command: str, indent: int = 0) -> None:
        self.sentence, self.command, self.indent = sentence, command, indent

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        """Put the command behind the sentence where there is room, or else below it."""
        margin, room = " " * self.indent, options.max_width - self.indent
        if len(self.sentence) + 1 + len(self.command) <= room:
            yield Text(f"{margin}{self.sentence} {self.command}")
            return
        for line in Text(self.sentence).wrap(console, room):
            yield Text(margin).append_text(line)
        yield Text(f"{margin}  {self.command}", no_wrap=True, overflow="ignore")


@contextmanager
def telling(quiet: bool) -> Iterator[Callable[[Verdict], None]]:
    """Show which step is being graded, on a terminal; give back what is told of each verdict."""
    screen = console(stderr=True)
    if quiet or not screen.is_terminal:
        yield lambda verdict: None
        return
    with screen.status("starting …") as status:

        def tell(verdict: Verdict) -> None:
            name = Text(f"step {verdict.check.step.number} · {verdict.check.title}")
            name.truncate(screen.width - 3, overflow="ellipsis")  # what turns stands before it
            status.update(name)

        yield tell


def link_to(path: Path, line: int) -> str | None:
    """Return a link (OSC 8) to a line in a file, as this terminal opens it; nothing where none can.

    VS Code's terminal opens its own scheme; others are given ``file://`` with the line behind
    ``#``, as kitty describes it: https://sw.kovidgoyal.net/kitty/open_actions/
    """
    if os.environ.get("TERM") in WITHOUT_LINKS:
        return None
    place = quote(os.fsencode(Path(os.path.realpath(path)).as_posix()))
    template = os.environ.get(TEMPLATE)
    if template:
        return template.replace("{path}", place).replace("{line}", str(line))
    if os.environ.get("TERM_PROGRAM") == "vscode":
        return f"vscode://file/{place.removeprefix('/')}:{line}"
    return f"file://{platform.node()}/{place.removeprefix('/')}#{line}"
