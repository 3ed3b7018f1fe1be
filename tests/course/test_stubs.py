"""Stubs come from solutions, and a step's stubs can be put back."""

from grading.course.paths import EXERCISES
from grading.course.stubs import stub_files


def test_skeletons_refuse_to_overwrite_what_was_written(kit_copy, run_kit):
    engine = kit_copy / "exercises" / "engine.py"
    written = engine.read_text().replace('raise NotImplementedError("step 11: Value.exp")', "pass")
    engine.write_text(written)
    done = run_kit(kit_copy, "skeletons")
    assert done.returncode == 2
    assert "exercises/engine.py has been written in" in done.stderr
    assert engine.read_text() == written
    assert run_kit(kit_copy, "skeletons", "--check").returncode == 1


def test_skeletons_follow_a_changed_solution(kit_copy, run_kit):
    solution = kit_copy / "solutions" / "graph.py"
    solution.write_text(solution.read_text().replace("Seeing an expression", "Looking at an"))
    assert run_kit(kit_copy, "skeletons", "--check").returncode == 1
    assert run_kit(kit_copy, "skeletons").returncode == 0
    assert "Looking at an" in (kit_copy / "exercises" / "graph.py").read_text()
    assert run_kit(kit_copy, "skeletons", "--check").returncode == 0


def test_reset_puts_back_only_that_steps_functions(solved):
    solved.change("engine", '"""Return ``-self``', '"""Mine: ``-self``')
    done = solved.run("reset", 9, "--yes")
    assert done.returncode == 0
    text = (solved.folder / "engine.py").read_text()
    assert 'raise NotImplementedError("step 9: Value.backward")' in text
    assert text.count("NotImplementedError") == 1
    assert "Mine: ``-self``" in text
    (copy,) = solved.folder.glob("engine.py.backup-*")
    assert "NotImplementedError" not in copy.read_text()


def test_reset_says_which_other_steps_go_with_it(solved):
    done = solved.run("reset", 3, "--yes")
    assert "Your code of step 8 in there goes with it" in done.stdout
    nested = solved.run("reset", 8, "--yes")
    assert "Value.__mul__._backward" in nested.stdout or "are there already" in nested.stdout


def test_reset_says_what_it_adds_and_that_nothing_goes(solved):
    solved.change("engine", "class Value:", "class Values:")
    before = (solved.folder / "engine.py").read_text()
    done = solved.run("reset", 9, "--yes")
    assert "engine.py: adds the stubs of Value, which is not in there." in done.stdout
    assert "goes with it" not in done.stdout
    assert (solved.folder / "engine.py").read_text().startswith(before)


def test_reset_names_no_step_whose_code_is_not_there(unsolved, solved):
    stub = 'raise NotImplementedError("step 3: Value.__add__")'
    unsolved.change("engine", stub, "out = Value(self.data + other.data)")
    done = unsolved.run("reset", 3, "--yes")
    assert "puts back" in done.stdout and "goes with it" not in done.stdout
    solved.change("engine", "def _backward():", "def backward_of_it():")
    nested = solved.run("reset", 8, "--yes")
    assert "puts back Value.__add__, Value.__mul__, Value.tanh." in nested.stdout
    assert "Your code of step 3, 7 in there goes with it" in nested.stdout


def test_reset_asks_first(solved):
    before = (solved.folder / "engine.py").read_text()
    assert solved.run("reset", 9, input="n\n").returncode == 0
    assert (solved.folder / "engine.py").read_text() == before
    unanswered = solved.run("reset", 9, input="")
    assert unanswered.returncode == 2 and "--yes" in unanswered.stderr
    assert (solved.folder / "engine.py").read_text() == before
    assert solved.run("reset", 9, input="y\n").returncode == 0
    assert (solved.folder / "engine.py").read_text() != before


def test_reset_of_a_file_that_is_no_python_resets_it_whole(solved):
    solved.write("engine", "def broken(:\n")
    done = solved.run("reset", 9, "--yes")
    assert done.returncode == 0 and "whole file" in done.stdout
    assert (solved.folder / "engine.py").read_text() == stub_files()["engine"]
    (copy,) = solved.folder.glob("engine.py.backup-*")
    assert copy.read_text() == "def broken(:\n"


def test_reset_brings_back_a_deleted_method(solved):
    text = (solved.folder / "engine.py").read_text()
    start, end = text.index("    def exp(self)"), text.index("    def __rsub__")
    solved.write("engine", text[:start] + text[end:])
    assert solved.run("reset", 11, "--yes").returncode == 0
    assert "step 11: Value.exp" in (solved.folder / "engine.py").read_text()
    assert solved.checks(11)


def test_a_step_without_stubs_says_so(solved):
    done = solved.run("reset", 10, "--yes")
    assert done.returncode == 0 and "no stubs of its own" in done.stdout


def test_every_file_handed_out_has_stubs():
    for name in stub_files():
        assert "NotImplementedError" in (EXERCISES / f"{name}.py").read_text()
