"""The finished code beside one's own: only once the step passes, or when asked twice."""

from submission_under_test import put_published


def test_it_is_shown_once_the_step_passes(solved):
    put_published("lecture", solved)
    done = solved.run("solution", 9)
    assert done.returncode == 0
    assert "-     topo = []" in done.stdout and "+     stack = [(self, False)]" in done.stdout
    assert "1,000 calls" in " ".join(done.stdout.split())  # the reason
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_what_is_the_same_is_said_to_be(solved):
    done = solved.run("solution", 8)
    assert done.stdout.count("The same as yours.") == 3
    assert not any(line.strip().startswith(("- ", "+ ")) for line in done.stdout.splitlines()[2:])


def test_before_that_it_is_not_shown_unless_anyway(unsolved):
    refused = unsolved.run("solution", 3)
    assert refused.returncode == 1
    assert "does not pass yet" in refused.stdout and "--anyway" in refused.stdout
    assert "self.data" not in refused.stdout
    shown = unsolved.run("solution", 3, "--anyway")
    assert shown.returncode == 0 and "self.data = data" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 80


def test_a_file_that_cannot_be_read_as_python_is_no_obstacle(unsolved):
    unsolved.write("engine", "def half(")
    done = unsolved.run("solution", 3, "--anyway")
    assert done.returncode == 0 and "engine.py cannot be read as Python" in done.stdout
    assert "You have no function of this name." not in done.stdout


def test_without_solutions_or_a_step_it_says_so(kit_copy, run_kit, solved):
    assert "no code of its own" in solved.run("solution", 10).stdout
    assert solved.run("solution", 99).returncode == 2
    for file in (kit_copy / "solutions").iterdir():
        file.unlink()
    (kit_copy / "solutions").rmdir()
    done = run_kit(kit_copy, "solution", "3", "--anyway")
    assert done.returncode == 2 and "solutions/" in done.stderr
