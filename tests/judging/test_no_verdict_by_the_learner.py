"""Code that lies to the checks, or replaces what they use, gains nothing: the judge decides."""

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import STEPS, step_numbered
from grading.course.paths import SOLUTIONS
from grading.judging.comparison import read
from grading.worker.module_loader import ModuleLoader
from grading.worker.observation import observe
from grading.workers.reply_reader import is_well_formed

CHILDREN = (
    "step03::the_constructor_keeps_children_and_operation",
    "step03::a_sum_remembers_its_children",
    "step03::a_product_remembers_its_children",
    "step03::a_node_with_itself",
    "step03::a_chain_of_operations",
    "step18::a_number_is_a_leaf_of_the_graph",
)
GRAPHS = (
    "step04::the_graph_of_a_sum",
    "step04::the_graph_of_the_lectures_expression",
    "step04::a_node_used_twice_is_one_node",
)
ORDERS = (
    "step09::a_chain_runs_from_the_root_to_the_leaf",
    "step09::a_tree_is_run_to_its_last_branch",
    "step09::a_diamond_waits_for_both_its_sides",
    "step09::a_node_used_near_the_root_and_far_from_it",
    "step09::two_diamonds_in_a_row",
    "step09::nodes_that_hold_the_same_number_are_still_two_nodes",
)
NO_CHILDREN = """

_made = Value.__init__


def _without_children(self, data, _children=(), _op="", label=""):
    _made(self, data, (), _op, label)
    self._prev = MADE_UP if _children else ()


Value.__init__ = _without_children
"""
LIAR = """

class _Liar:
    def __len__(self):
        return 2

    def __iter__(self):
        return iter(())

    def __contains__(self, thing):
        return True

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0


Value.__eq__ = _Liar.__eq__
Value.__hash__ = object.__hash__
"""
BUILTINS = """

import builtins

builtins.any = builtins.all = lambda things: True
builtins.isinstance = builtins.issubclass = lambda thing, kind: False
builtins.sorted = lambda things, **options: []
builtins.id = lambda thing: 0
builtins.set = builtins.frozenset = lambda *things: ()
"""
NOTHING_RUNS = """

Value.backward = lambda self: None
"""
FORWARDS = """

def _forwards(self):
    self.grad = 1.0
    for child in self._prev:
        child.backward()
    self._backward()


Value.backward = _forwards
"""
LARGER = """

class _Larger(float):
    def __gt__(self, other):
        return True

    __ge__ = __lt__ = __le__ = __eq__ = __gt__
    __hash__ = float.__hash__


_made = Value.__init__


def _larger(self, data, *others, **named):
    _made(self, _Larger(data), *others, **named)


Value.__init__ = _larger
"""
EVERYTHING = """

class _Everything(str):
    def __contains__(self, text):
        return True

    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return True

    __hash__ = str.__hash__
"""
THE_TEXT = "step03::the_text_of_a_value_shows_its_number"
LABEL = "step04::a_box_shows_the_label"
LIES = {
    "a collection that is in itself": (
        {"engine": LIAR + NO_CHILDREN.replace("MADE_UP", "_Liar()")}, CHILDREN,
    ),
    "children that equal everybody": (
        {"engine": LIAR + NO_CHILDREN.replace("MADE_UP", "(_Liar(), _Liar())")}, CHILDREN,
    ),
    "builtins that agree to everything": (
        {"engine": BUILTINS + NO_CHILDREN.replace("MADE_UP", "(1.0, 2.0)")}, CHILDREN,
    ),
    "builtins that like every order": ({"engine": BUILTINS + FORWARDS}, ORDERS),
    "builtins that like it when nothing runs": ({"engine": BUILTINS + NOTHING_RUNS}, ORDERS),
    "numbers that are larger than all others": (
        {"engine": LARGER, "by_hand": "\n\ndef nudge(nodes, step):\n    return None\n"},
        ["step06::the_root_goes_up_when_it_is_computed_again"],
    ),
    "a text with every number": (
        {"engine": "\n\nValue.__repr__ = lambda self: 'Value(2.5) Value(-7.5)'\n"}, [THE_TEXT],
    ),
    "a text that contains everything": (
        {"engine": EVERYTHING + "\n\nValue.__repr__ = lambda self: _Everything('Value')\n"},
        [THE_TEXT],
    ),
    "a box with every label": (
        {"graph": "\n\ndef draw_dot(root):\n    return Digraph(body=['\\ta [label=\"data 1.0000 "
                  "weight bias\"]\\n'])\n"},
        [LABEL, "step04::the_drawing_of_a_product"],
    ),
    "a drawing that contains everything": (
        {"graph": EVERYTHING + "\n\nclass _Drawn:\n    source = _Everything('data weight')\n"
                  "\n\ndef draw_dot(root):\n    return _Drawn()\n"},
        [LABEL, "step04::the_drawing_of_a_product"],
    ),
    "a graph that has every node": (
        {"graph": LIAR.partition("\n\n\nValue")[0]
                  + "\n\ndef trace(root):\n    return _Liar(), _Liar()\n"},
        GRAPHS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", LIES)
def test_nothing_is_gained_by(lie, solved):
    texts, in_vain = LIES[lie]
    for module, text in texts.items():
        solved.append(module, text)
    checks = solved.checks(*sorted({int(check[4:6]) for check in in_vain}))
    passed = {name for name in in_vain if checks[name]["status"] == "passed"}
    assert not passed


JUNK = (
    ["list", 0], ["text", "a" * 2_000], ["none", None], ["float", "nan"], ["int", -1],
    ["bool", True], ["other", "Value"],
    ["array", {"shape": [2], "kind": "object", "sums": []}],
    ["array", {"shape": [0, 0], "kind": "float64", "values": []}],
)  # fmt: skip
DRAWINGS = (
    "a[<\n",
    'a["\n',
    '"\n',
    "a[\n",
    "a->",
    '"a" -> "b"\n',
    "<" * 9,
    " \t",
    'a [label="data',
)


def seen_by(check):
    """Return what a check sees of the solution, before it is read."""
    paths = {path.stem: str(path) for path in SOLUTIONS.glob("*.py")}
    with ModuleLoader(paths) as modules:
        return observe(check.function(**modules.load(check.used)))


@pytest.mark.parametrize("step", [s.number for s in STEPS if s.number not in (12, 17)])
def test_whatever_a_check_is_said_to_have_seen_can_be_read_or_not(step):
    for check in checks_of(step_numbered(step)):
        if check.reader is None:
            continue
        right = seen_by(check)
        expected = read(check, right)
        assert expected and is_well_formed(expected)
        for junk in JUNK:
            for spoiled in (dict.fromkeys(right, junk), {n[:-3] + "[9]": junk for n in right}):
                found = read(check, spoiled)
                assert found is None or is_well_formed(found)
                assert found != expected or hasattr(check.function, "passes_trivially")
        assert read(check, {}) != expected


@pytest.mark.parametrize("part", DRAWINGS)
def test_no_drawing_takes_long_to_read(part):
    drawn = [check for check in checks_of(step_numbered(4)) if "source[0]" in seen_by(check)]
    text = (part * 2_000)[:2_000]
    for check in drawn:
        found = read(check, {f"source[{place}]": ["text", text] for place in range(100)})
        assert found is None or is_well_formed(found)
