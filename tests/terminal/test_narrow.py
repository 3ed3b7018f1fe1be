"""A narrow terminal: no line runs into its edge, and a command to be copied is in one piece."""

import os
import re
import sys

import pytest

from grading.course.paths import KIT

pexpect = pytest.importorskip("pexpect", reason="needs a terminal to look into")
if not hasattr(pexpect, "spawn"):
    pytest.skip("there are no such terminals here", allow_module_level=True)

CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;.*?(?:\x1b\\|\x07)")
TO_COPY = re.compile(r"\s+(?:\S+/)?(?:pip|python)\S* ")
COMMANDS = (
    (), ("--all",), ("check", "10"), ("check", "12"), ("solution", "10"), ("solution", "8"),
    ("reset", "8"), ("draw", "12", "--no-open"), ("draw", "1", "--no-open"),
)  # fmt: skip
OF_NOBODY = (("lesson", "8"), ("lesson", "19"), ("hint", "8"), ("history",))


def shown(columns, *arguments, kit=KIT):
    """Return the lines that a terminal of so many columns is given, without what turns in it."""
    command = [str(kit / "grader.py"), *map(str, arguments)]
    clean = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    program = pexpect.spawn(
        sys.executable, command, dimensions=(40, columns), encoding="utf-8", timeout=60, env=clean
    )
    program.send("n\n")
    program.expect(pexpect.EOF)
    lines = CONTROL.sub("", program.before).replace("\r\n", "\n").split("\n")
    return [line.rpartition("\r")[2].rstrip() for line in lines]


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_nothing_is_broken_at_the_edge(arguments, columns, solved):
    solved.change("engine", "self.grad += out.grad", "self.grad = out.grad")
    lines = shown(columns, *arguments, "--implementation", solved.folder)
    demand_whole(lines, columns, str(solved.folder))


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("arguments", OF_NOBODY, ids=" ".join)
def test_no_lesson_is_broken_at_the_edge(arguments, columns, kit_copy, run_kit):
    run_kit(kit_copy, "check", "1")
    demand_whole(shown(columns, *arguments, kit=kit_copy), columns)


def demand_whole(lines, columns, path="\0"):
    """Demand that lines fit, but for paths and commands, and that no command is in two lines."""
    text = "\n".join(lines)
    assert "Traceback" not in text and len(text) > 10
    wide = [line for line in lines if len(line) > columns and path[:12] not in line]
    assert [line for line in wide if not TO_COPY.match(line)] == []
    assert not re.search(r"python3?$|grader\.py \w+$\n\s*\d|\bpython\n", text, re.MULTILINE)
    for found in re.findall(r"python grader\.py (\w+)$", text, re.MULTILINE):
        assert found in ("shell", "report", "watch", "history"), text
