"""A class that the command grades: how that is started, and how far it is."""

import sys

from grading.course.errors import KitError
from grading.course.paths import KIT
from grading.gradebook.gradebook import open_gradebook


def class_command(folder, gradebook, steps, *options):
    """Return the command that grades a class on ``steps`` into an SQLite file."""
    command = [sys.executable, str(KIT / "grader.py"), "class", str(folder)]
    command += ["--gradebook", f"sqlite:///{gradebook}", *map(str, options)]
    return [*command, *(f"--step={step.number}" for step in steps)]


def number_kept(gradebook):
    """Return how many submissions a gradebook holds."""
    if not gradebook.exists():
        return 0
    try:
        with open_gradebook(f"sqlite:///{gradebook}") as opened:
            return sum(1 for _ in opened.outlines())
    except KitError:  # its tables are being made
        return 0
