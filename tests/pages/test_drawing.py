"""Drawing a learner's graph, with and without Graphviz."""

import os
import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import STEPS
from grading.course.paths import KIT
from grading.course.references import expected_by
from grading.course.snapshot import snapshot_of
from grading.graphs.learner_graph import own_graph
from grading.graphs.replay import replay_of
from grading.judging.judge import Judge
from grading.judging.verdict import FAILED, Verdict


def test_a_graph_becomes_an_svg(solved, tmp_path):
    file = tmp_path / "graph.svg"
    done = solved.run("draw", 4, "--output", file, "--no-open")
    assert done.returncode == 0, done.stderr
    assert "<svg" in file.read_text(encoding="utf-8")


FOREIGN = """

def _drawn(root):
    dot = Digraph(
        graph_attr={
            "stylesheet": "http://evil.example/style.css", "URL": "http://evil.example/graph",
            "bgcolor": "white:gray",
        },
        node_attr={
            "URL": "javascript:alert(1)", "target": "_top", "image": "/evil.png",
            "class": "k", "fontname": "x;background:url(http://evil.example/font)",
        },
        edge_attr={
            "edgeURL": "http://evil.example/edge", "labelURL": "javascript:alert(2)",
            "label": "an edge", "tooltip": "see <script>alert(3)</script> here",
        },
    )
    dot.node("a", "the data", id='a" onload="alert(4)')
    dot.node("b", '<<table href="http://evil.example/t"><tr><td href="#x">cell</td></tr></table>>')
    dot.edge("a", "b")
    return dot


draw_dot = _drawn
"""
SVG = "{http://www.w3.org/2000/svg}"


def test_a_learners_own_drawing_links_to_nothing_and_loads_nothing(solved, tmp_path):
    solved.append("graph", FOREIGN)
    file = tmp_path / "graph.svg"
    done = solved.run("draw", 4, "--output", file, "--no-open")
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    assert all(shown in text for shown in ("the data", "cell", "an edge"))
    assert not any(word in text for word in ("evil", "javascript:", "href", "<?xml-stylesheet"))
    found = list(ElementTree.fromstring(text).iter())
    assert not {SVG + "a", SVG + "image", SVG + "script", SVG + "style"} & {e.tag for e in found}
    assert not [name for element in found for name in element.attrib if name.startswith("on")]


def test_a_drawing_of_a_million_characters_is_refused_with_a_sentence(solved, tmp_path):
    solved.append("graph", "\n\ndef draw_dot(root):\n    return Digraph('x' * 1_000_000)\n")
    done = solved.run("draw", 4, "--output", tmp_path / "graph.svg", "--no-open")
    assert done.returncode == 2 and "too large to draw" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_step_that_draws_nothing_says_so(solved, tmp_path):
    done = solved.run("draw", 1, "--output", tmp_path / "x.svg")
    assert done.returncode == 2 and "no graph to draw" in done.stderr


def test_a_draw_dot_that_is_not_written_is_one_sentence(unsolved, tmp_path):
    done = unsolved.run("draw", 4, "--output", tmp_path / "x.svg")
    assert done.returncode == 2
    assert (
        "Traceback" not in done.stderr
        and "This needs `Value.__init__`, which is step 3." in done.stderr
    )


def test_without_a_renderer_it_says_what_to_install(solved):
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import grading.graphs.graphviz_program as program; program.renderer = lambda: None\n"
        "from grading.cli.main import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(KIT), "draw", "4", "--implementation", str(solved.folder)],
        capture_output=True, text=True, check=False, env=os.environ | {"PATH": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert "graphviz-pure" in done.stderr and "Traceback" not in done.stderr


def test_a_failing_check_is_drawn_with_both_gradients_and_the_wrong_one_marked(solved, tmp_path):
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    solved.change(
        "engine", "other.grad += self.data * out.grad", "other.grad = self.data * out.grad"
    )
    svg = drawn(solved, 10, tmp_path)
    assert svg.count("✗") == 1 and "✗ grad 3.0" in svg and "torch 6.0" in svg
    assert "grad 1.0" in svg and "torch 1.0" in svg


def test_nodes_that_the_check_does_not_return_have_torchs_numbers_too(solved, tmp_path):
    solved.change("by_hand", "a.grad = b.data * e.grad", "a.grad = a.data * e.grad")
    svg = drawn(solved, 5, tmp_path)
    assert svg.count("torch") == 7  # L = (a*b + c) * f has seven nodes; the check returns two
    assert svg.count("✗") == 1


def test_a_node_has_the_name_of_its_variable_in_the_program(solved, tmp_path):
    solved.change("by_hand", "a.grad = b.data * e.grad", "a.grad = a.data * e.grad")
    assert names_in(drawn(solved, 5, tmp_path)) == set("abcdefL")


@pytest.mark.parametrize("kept", ["tuple", "set"])
def test_a_node_added_to_itself_has_two_arrows_to_the_sum(kept, solved, tmp_path):
    solved.change("engine", "self._prev = tuple(_children)", f"self._prev = {kept}(_children)")
    solved.change("engine", "self.grad += out.grad", "self.grad = out.grad")
    solved.change("engine", "other.grad += out.grad", "other.grad = out.grad")
    svg = drawn(solved, 10, tmp_path)
    assert names_in(svg) == {"a", "b"}
    assert svg.count('class="edge"') == 3  # a, twice, to the sum; the sum to b


def names_in(svg):
    """Return the names in bold, of which each box has one."""
    texts = re.findall(r"<text[^>]*font-weight=\"bold\"[^>]*>([^<]+)</text>", svg)
    return {text for text in texts if not text.startswith("✗")}


def test_a_large_graph_is_cut_and_says_so(solved, tmp_path):
    solved.change("engine", "self.grad += out.grad", "self.grad += 2 * out.grad")
    svg = drawn(solved, 19, tmp_path)
    assert "16 of 100,00" in svg and "nodes: those nearest to what is wrong" in svg
    assert "more" in svg and svg.count('class="node"') < 60


def test_what_the_code_names_is_shown_as_text(solved, tmp_path):
    solved.change("engine", "self.label = label", "self.label = '<script>\"&|{}\\\\n'")
    solved.change("engine", '(self, other), "*")', '(self, other), "<b>\\\\")')
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    svg = drawn(solved, 10, tmp_path)
    assert "<script" not in svg and "<b>" not in svg and "&lt;script&gt;" in svg


def drawn(submission, step, tmp_path):
    """Return the SVG that ``draw`` writes for a step."""
    file = tmp_path / "graph.svg"
    done = submission.run("draw", step, "--output", file, "--no-open")
    assert done.returncode == 0, done.stderr
    return file.read_text(encoding="utf-8")


def test_on_finished_work_nothing_in_any_graph_is_wrong(solved):
    judge = Judge(snapshot_of(solved.folder), None)
    for step in STEPS:
        for check in checks_of(step):
            verdict = Verdict(check, FAILED, expected=dict(expected_by(check)))
            graph = None if check.lacks else own_graph(verdict, judge)
            if graph:
                assert not [node for node in graph.nodes if node.is_wrong], check.id
                replay = replay_of(graph, check.tolerance, check.referee_title)
                assert replay is None or replay.departure is None, check.id
    judge.close()
