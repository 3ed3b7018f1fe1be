"""The checks as plain pytest tests: -k, xdist, JUnit, one process for a debugger."""

import subprocess
import sys

from grading.course.paths import KIT


def pytest_run(*arguments, stdin=None):
    """Run pytest in the kit's folder."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *map(str, arguments)]
    return subprocess.run(
        command, cwd=KIT, capture_output=True, text=True, check=False, input=stdin
    )


def test_plain_pytest_passes_for_the_solutions(solved):
    done = pytest_run("checks", "-q", "--implementation", solved.folder)
    assert done.returncode == 0, done.stdout
    assert " passed" in done.stdout


def test_a_failing_check_is_explained_without_a_traceback(solved):
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad += out.grad")
    done = pytest_run("checks", "-k", "step08 and product", "--implementation", solved.folder)
    assert done.returncode == 1
    assert "yours" in done.stdout and "torch" in done.stdout
    assert "Traceback" not in done.stdout and "pytest_plugin.py" not in done.stdout


def test_it_runs_in_parallel_and_writes_junit(solved, tmp_path):
    report = tmp_path / "junit.xml"
    done = pytest_run(
        "checks", "-n", "2", f"--junitxml={report}", "--implementation", solved.folder
    )
    assert done.returncode == 0, done.stdout
    assert "<testcase" in report.read_text()


def test_a_mark_sets_the_time_limit(solved):
    solved.change("engine", "self.data = data", "import time; time.sleep(1.2); self.data = data")
    done = pytest_run(
        "checks/test_step03_value.py", "--timeout=1", "--implementation", solved.folder
    )
    assert done.returncode == 1
    assert "had not finished after 1 s" in done.stdout


def test_breakpoints_hit_in_one_process(solved):
    solved.change(
        "derivatives", "    return (f(x + h) - f(x)) / h", "    breakpoint()\n    return 0"
    )
    done = subprocess.run(
        [sys.executable, "grader.py", "debug", "1", "--implementation", str(solved.folder)],
        cwd=KIT, capture_output=True, text=True, check=False, input="p 'the value of h', h\nq\n",
    )  # fmt: skip
    assert "'the value of h', 0." in done.stdout


def test_in_process_passes_for_the_solutions(solved):
    done = pytest_run("checks", "-q", "--in-process", "--implementation", solved.folder)
    assert done.returncode == 0, done.stdout
