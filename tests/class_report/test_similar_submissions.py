"""Submissions that are alike in what few others wrote, found in folders on disk."""

import random
import re
from pathlib import Path

import pytest

from grading.class_report.similar_submissions import groups_of, similar_submissions
from grading.course.paths import KIT
from grading.course.snapshot import snapshot_of

LECTURE = KIT / "tests" / "submissions" / "lecture"
# One learner's own way of writing two functions.
OWN = '''
class Value:
    def backward(self):
        """Go from the root to the leaves."""
        waiting = {}
        stack = [self]
        while stack:
            node = stack.pop()
            for child in node._prev:
                waiting[id(child)] = waiting.get(id(child), 0) + 1
                if waiting[id(child)] == 1:
                    stack.append(child)
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._backward()
            for child in node._prev:
                waiting[id(child)] -= 1
                if not waiting[id(child)]:
                    ready.append(child)

    def tanh(self):
        # through the logistic function
        half = 1 / (1 + math.exp(-2 * self.data))
        out = Value(2 * half - 1, (self,), "tanh")

        def _backward():
            self.grad += (1 - (2 * half - 1) ** 2) * out.grad

        out._backward = _backward
        return out
'''
# The same, with other names, comments and strings, and the functions the other way round.
DISGUISED = '''
class Value:
    def tanh(x):
        """The hyperbolic tangent."""
        s = 1 / (1 + math.exp(-2 * x.data))
        r = Value(2 * s - 1, (x,), 'tanh(x)')
        def back():  # the derivative of tanh
            x.grad += (1 - (2 * s - 1) ** 2) * r.grad
        r._backward = back
        return r

    def backward(root):
        # counts how often a node is used

        c = {}; todo = [root]
        while todo:
            n = todo.pop()
            for p in n._prev:
                c[id(p)] = c.get(id(p), 0) + 1
                if c[id(p)] == 1:
                    todo.append(p)
        root.grad = 1.
        todo2 = [root]
        while todo2:
            n = todo2.pop()
            n._backward()
            for p in n._prev:
                c[id(p)] -= 1
                if not c[id(p)]:
                    todo2.append(p)
'''
# The same two functions, as somebody else writes them.
ANOTHERS = """
class Value:
    def backward(self):
        order = sorted(self.everything_below(), key=lambda node: -node.number)
        assert order[0] is self
        for node in order:
            node.grad = float(node is self)
        for node, rule in ((n, n._backward) for n in order):
            if node.grad != 0:
                rule()

    def tanh(self):
        e = math.exp(self.data)
        value = (e - 1 / e) / (e + 1 / e)
        out = Value(value, [self], _op="tanh")
        out._backward = lambda: setattr(self, "grad", self.grad + out.grad * (1 - value**2))
        return out

    def everything_below(self, seen=None):
        seen = {} if seen is None else seen
        if self not in seen:
            seen[self] = True
            for child in self._prev:
                child.everything_below(seen)
        return list(seen)
"""


@pytest.fixture
def handed_in(tmp_path):
    """Compare submissions: the engine of each, and beside it the lecture's other modules."""

    def compare(engines):
        found = {}
        for learner, engine in engines.items():
            folder = tmp_path / learner
            folder.mkdir()
            for file in LECTURE.glob("*.py"):
                (folder / file.name).write_bytes(file.read_bytes())
            content = engine if isinstance(engine, bytes) else engine.encode()
            (folder / "engine.py").write_bytes(content)
            found[learner] = snapshot_of(Path(folder)).sources
        return similar_submissions(found)

    return compare


def followers(number, engine=None):
    """Return learners who typed what the lecture shows, or what else is going round."""
    engine = engine or (LECTURE / "engine.py").read_text(encoding="utf-8")
    return {f"{'lecture' if 'micrograd' in engine else 'other'}{k}": engine for k in range(number)}


def test_a_disguised_copy_is_found_with_where_to_look(handed_in):
    pairs = handed_in({**followers(6), "ivy": OWN, "jon": DISGUISED, "kim": ANOTHERS})
    assert [{pair.learner, pair.other} for pair in pairs] == [{"ivy", "jon"}]
    assert pairs[0].share > 0.9
    (module,) = pairs[0].modules
    assert module.module == "engine" and {"backward", "tanh"} <= set(module.functions)


def test_followers_of_the_lecture_are_not_alike(handed_in):
    assert handed_in({**followers(8), "kim": ANOTHERS}) == []


def test_what_many_in_the_class_have_says_nothing(handed_in):
    going_round = {f"other{k}": OWN for k in range(5)}
    assert handed_in({**followers(6), **going_round, "jon": DISGUISED, "kim": ANOTHERS}) == []


def test_of_two_learners_nothing_is_rare(handed_in):
    assert handed_in({"ivy": OWN, "jon": DISGUISED}) == []


def test_a_copy_inside_more_code_is_found(handed_in):
    more = DISGUISED + re.sub("^class Value", "class Node", ANOTHERS, flags=re.MULTILINE)
    pairs = handed_in({**followers(6), "ivy": OWN, "jon": more})
    assert [{pair.learner, pair.other} for pair in pairs] == [{"ivy", "jon"}]


def test_three_who_share_are_one_group(handed_in):
    pairs = handed_in({**followers(15), "ivy": OWN, "jon": DISGUISED, "leo": OWN})
    (group,) = groups_of(pairs)
    assert set(group.learners) == {"ivy", "jon", "leo"} and len(group.pairs) == 3


def test_code_that_python_does_not_take_is_compared_all_the_same(handed_in):
    broken = {
        "ivy": "def (:\n" + OWN,
        "jon": DISGUISED.replace("\n", "\r\n") + "'''never closed",
        "nul": b"\0" * 50_000,
        "bytes": bytes(random.Random(1).randbytes(50_000)),
        "quotes": "'\\" * 50_000,
        "deep": "(" * 50_000,
        "empty": "",
    }
    pairs = handed_in({**followers(6), **broken})
    assert [{pair.learner, pair.other} for pair in pairs] == [{"ivy", "jon"}]
