"""Drawing a learner's graph, with and without Graphviz."""

import os
import subprocess
import sys

from grading.paths import KIT


def test_a_graph_becomes_an_svg(solved, tmp_path):
    file = tmp_path / "graph.svg"
    done = solved.run("draw", 4, "--output", file, "--no-open")
    assert done.returncode == 0, done.stderr
    assert "<svg" in file.read_text(encoding="utf-8")


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
        "import grading.drawing; grading.drawing.renderer = lambda: None\n"
        "from grading.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(KIT), "draw", "4", "--implementation", str(solved.folder)],
        capture_output=True, text=True, check=False, env=os.environ | {"PATH": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert "graphviz-pure" in done.stderr and "Traceback" not in done.stderr
