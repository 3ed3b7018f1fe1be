"""Lets tox find the Pythons that pyenv keeps: its shims answer only for the active version.

tox loads this file by its name, and reads ``TOX_DISCOVER`` as the option ``--discover``. And tells
``tox.ini`` where tox's own uv is: to install one in each environment takes longer than all it does.
"""

import importlib.util
import os
from pathlib import Path

versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
found = [str(python) for python in sorted(versions.glob("3.1[1-9]*/bin/python"))]
if found:
    os.environ.setdefault("TOX_DISCOVER", os.pathsep.join(found))
if importlib.util.find_spec("uv"):
    import uv

    os.environ.setdefault("UV_OF_TOX", uv.find_uv_bin())
