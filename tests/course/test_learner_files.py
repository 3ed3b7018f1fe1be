"""A learner's file may be in any encoding, with any line ends, or no file at all."""

import os
import re

import pytest

from grading.course.solution_blocks import python_text

MARK = "\ufeff"
LATIN = "# café\n"


def put(submission, module, text, encoding, newline="\n"):
    """Write a module in an encoding of its own; return its bytes."""
    data = text.replace("\n", newline).encode(encoding)
    (submission.folder / f"{module}.py").write_bytes(data)
    return data


def finished(submission, module="engine"):
    """Return the text of a module as it was written."""
    return (submission.folder / f"{module}.py").read_text(encoding="utf-8")


WRITTEN = {
    "a BOM": (MARK + "import math\n", "utf-8", "\n"),
    "a BOM and Windows' line ends": (MARK + "import math\n", "utf-8", "\r\n"),
    "old line ends": ("import math\n", "utf-8", "\r"),
    "a form feed and other separators": ("# \u2028 \x85\n\x0c\nimport math\n", "utf-8", "\n"),
    "a cookie": ("# coding: latin-1\n# café\nimport math\n", "latin-1", "\n"),
    "Latin-1 without a word": ("# café\nimport math\n", "latin-1", "\n"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_reset_and_solution_read_a_file_with(name, solved):
    above, encoding, newline = WRITTEN[name]
    text = finished(solved)
    before = put(solved, "engine", above + text, encoding, newline)
    compared = solved.run("solution", 9, "--anyway")
    assert compared.returncode == 0 and "The same as yours." in compared.stdout
    done = solved.run("reset", 9, "--yes")
    assert done.returncode == 0 and "puts back Value.backward" in done.stdout, done.stdout
    after = (solved.folder / "engine.py").read_bytes()
    assert after.startswith((above.replace("\n", newline)).encode(encoding))
    assert after.count(b"NotImplementedError") == 1
    assert newline == "\n" or b"\n" not in after.replace(newline.encode(), b"")
    (copy,) = solved.folder.glob("engine.py.backup-*")
    assert copy.read_bytes() == before


@pytest.mark.parametrize("unit", ["\t", "  ", "   "])
def test_reset_indents_a_stub_as_the_file_is(unit, solved):
    own = "\n".join(
        unit * (depth // 4) + line.lstrip() if line.strip() else ""
        for line in finished(solved).split("\n")
        for depth in [len(line) - len(line.lstrip())]
    )
    start, end = own.index(f"{unit}def exp("), own.index(f"{unit}def __rsub__(")
    solved.write("engine", own[:start] + own[end:])
    for step in (9, 11):
        assert solved.run("reset", step, "--yes").returncode == 0
    after = (solved.folder / "engine.py").read_text().split("\n")
    for step, name in ((9, "backward"), (11, "exp")):
        (stub,) = [line for line in after if f'"step {step}: Value.{name}"' in line]
        assert re.match(rf"{unit}{unit}raise", stub)
        assert [line for line in after if line.startswith(f"{unit}def {name}(")]
    assert all(check["status"] == "passed" for check in solved.checks(3).values())


def test_reset_leaves_a_file_into_which_no_stub_fits(solved):
    solved.write("engine", "class Value: pass\n")
    done = solved.run("reset", 9, "--yes")
    assert done.returncode == 2 and "the stubs do not fit into it" in done.stderr
    assert (solved.folder / "engine.py").read_text() == "class Value: pass\n"


NOT_PYTHON = {
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 the other way round": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "a null": lambda text: text.encode() + b"# \0\n",
    "a cookie that names no text encoding": lambda text: b"# coding: hex\n" + text.encode(),
    "a cookie that names nothing": lambda text: b"#\n# coding: nonsense\n" + text.encode(),
    "Latin-1 in a text": lambda text: text.encode() + b"name = 'caf\xe9'\n",
}


@pytest.mark.parametrize("name", NOT_PYTHON)
def test_what_is_no_python_is_told_with_its_line_and_reset_whole(name, solved):
    before = NOT_PYTHON[name](finished(solved))
    (solved.folder / "engine.py").write_bytes(before)
    for command in (["check", 9], ["check", 9, "--brief"], ["solution", 9]):
        done = solved.run(*command)
        assert done.returncode == 1 and "Traceback" not in done.stderr, done.stderr
    shown = " ".join(solved.run("check", 9).stdout.split())
    assert "engine.py cannot be imported (line " in shown and "save it as UTF-8" in shown
    line = int(re.search(r"engine.py cannot be imported \(line (\d+)", shown)[1])
    last = len(before.splitlines())
    assert line == (last if name in ("a null", "Latin-1 in a text") else 1)
    done = solved.run("reset", 9, "--yes")
    is_python = name == "Latin-1 in a text"
    assert done.returncode == 0 and ("whole file" in done.stdout) != is_python
    (copy,) = solved.folder.glob("engine.py.backup-*")
    assert copy.read_bytes() == before


LINES = {
    "Latin-1": ("# café\n", "latin-1", "\n"),
    "a BOM": (MARK, "utf-8", "\n"),
    "Windows' line ends": ("", "utf-8", "\r\n"),
    "old line ends": ("", "utf-8", "\r"),
    "other separators": ("# \u2028 \x85 \x1c\n\x0c\n", "utf-8", "\n"),
    "a cookie": ("# coding: cp1252\n# é\n", "cp1252", "\n"),
}


@pytest.mark.parametrize("name", LINES)
def test_the_failing_line_is_shown_of_a_file_with(name, solved):
    above, encoding, newline = LINES[name]
    wrong = "raise ValueError('here it is')  # £"
    text = finished(solved).replace("topo = []", f"{wrong}\n        topo = []")
    assert wrong in text or "def backward(self)" in text
    if wrong not in text:
        text += f"\ndef backward(self):\n    {wrong}\nValue.backward = backward\n"
    put(solved, "engine", above + text, encoding, newline)
    shown = solved.run("check", 9).stdout
    assert "raise ValueError('here it is')" in shown and "ValueError: here it is" in shown


@pytest.mark.skipif(os.name == "nt", reason="has no pipes among the files")
def test_a_module_that_is_no_file_is_one_sentence(solved):
    path = solved.folder / "engine.py"
    for make in (path.mkdir, lambda: os.mkfifo(path)):
        path.unlink() if path.is_file() else path.rmdir()
        make()
        for command in (["check", 9], ["solution", 9], ["reset", 9, "--yes"]):
            done = solved.run(*command, timeout=30)
            assert done.returncode in (1, 2) and "Traceback" not in done.stderr
        assert "engine.py cannot be read" in done.stderr and done.returncode == 2


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (b"a = 1\r\nb = 2\r", "a = 1\nb = 2\n"),
        (b"\xef\xbb\xbfa = 1\n", "a = 1\n"),
        (b"# coding: latin-1\na = '\xe9'\n", "# coding: latin-1\na = 'é'\n"),
        (b"# coding: nothing-known\n", None),
        (b"# coding: hex\n61\n", None),
        (b"# coding: punycode\n" + b"-a9" * 300_000, None),
        (b"# coding: IDNA\n" + b"a" * 300_000, None),
        (None, None),
    ],
)
def test_a_text_is_what_python_reads(source, text):
    assert python_text(source) == text
