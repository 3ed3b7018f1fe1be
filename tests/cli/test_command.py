"""The command as learners and instructors use it: exit statuses, JSON, wrong input."""

import json
import subprocess
import sys
from importlib.util import find_spec

import pytest

from grading.course.curriculum import STEPS
from grading.course.paths import EXERCISES, KIT
from grading.course.solution_blocks import with_stubs

CHECK_KEYS = {
    "id", "status", "points", "possible", "expected", "observed", "foundation", "mistake",
    "message", "printed", "file", "line", "seconds",
}  # fmt: skip


def test_solutions_earn_every_point(solved):
    done = solved.run("--json", "-")
    graded = json.loads(done.stdout)
    assert done.returncode == 0
    assert graded["points"] == graded["possible"] > 0
    assert {step["status"] for step in graded["steps"]} <= {"passed", "waiting"}


def test_stubs_earn_nothing_and_are_named(unsolved):
    done = unsolved.run()
    assert done.returncode == 1
    assert "0 of " in done.stdout
    assert "derivatives.py:" in done.stdout.splitlines()[-2]
    assert done.stdout.rstrip().endswith("python grader.py lesson 1")


def test_every_stub_is_todo_or_blocked(unsolved):
    statuses = {check["status"] for check in unsolved.checks().values()}
    assert statuses <= {"todo", "blocked", "waiting"}


def test_the_json_has_the_promised_shape(unsolved, tmp_path):
    file = tmp_path / "result.json"
    done = unsolved.run("check", 1, 10, "--json", file)
    assert done.returncode == 1
    graded = json.loads(file.read_text())
    assert graded["schema"] == 1 and graded["isolation"] == "process"
    assert [step["number"] for step in graded["steps"]] == [1, 10]
    assert graded["steps"][0].keys() == {
        "number", "title", "part", "status", "points", "possible", "checks",
    }  # fmt: skip
    assert all(check.keys() == CHECK_KEYS for step in graded["steps"] for check in step["checks"])


def test_the_progress_view_fits_80_columns(unsolved, solved):
    for submission in (unsolved, solved):
        overview, text = submission.run().stdout, submission.run("--all").stdout
        lines = [line for line in (overview + text).splitlines() if "pip install" not in line]
        assert max(map(len, lines)) <= 80
        assert all(step.title in text for step in STEPS)
        assert len(overview.splitlines()) <= 24
        assert "\x1b" not in overview + text


def test_wrong_input_is_one_sentence_and_status_2(solved, tmp_path):
    for arguments, sentence in (
        (["check", "99"], "there is no step 99"),
        (["check", "ten"], "there is no step ten"),
        (["lesson", "0"], "there is no step 0"),
        (["--implementation", "nowhere"], "no folder nowhere"),
        (["--no-such-option"], "No such option"),
        (["check", "1", "--json", str(tmp_path / "no" / "folder.json")], "cannot be written"),
        (["nonsense"], "No such command"),
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


def test_it_runs_from_any_folder(tmp_path):
    done = run("check", "1", cwd=tmp_path)
    assert done.returncode == 1
    assert "The slope of a function" in done.stdout


def test_a_kit_without_solutions_still_grades(kit_copy, run_kit):
    for file in (kit_copy / "solutions").iterdir():
        file.unlink()
    (kit_copy / "solutions").rmdir()
    assert run_kit(kit_copy, "check", "1").returncode == 1
    for command in (["reset", "3", "--yes"], ["skeletons"], ["verify"]):
        done = run_kit(kit_copy, *command)
        assert done.returncode == 2
        assert "solutions/" in done.stderr and "Traceback" not in done.stderr


def test_a_changed_check_is_an_error_of_the_kit(kit_copy, run_kit):
    check = kit_copy / "checks" / STEPS[0].check_file
    check.write_text(check.read_text() + "\n")
    done = run_kit(kit_copy, "check", "1")
    assert done.returncode == 2
    assert "record" in done.stderr and "Traceback" not in done.stderr


def test_a_check_that_is_not_run_is_an_error_of_the_kit(kit_copy, run_kit):
    reference = kit_copy / "checks" / "references" / "step01.json"
    recorded = json.loads(reference.read_text())
    recorded["checks"]["test_that_is_gone"] = {"x": ["float", 1.0]}
    reference.write_text(json.dumps(recorded))
    done = run_kit(kit_copy, "check", "1")
    assert done.returncode == 2
    assert "test_that_is_gone was not run" in done.stderr


def test_torch_is_not_in_the_grading_process(solved):
    code = (
        "import sys; sys.argv = ['grader.py', 'check', '1', '3']; sys.path.insert(0, '.')\n"
        "from grading.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert 'torch' not in sys.modules and 'numpy' not in sys.modules\n"
        "assert not {'engine', 'derivatives'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=KIT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def run(*arguments, **options):
    """Run the command on the kit's own exercises."""
    command = [sys.executable, str(KIT / "grader.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_the_exercises_handed_out_are_untouched(tmp_path):
    assert run("skeletons", "--check").returncode == 0
    assert EXERCISES.is_dir()


def test_prints_of_checks_that_pass_are_said_once_and_shown_when_asked_for(solved):
    solved.change(
        "engine", "    def tanh(self):", "    print('imported', 'engine')\n\n    def tanh(self):"
    )
    told = solved.run("check", 3, 8).stdout
    assert told.count("--show-prints") == 1 and "imported engine" not in told
    assert "python grader.py check 3 8 --show-prints" in told
    told = solved.run("check", 3, 8, "--show-prints").stdout
    assert told.count("imported engine") == 2  # once a step, though each of its checks prints it
    assert "--show-prints" not in told


def test_nothing_is_said_of_prints_where_there_were_none(solved):
    for arguments in (["check", 3], ["check", 3, "--show-prints"]):
        assert "rinted" not in solved.run(*arguments).stdout


def test_a_prompt_knows_the_learners_modules(solved):
    solved.append("engine", "WHERE = 'here'\n")
    typed = "import engine, nn\nprint(engine.WHERE, engine.Value(2.0) * -3.0)\n"
    done = solved.run("shell", input=typed)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "here Value(data=-6.0)\n"
    assert not (solved.folder / "__pycache__").exists()
    assert solved.run("shell", input="raise SystemExit(3)\n").returncode == 3


@pytest.mark.skipif(find_spec("torch") is not None, reason="what is said where there is none")
def test_the_command_that_installs_torch_is_one_line_wherever_one_needs_it(solved):
    def has_command(text):
        return any(
            "install torch" in line and line.rstrip().endswith(("/whl/cpu", "torch"))
            for line in text.splitlines()
        )

    assert has_command(solved.run("check", 12).stdout)
    drawn = solved.run("draw", 12)
    assert drawn.returncode == 2 and has_command(drawn.stderr)
    source = (KIT / "solutions" / "nn.py").read_text(encoding="utf-8")
    solved.write("nn", with_stubs(source, lambda step: step == 13))
    for arguments in ([], ["check", 12, 13], ["--all"]):
        assert has_command(solved.run(*arguments).stdout)
    assert not has_command(solved.run("check", 13, 14).stdout)
