"""The kit's checks as a plain pytest suite: everything in one process, with torch beside it.

Run by ``run.py`` and ``class.py`` for comparison; it is how such a suite is usually written.
``SUITE_FOLDER`` names the modules that are tested, ``SUITE_PARTS`` the parts, such as 123.
"""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grading.course.check import checks_of
from grading.course.curriculum import NEEDS_TORCH, STEPS
from grading.course.paths import SOLUTIONS
from grading.judging.comparison import compare
from grading.session.in_process import observations_in, observations_of

FOLDER = Path(os.environ.get("SUITE_FOLDER") or SOLUTIONS)
PARTS = os.environ.get("SUITE_PARTS") or "123456"
CHOSEN = [s for s in STEPS if NEEDS_TORCH not in s.modules and str(s.part) in PARTS]
CHECKS = [check for step in CHOSEN for check in checks_of(step)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_submission_agrees_with_torch(check):
    rows = compare(observations_in(FOLDER, check), observations_of(check), check.tolerance)
    assert all(row.right for row in rows)
