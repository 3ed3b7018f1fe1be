"""Files that were meant for a module and are named otherwise: `engine (1).py`, `engine.ipynb`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from grading.course.curriculum import MODULES

# What browsers, desktops and editors make of a name.
NEAR = re.compile(
    rf"({'|'.join(MODULES)})(?:\.py)?"
    r"(?:[ _-]*(?:\(\d{1,3}\)|\d{1,3})|(?: -)?[ _]copy(?: \(?\d{1,3}\)?)?)?"
    r"(?:\.py|\.py\.txt|\.ipynb)"
)
NOTEBOOK = ".ipynb"


def meant_module(file_name: str) -> str:
    """Return the module that a file's name is near to; nothing where there is none."""
    found = NEAR.fullmatch(file_name.casefold())
    return found[1] if found else ""


def why_not_read(file_name: str, module: str) -> str:
    """Say why a file is not read whose name is near to that of a module."""
    if file_name.casefold().endswith(NOTEBOOK):
        return f"`{file_name}` is a notebook, which is not read: put its code into `{module}.py`."
    return f"`{file_name}` is not read: name it `{module}.py`."


def in_short(refused: Mapping[str, str]) -> str:
    """Say in a sentence or two why modules of a submission were not read, if any were not."""
    sentences = [refused[name] for name in MODULES if name in refused]
    if len(sentences) < 2:
        return "".join(sentences)
    more = len(sentences) - 1
    others = "1 more module is" if more == 1 else f"{more} more modules are"
    return f"{sentences[0]} {others} not read either."
