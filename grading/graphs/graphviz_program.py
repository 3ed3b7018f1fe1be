"""Turning a DOT text into SVG, with the system's Graphviz or the one installed with the kit.

The text can be a learner's: Graphviz is given no file to read, and what it draws is rebuilt.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.graphs.safe_svg import safe_svg

SECONDS_TO_RENDER = 60
MOST_CHARACTERS = 1_000_000  # of a DOT text
READS_NO_FILES = {"SERVER_NAME": "localhost"}  # as it does on a server
OWN_NAME = "graphviz-pure.exe" if sys.platform == "win32" else "graphviz-pure"


def renderer() -> str | None:
    """Return the system's ``dot``, or else the one that pip installed with the kit."""
    programs = "Scripts" if sys.platform == "win32" else "bin"
    beside = (Path(sys.executable).parent, KIT / ".venv" / programs)
    own = [str(folder / OWN_NAME) for folder in beside if (folder / OWN_NAME).exists()]
    return shutil.which("dot") or next(iter(own), None) or shutil.which("graphviz-pure")


def svg_of(source: str) -> str:
    """Return the SVG of a DOT text, without links and whatever else it would load or run.

    Raises ``KitError`` where that fails.
    """
    if len(source) > MOST_CHARACTERS:
        raise KitError(f"The graph is too large to draw: its text has {len(source):,} characters.")
    program = renderer()
    if program is None:
        raise KitError(
            "There is no Graphviz here to draw with. Install the system's (its program is `dot`) "
            f"or run `{sys.executable} -m pip install graphviz-pure`."
        )
    try:
        drawn = subprocess.run(
            [program, "-Tsvg"],
            input=source.encode(errors="replace"),
            capture_output=True,
            timeout=SECONDS_TO_RENDER,
            check=False,
            env={**os.environ, **READS_NO_FILES},
        )
    except OSError as error:
        raise KitError(f"{Path(program).name} could not draw the graph: {error}.") from None
    except subprocess.TimeoutExpired:
        name = Path(program).name
        raise KitError(f"{name} had not drawn the graph after {SECONDS_TO_RENDER} s.") from None
    if drawn.returncode != 0 or b"<svg" not in drawn.stdout:
        reason = drawn.stderr.decode(errors="replace").strip()[:300]
        reason = reason or f"it ended with exit status {drawn.returncode} and no picture."
        raise KitError(f"{Path(program).name} could not draw the graph: {reason}")
    try:
        return safe_svg(drawn.stdout.decode(errors="replace"))
    except ValueError as error:
        raise KitError(f"What {Path(program).name} drew cannot be shown: {error}.") from None
