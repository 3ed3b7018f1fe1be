"""Which libraries are where the processes that run a learner's code find them.

Imports the standard library alone: it is asked before the kit is set up.
"""

from __future__ import annotations

import os
import site
import sys
from importlib.machinery import PathFinder


def is_importable(library: str) -> bool:
    """Tell whether there is a library of this name, and not only a folder, for a worker to import.

    A worker is started with ``-I``: it sees neither what ``pip install --user`` has put into the
    user's own folder, nor what ``PYTHONPATH`` names.
    """
    try:
        found = PathFinder.find_spec(library, _paths_of_workers())
    except (ImportError, ValueError):
        return False
    return found is not None and found.origin is not None


def _paths_of_workers() -> list[str]:
    hidden = {os.path.abspath(path) for path in os.environ.get("PYTHONPATH", "").split(os.pathsep)}
    if site.ENABLE_USER_SITE and site.USER_SITE:
        hidden.add(os.path.abspath(site.USER_SITE))
    return [path for path in sys.path if os.path.abspath(path) not in hidden]
