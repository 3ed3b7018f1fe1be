"""Ends a benchmark with one sentence where this Python lacks what the kit, or it, needs.

``grader.py`` would set up a ``.venv`` in such a place, and the benchmark would time that.
"""

import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grader import OLDEST


def demand(*others):
    """End with status 2 unless this Python can import what the kit needs, and ``others``."""
    program = f"benchmarks/{Path(sys.argv[0]).name}"
    if sys.version_info < OLDEST:
        version = "{}.{}".format(*sys.version_info[:2])
        sys.stderr.write(f"{program} needs Python 3.11 or newer; {sys.executable} is {version}.\n")
        sys.exit(2)
    lacking = _lacking(others)
    if lacking:
        from grading.cli.interpreter import fail

        fail(
            f"{program} needs {', '.join(lacking)}, which {sys.executable} does not have. "
            f"To install: {sys.executable} -m pip install {' '.join(map(_quoted, lacking))}"
        )


def _lacking(others):
    """Return what is absent, or else too old, in pip's words."""
    from grading.cli.installed_packages import NEEDED, is_new_enough, requirements

    absent = [name.replace("_", "-") for name in (*NEEDED, *others) if find_spec(name) is None]
    return absent or [entry for entry in requirements() if not is_new_enough(entry)]


def _quoted(entry):
    return f'"{entry}"' if ">" in entry else entry
