"""Links in the terminal (OSC 8) that open a learner's file at the line."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from urllib.parse import quote

# For an editor of one's own: `GRADER_LINK="pycharm://open?file={path}&line={line}"`.
TEMPLATE = "GRADER_LINK"
WITHOUT_LINKS = ("linux", "dumb")  # consoles that would print the link itself


def link_to(path: Path, line: int) -> str | None:
    """Return the address of a line in a file, as this terminal opens it; nothing where none can.

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
