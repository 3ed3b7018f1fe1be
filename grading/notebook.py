"""The notebook's own command: after ``%load_ext grading.notebook``, ``%grade 10`` grades step 10.

The grading is done in another process, since the kernel runs the learner's code. Needs IPython,
and nothing else of the kit's; ``grader.py`` finds the rest.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from IPython.core.error import UsageError
from IPython.display import publish_display_data

from grading.course.paths import EXERCISES, KIT
from grading.graphs.graphviz_program import svg_of

SECONDS_TO_GRADE = 120


def load_ipython_extension(shell: Any) -> None:
    """Add ``%grade``, import the learner's modules from ``exercises/``, reload them when edited."""
    if str(EXERCISES) not in sys.path:
        sys.path.insert(0, str(EXERCISES))
    shell.register_magic_function(lambda line: grade(shell, line), "line", "grade")
    shell.run_line_magic("load_ext", "autoreload")
    shell.run_line_magic("autoreload", "2")
    formatter = shell.display_formatter.mimebundle_formatter
    formatter.for_type_by_name("graphviz.graphs", "Digraph", drawn)


def grade(shell: Any, line: str) -> None:
    """``%grade``: grade everything. ``%grade 8 10``: these steps."""
    shell.run_line_magic("autoreload", "now")
    command = [sys.executable, str(KIT / "grader.py"), "notebook", *line.split()]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=SECONDS_TO_GRADE, check=False
    )
    if done.returncode != 0:
        raise UsageError(_without_usage(done.stderr.strip()))
    publish_display_data(json.loads(done.stdout))


def _without_usage(text: str) -> str:
    """Return what is wrong, without the command behind ``%grade``, which nobody types."""
    return text.partition("\nError: ")[2].rpartition("...': ")[2] or text


def drawn(graph: Any, **options: Any) -> dict[str, str]:
    """Draw what ``draw_dot`` returns, also where there is no program ``dot``."""
    return {"image/svg+xml": svg_of(str(graph.source))}
