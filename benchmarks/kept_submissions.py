"""How far a class is that is being graded by another process."""

from grading.course.errors import KitError
from grading.gradebook.gradebook import open_gradebook


def number_kept(gradebook):
    """Return how many submissions a gradebook holds."""
    if not gradebook.exists():
        return 0
    try:
        with open_gradebook(f"sqlite:///{gradebook}") as opened:
            return sum(1 for _ in opened.outlines())
    except KitError:  # its tables are being made
        return 0
