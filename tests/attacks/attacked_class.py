"""Laying out every attack as a submission beside three honest ones, and grading them all.

What each attack is and may get is told in ``attacks.toml``. All are graded once, in one folder;
the tests look at what came of it.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from grading.course.curriculum import MODULES
from grading.course.paths import KIT
from grading.gradebook.gradebook import open_gradebook
from grading.sandbox.isolation import best_isolation

HERE = Path(__file__).parent
ATTACKS = tomllib.loads((HERE / "attacks.toml").read_text(encoding="utf-8"))
HONEST = ("solved", "half_finished", "mistaken")
# Parts 1 to 3 without what needs torch, and one step whose modules stand on numpy.
STEPS = (*range(1, 12), *range(13, 17), *range(18, 22), 24)
SECONDS_FOR_ONE = 60
SECONDS_FOR_ALL = 500
SECONDS_TO_END = 10
MOST_BYTES_OF_A_GRADE = 4 << 20  # as data; that of the solutions takes one
SIGN = "attack-was-here"  # in the name of whatever an attack leaves outside its own folders
SHARED_FOLDERS = ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", str(Path.home()))
SYSTEM_V, KEYS = "/proc/sysvipc", Path("/proc/keys")
KIT_FOLDERS = ("checks", "solutions", "exercises", "grading", "lessons")


@dataclass
class Graded:
    """What came of one submission."""

    status: int | None  # of the command; nothing where it did not end in time
    grade: dict | None
    said: str = ""

    @property
    def points(self):
        return self.grade["points"] if self.grade else 0


@dataclass
class ClassGraded:
    """What came of all of them, and what they left behind."""

    alone: dict = field(default_factory=dict)  # the honest ones, graded before any attack
    together: dict = field(default_factory=dict)
    processes: list = field(default_factory=list)
    files: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    heard: list = field(default_factory=list)  # by the port that nobody should reach


def is_isolated():
    """Tell whether a class is graded in a sandbox here."""
    return best_isolation().name == "sandbox"


def grade_all(folder, temporary):
    """Grade every submission in ``folder`` as a class; return ``Graded`` by name."""
    gradebook = f"sqlite:///{folder}.sqlite"
    command = [sys.executable, str(KIT / "grader.py"), "class", str(folder)]
    command += ["--gradebook", gradebook, "--jobs", "2"]
    command += [part for step in STEPS for part in ("--step", str(step))]
    environment = os.environ | {"TMPDIR": str(temporary)}
    done = subprocess.run(
        command, capture_output=True, env=environment, timeout=SECONDS_FOR_ALL, check=False
    )
    said = done.stderr.decode(errors="replace")
    with open_gradebook(gradebook) as kept:
        found = {graded["learner"]: graded for graded in kept.attempts()}
    return {
        name: Graded(done.returncode, graded["grade"], said + graded["refused"])
        for name, graded in found.items()
    }


def lay_out(name, folder, port=0):
    """Make the submission of an attack in ``folder``."""
    attack = ATTACKS[name]
    base = KIT / attack.get("base", "exercises")
    folder.mkdir(parents=True)
    for module in MODULES:
        shutil.copy(base / f"{module}.py", folder)
    for file in sorted((HERE / name).glob("*")) if (HERE / name).is_dir() else ():
        text = file.read_text(encoding="utf-8")
        if attack.get("make") == "listener":
            text = text.replace("PORT = 0 ", f"PORT = {port} ")
        target = folder / file.name.removesuffix(".stored")
        before = target.read_text(encoding="utf-8") + "\n\n" if attack.get("behind") else ""
        for also in (target.stem, *attack.get("also_as", ())):
            target.with_stem(also).write_text(before + text, encoding="utf-8")
    if attack.get("make") == "long module":
        with open(folder / "engine.py", "a", encoding="utf-8") as engine:
            engine.write("\n\n" + ("# " + "long " * 15 + "\n") * 10_000)
    if attack.get("make") in MADE:
        target = folder / "derivatives.py"
        target.unlink()
        MADE[attack["make"]](target)


def lay_out_honest(name, folder):
    """Make one of the honest submissions: all of it right, half of it written, one mistake."""
    shutil.copytree(KIT / "solutions", folder, ignore=shutil.ignore_patterns("__pycache__"))
    if name == "half_finished":
        for module in ("training", "nn", "by_hand"):
            shutil.copy(KIT / "exercises" / f"{module}.py", folder)
    if name == "mistaken":
        engine = folder / "engine.py"
        source = engine.read_text(encoding="utf-8")
        assert "self.grad += out.grad" in source
        engine.write_text(source.replace("self.grad += out.grad", "self.grad = out.grad"))


def _folder(target):
    target.mkdir()
    (target / "__init__.py").write_text("def forward_difference(f, x, h):\n    return 0\n")


def _comment(target):
    with open(target, "wb") as file:
        for _ in range(100):
            file.write(b"#" + b" attack" * 149_000 + b"\n")


MADE = {
    "pipe": os.mkfifo if hasattr(os, "mkfifo") else Path.touch,
    "link to the solution": lambda target: target.symlink_to(KIT / "solutions" / target.name),
    "link to a device": lambda target: target.symlink_to("/dev/zero"),
    "folder": _folder,
    "comment": _comment,
    "statements": lambda target: target.write_text("x = 1\n" * 1_000_000),
    "constant": lambda target: target.write_text(f"x = 0x{'7' * 900_000} // 0x{'3' * 450_000}\n"),
}


class Listener:
    """Listens where an attack should not get to, and keeps what it hears."""

    def __init__(self):
        self.heard = []
        self.sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = self.sockets[0].getsockname()[1]
        if sys.platform == "linux":
            self.sockets.append(socket.socket(socket.AF_UNIX))
            self.sockets[-1].bind(f"\0{SIGN}-{self.port}")
            self.sockets[-1].listen()
        for listening in self.sockets:
            threading.Thread(target=self._listen, args=(listening,), daemon=True).start()

    def _listen(self, listening):
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.heard.append(listening.family.name)
            connection.close()

    def close(self):
        for listening in self.sockets:
            listening.close()


def processes_with(temporary):
    """Return the processes that have this temporary folder in their environment."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"TMPDIR={temporary}".encode() in file.read_bytes().split(b"\0"):
                found.append((file.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def left_behind(temporary):
    """Return what lies in shared places with the attacks' sign on it, or in the temporary one."""
    found = [str(path) for path in Path(temporary).glob("*")]
    for folder in map(Path, SHARED_FOLDERS):
        if folder.is_dir():
            found += [str(path) for path in folder.glob(f"*{SIGN}*")]
    for table in Path(SYSTEM_V).glob("*") if Path(SYSTEM_V).is_dir() else ():
        found += [f"{table.name}: {line}" for line in table.read_text().splitlines()[1:]]
    keys = KEYS.read_text().splitlines() if KEYS.is_file() else ()
    return found + [f"{KEYS.name}: {line}" for line in keys if SIGN in line]


def remove_what_was_left(paths):
    """Remove what attacks have left in places that others use, where nothing kept them from it."""
    for path in map(Path, paths):
        if SIGN in path.name and path.is_file():
            path.unlink(missing_ok=True)


def digests_of_kit():
    """Return a digest of every file that a grade stands on, by path.

    Compiled ones only where the kit compiles them before all tests: others come up as tests run.
    """
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in KIT_FOLDERS
        for path in (KIT / folder).rglob("*")
        if path.is_file()
        if path.suffix != ".pyc" or (folder == "grading" and path.name.count(".") == 2)
    }


def runs_here(name, isolated):
    """Tell whether an attack is run on this machine: some would harm it outside a sandbox."""
    return isolated or not ATTACKS[name].get("only_sandboxed")
