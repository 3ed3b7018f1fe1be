"""Prints how often the line at fault and the kind of edit are told, over forms of the bank.

And what the search costs. Usage: python benchmarks/cures.py [FORMS]. Each form is alone in the
finished solution. A kind is right where the mistake names it (`cured_by`).
"""

import difflib
import os
import random
import statistics
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from needed_packages import demand

demand("psutil")

import psutil  # noqa: E402 - it may be missing

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grading.authoring.mistake_records import mistaken  # noqa: E402
from grading.course.curriculum import NEEDS_TORCH, step_numbered  # noqa: E402
from grading.course.solution_blocks import foundation  # noqa: E402
from grading.course.stubs import solution_source  # noqa: E402
from grading.mistakes.bank import load_mistakes, with_mistake  # noqa: E402
from grading.session.cure_search import find_cure  # noqa: E402

FORMS = 200
SECONDS = 20.0  # of one search, however much else the machine has to do
LAST_STEP = 99
RATES = (
    ("line", "the right line", "a wrong line", "wanted 95%"),
    ("kind", "a right kind", "a wrong kind", "wanted 90%"),
)


def changed_lines(mistake, form):
    """Return the lines of the mistaken source that differ, and whether one line does."""
    source = solution_source(mistake.module)
    right = foundation(source, LAST_STEP).splitlines()
    wrong = with_mistake(source, form).splitlines()
    matcher = difflib.SequenceMatcher(None, right, wrong, autojunk=False)
    changes = [entry for entry in matcher.get_opcodes() if entry[0] != "equal"]
    lines = {line + 1 for _, _, _, first, last in changes for line in range(first, last)}
    gone = {
        line for _, _, _, first, last in changes if first == last for line in (first, first + 1)
    }
    one = len(changes) == 1 and max(entry - begin for _, begin, entry, _, _ in changes) <= 1
    return lines | gone, one and len(lines) <= 1


@dataclass
class Told:
    """What the search told of one form."""

    one_line: bool  # differs from the solution
    where: str
    kind: str
    seconds: float  # of CPU


def told(mistake, form):
    """Search for what cures one form."""
    lines, one_line = changed_lines(mistake, form)
    with mistaken(mistake, form) as session:
        result = session.grade([step_numbered(mistake.step)]).steps[0]
        before = _cpu()
        cure = find_cure(session, result, SECONDS)
        seconds = _cpu() - before
    if cure is None:
        return Told(one_line, "nothing", "no kind", seconds)
    near = {line + by for line in lines for by in (-1, 0, 1)} if cure.adds else lines
    where = "the right line" if cure.line in near else "a wrong line"
    kinds = mistake.kinds_for(form)
    kind = "a right kind" if kinds and cure.kind in kinds else "a wrong kind"
    return Told(
        one_line,
        where if cure.code else "its function",
        kind if cure.hint else "no kind",
        seconds,
    )


def _cpu():
    """Return the seconds of CPU of this process, and of all below it."""
    own = os.times()
    below = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    each = [t.user + t.system + t.children_user + t.children_system for t in below]
    return own.user + own.system + own.children_user + own.children_system + sum(each)


def main():
    """Print a table."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    forms = [(m, form) for m in load_mistakes() for form in m.forms if m.module != NEEDS_TORCH]
    chosen = random.Random(0).sample(forms, min(number, len(forms)))
    results = [told(mistake, form) for mistake, form in chosen]
    print(f"the line at fault, {len(results)} forms of the bank, each alone in the solution")
    for one_line in (True, False):
        some = [result for result in results if result.one_line is one_line]
        print(f"  {'one line differs' if one_line else 'several lines differ'}: {len(some)}")
        print(f"    {counted(result.where for result in some)}")
        print(f"    {counted(result.kind for result in some)}")
    for title, right, wrong, wanted in RATES:
        words = [word for r in results if r.one_line for word in (r.where, r.kind)]
        number = words.count(right) + words.count(wrong)
        print(f"  {title} right: {words.count(right) / max(number, 1):.1%} of {number}, {wanted}")
    seconds = sorted(result.seconds for result in results)
    ninth = seconds[9 * len(seconds) // 10]
    print(f"  CPU: median {statistics.median(seconds):.2f} s, ninth decile {ninth:.2f} s")


def counted(words):
    """Return how often each word comes."""
    return ", ".join(f"{word} {times}" for word, times in Counter(words).most_common())


if __name__ == "__main__":
    main()
