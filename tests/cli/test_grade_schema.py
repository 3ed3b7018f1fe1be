"""What ``--json`` writes is what ``docs/grade.schema.json`` promises, and nothing else."""

import json

import pytest
from jsonschema import Draft202012Validator

from grading.course.paths import KIT
from grading.judging import verdict

SCHEMA = json.loads((KIT / "docs" / "grade.schema.json").read_text(encoding="utf-8"))
CHECK = SCHEMA["$defs"]["check"]["properties"]
STEP = SCHEMA["$defs"]["step"]["properties"]


def graded(submission, *steps):
    """Return what the command writes of these steps or of all, once the schema has allowed it."""
    done = submission.run(*(["check", *steps] if steps else []), "--json", "-")
    assert done.stdout.startswith("{"), done.stderr
    data = json.loads(done.stdout, parse_constant=_not_json)
    assert shortfalls(data) == []
    return data


def _not_json(constant):
    raise AssertionError(f"{constant} is not JSON")


def shortfalls(data):
    """Return what the schema says against a grade."""
    validator = Draft202012Validator(SCHEMA)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def test_solved_exercises_keep_to_the_schema(solved):
    assert len(graded(solved)["steps"]) > 1


def test_unsolved_exercises_keep_to_the_schema(unsolved):
    assert {step["status"] for step in graded(unsolved)["steps"]} >= {"todo", "blocked"}


def test_some_steps_keep_to_the_schema(unsolved):
    assert [step["number"] for step in graded(unsolved, 1, 10)["steps"]] == [1, 10]


def test_a_wrong_engine_keeps_to_the_schema(solved):
    solved.change("engine", "self.grad += other.data * out.grad", "self.grad = other.data")
    checks = [check for step in graded(solved)["steps"] for check in step["checks"]]
    assert {"own", "solution"} <= {check["foundation"] for check in checks}
    assert any(check["mistake"] for check in checks)
    assert any(check["line"] for check in checks)


def test_code_that_does_not_end_well_keeps_to_the_schema(solved):
    solved.write("derivatives", "def forward_difference(f, x, h):\n    while True:\n        pass\n")
    solved.write("by_hand", "import os\n\n\ndef nudge(inputs, step):\n    os._exit(3)\n")
    solved.write("graph", "def trace(root):\n    print('here')\n    return 1 / 0\n")
    found = graded(solved, 1, 4, 6)["steps"]
    statuses = {check["status"] for step in found for check in step["checks"]}
    assert {"timeout", "crashed", "error"} <= statuses
    assert any("here" in check["printed"] for check in found[1]["checks"])


def test_numbers_that_are_not_finite_keep_to_the_schema(solved):
    solved.change("engine", "self.data + other.data", "float('nan')")
    assert any(
        "nan" in check["observed"].values() for check in graded(solved, 3)["steps"][0]["checks"]
    )


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data.update(extra=1),
        lambda data: data.pop("kit"),
        lambda data: data.update(schema=2),
        lambda data: data["steps"][0].update(status="nearly"),
        lambda data: data["steps"][0]["checks"][0].update(status="nearly"),
        lambda data: data["steps"][0]["checks"][0].update(extra=1),
        lambda data: data["steps"][0]["checks"][0].update(file=None, line=3),
        lambda data: data["steps"][0]["checks"][0].update(observed={"x": ["float", 1.0]}),
    ],
)
def test_what_is_not_promised_is_refused(unsolved, spoil):
    data = graded(unsolved, 1)
    spoil(data)
    assert len(shortfalls(data)) == 1


def test_the_schema_is_one_and_describes_every_field():
    Draft202012Validator.check_schema(SCHEMA)
    for fields in (SCHEMA["properties"], STEP, CHECK):
        assert all(field["description"].endswith(".") for field in fields.values())


def test_the_schema_knows_every_status_of_a_check():
    constants = [value for name, value in vars(verdict).items() if name.isupper()]
    statuses = {value for value in constants if type(value) is str and value.isalpha()}
    assert set(CHECK["status"]["enum"]) == statuses
