"""What comes from a learner's code or files obeys nobody: no terminal, no editor, no page."""

import json
import unicodedata

import pytest

BAD = "\x1b[31m\x00\x9b\u202e\u2066\u200f\x7f\r\u2028\ud800"
IN_CODE = BAD.encode("unicode_escape").decode()
IN_NAMES = IN_CODE.replace("\\x00", "").replace("\\ud800", "")  # which Python refuses there

HOSTILE = {
    "prints and raises": (9, "engine", f"""
def backward(self):
    print("{IN_CODE}")
    raise ValueError("{IN_CODE}")
Value.backward = backward
"""),
    "raises an exception with such a name": (9, "engine", f"""
def backward(self):
    raise type("Er{IN_NAMES}ror", (Exception,), {{}})("x")
Value.backward = backward
"""),
    "gives an object of such a kind": (1, "derivatives", f"""
def central_difference(f, x, h=1e-6):
    return type("Ki{IN_NAMES}nd", (), {{}})()
"""),
    "gives a text": (1, "derivatives", f"""
def central_difference(f, x, h=1e-6):
    return "{IN_CODE}"
"""),
    "names what is observed": (2, "derivatives", f"""
def gradient(f, inputs, h=1e-6):
    return {{"{IN_CODE}": 1.0}}
def partial_derivative(*a, **k):
    return {{"{IN_CODE}": 1.0}}
"""),
    "names its functions so": (9, "engine", f"""
def backward(self):
    1 / 0
backward.__code__ = backward.__code__.replace(
    co_name="na{IN_CODE}me", co_qualname="na{IN_CODE}me")
Value.backward = backward
"""),
    "has such lines": (9, "engine", """
def backward(self):
    raise ValueError  # \x1b[31m \x00 \u202e \x9b
Value.backward = backward
""".replace("\x00", "")),
    "cannot be imported": (9, "engine", f"""
raise ImportError("{IN_CODE}", name="{IN_CODE}")
"""),
    "labels its nodes so": (10, "engine", f"""
_made = Value.__init__
def made(self, *a, **k):
    _made(self, *a, **k)
    self.label = self._op = "{IN_CODE}"
Value.__init__ = made
Value.backward = lambda self: None
"""),
}  # fmt: skip


def is_plain(text):
    """Tell whether there is nothing in a text but what is shown, line ends and tabs."""
    kinds = {unicodedata.category(sign) for sign in text if sign not in "\n\t"}
    return not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def texts_in(data):
    """Yield every text in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for name, entry in data.items():
            yield name
            yield from texts_in(entry)
    elif isinstance(data, list):
        for entry in data:
            yield from texts_in(entry)


@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_obeys_code_that(name, solved, tmp_path):
    step, module, text = HOSTILE[name]
    solved.append(module, text)
    for command in (["check", step], ["check", step, "--brief"], []):
        done = solved.run(*command)
        assert done.returncode == 1, done.stderr
        assert is_plain(done.stdout + done.stderr)
        assert "Traceback" not in done.stderr
    graded = solved.grade(step)
    assert all(map(is_plain, texts_in(graded)))
    json.dumps(graded, ensure_ascii=False).encode()
    report = tmp_path / "report.html"
    assert solved.run("report", "--output", report).returncode == 0
    assert is_plain(report.read_text(encoding="utf-8"))
    assert is_plain(solved.run("solution", step, "--anyway").stdout)


FORGED = """
import sys

def backward(self):
    code = compile("raise ValueError('forged')", {path!r}, "exec")
    exec(code.replace(co_firstlineno={line}))
Value.backward = backward
"""


@pytest.mark.parametrize("where", ["{folder}/secret.txt", "{folder}/../secret.txt", "engine.py"])
def test_no_line_of_a_file_that_is_not_graded_is_shown(where, solved):
    for folder in (solved.folder, solved.folder.parent):
        (folder / "secret.txt").write_text("the secret is 1234\n" * 99)
    path = where.format(folder=solved.folder)
    solved.append("engine", FORGED.format(path=path, line=3))
    shown = solved.run("check", 9).stdout
    assert "forged" in shown and "secret is" not in shown


LIE = """
import json, os, sys

def backward(self):
    frame = sys._getframe()
    while "serve_group" not in frame.f_code.co_name:
        frame = frame.f_back
    worker = frame.f_locals["self"]
    answer = {{"id": frame.f_locals["request"]["id"], "outcome": "raised", "type": "E",
        "message": "forged", "frames": [[{path!r}, 1, "f"]], "importing": []}}
    worker.reply(answer)
    os._exit(77)
Value.backward = backward
"""


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../secret.txt", "secret.txt", "engine.py/../../secret.txt"]
)
def test_a_reply_that_names_another_file_shows_none_of_it(path, solved):
    for folder in (solved.folder, solved.folder.parent):
        (folder / "secret.txt").write_text("the secret is root:1234\n")
    solved.append("engine", LIE.format(path=path))
    done = solved.run("check", 9)
    assert done.returncode == 1
    assert "root:" not in done.stdout and path not in done.stdout


def test_a_module_that_leads_elsewhere_shows_no_line_of_it(solved, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("root:1234:secret\n")
    (solved.folder / "engine.py").unlink()
    (solved.folder / "engine.py").symlink_to(secret)
    assert "1234" not in solved.run("check", 9).stdout


def test_a_long_line_of_a_traceback_goes_on_where_it_began(solved):
    numbers = " + ".join(["missing"] * 12)
    solved.change("engine", "out = Value(self.data + other.data", f"out = Value({numbers}")
    lines = solved.run("check", 3).stdout.splitlines()
    first = next(n for n, line in enumerate(lines) if line.strip().startswith("out = Value("))
    begin = len(lines[first]) - len(lines[first].lstrip())
    assert "missing" in lines[first + 1]
    assert len(lines[first + 1]) - len(lines[first + 1].lstrip()) == begin
