"""An interpreter that has what the kit needs: this one, or that of ``.venv``, made on first use.

Imports the standard library alone, since there may be nothing else yet. A ``.venv`` that the kit
has not made is the learner's own: it is added to, and nothing in it is removed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from grading.cli.installed_packages import KIT, DamagedKit, requirements, what_is_missing

ENVIRONMENT = KIT / ".venv"
READY = ENVIRONMENT / "kit-is-ready"
MADE_HERE = ENVIRONMENT / "made-by-the-kit"
LOCK = KIT / ".kit" / "set-up"
HELD = (errno.EAGAIN, errno.EACCES, errno.EDEADLK)  # what a system says of a lock that another has
SECONDS_BETWEEN_LOOKS = 0.2
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STARTED_AGAIN, SET_UP = "GRADER_STARTED_AGAIN", "set up"  # so that it is not tried for ever
# Set by some distributions and hosted notebooks, they would have pip install somewhere else.
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_DRY_RUN", "PIP_NO_DEPS")
WORKS = "import sys, pip; sys.exit(sys.version_info < (3, 11))"


def demand_interpreter() -> None:
    """Return where this interpreter has what is needed; else go on in one that has, or end."""
    was_set_up = os.environ.pop(STARTED_AGAIN, "") == SET_UP
    if sys.flags.optimize > 1:
        # Explanations and the help are docstrings, which `-OO` leaves out.
        run_with(Path(sys.executable), PYTHONOPTIMIZE="")
    try:
        missing = list(what_is_missing(in_own_environment() and READY.exists()))
    except DamagedKit as error:
        fail(str(error))
    if not missing:
        return
    if was_set_up:
        fail(
            f"The environment in .venv still lacks {', '.join(missing)}. Move .venv to another "
            "name, and the kit makes a new one."
        )
    if is_ready() and not in_own_environment():
        run_with(PYTHON)
    try:
        with alone() as has_waited:
            if not (has_waited and is_ready()):
                set_up()
    except KeyboardInterrupt:
        fail("\nInterrupted: the kit is not set up yet. The same command goes on with it.", 130)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        fail(f"The folder {ENVIRONMENT} could not be made: {error}.")
    run_with(PYTHON, **{STARTED_AGAIN: SET_UP})


def say(line: str) -> None:
    """Tell how the set-up goes; standard output is for the command alone."""
    with contextlib.suppress(OSError, AttributeError):  # nobody listens
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


def fail(sentence: str, status: int = 2) -> NoReturn:
    """Say what is wrong and what to do, and end."""
    say(sentence)
    sys.exit(status)


def in_own_environment() -> bool:
    """Tell whether this is the interpreter of the kit's own environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)


def fingerprint() -> str:
    """Return what the environment must have been made for: these requirements."""
    import hashlib

    return hashlib.sha256("\n".join(requirements()).encode()).hexdigest()


def is_ready() -> bool:
    """Tell whether the environment was made to its end, for these requirements."""
    try:
        return READY.read_text() == fingerprint() and PYTHON.exists()
    except (OSError, ValueError):
        return False


@contextlib.contextmanager
def alone() -> Iterator[bool]:
    """Wait until no other command is setting up this kit; give back whether one was.

    Where there are no locks, everybody is alone.
    """
    import time

    has_waited = False
    with contextlib.ExitStack() as files:
        with contextlib.suppress(OSError):
            LOCK.parent.mkdir(exist_ok=True)
            descriptor = os.open(LOCK, os.O_CREAT | os.O_RDWR, 0o666)
            files.callback(os.close, descriptor)
            while not is_locked(descriptor):
                if not has_waited:
                    say("Another command is setting up the kit: waiting for it to end …")
                has_waited = True
                time.sleep(SECONDS_BETWEEN_LOOKS)
        yield has_waited


def is_locked(descriptor: int) -> bool:
    """Lock a file, unless another process has it; raises ``OSError`` where there are no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in HELD:
            return False
        raise
    return True


def set_up() -> None:
    """Make the environment, about 60 MB without torch, or add to the one that is there."""
    import time

    began = time.time()
    READY.unlink(missing_ok=True)
    if is_ours():
        say("First use: setting up the kit in .venv (some 20 seconds, once).")
        if not works():
            make()
    else:
        say("A .venv is there already: what the kit needs is added, and nothing in it removed.")
        if not works() and not with_pip():
            fail(
                "The .venv here is not the kit's, and was left alone: it has no Python 3.11 or "
                "newer with pip in it. Move it to another name, and the kit makes one of its own."
            )
    install(requirements())
    READY.write_text(fingerprint())
    say(f"  ready after {time.time() - began:.0f} s.\n")


def is_ours() -> bool:
    """Tell whether the environment is the kit's: not there yet, empty, or made by the kit."""
    if not os.path.lexists(ENVIRONMENT):
        return True
    if ENVIRONMENT.is_symlink() or not ENVIRONMENT.is_dir():
        return False
    return MADE_HERE.exists() or not any(ENVIRONMENT.iterdir())


def works() -> bool:
    """Tell whether there is an interpreter in the environment that can install something."""
    return PYTHON.exists() and _ends_well(WORKS)


def with_pip() -> bool:
    """Give a learner's own environment pip, which some tools leave out; tell whether it works."""
    return PYTHON.exists() and _ends_well("import ensurepip; ensurepip.bootstrap()") and works()


def _ends_well(code: str) -> bool:
    try:
        return (
            subprocess.run([PYTHON, "-c", code], capture_output=True, check=False).returncode == 0
        )
    except OSError:
        return False


def make() -> None:
    """Make the environment afresh, under a mark that says whose it is."""
    try:
        import ensurepip  # noqa: F401 - `venv` needs it, and Debian leaves it out
        import venv
    except ImportError:
        version = "{}.{}".format(*sys.version_info[:2])
        fail(
            "This Python has no complete `venv` module. Install it "
            f"(on Debian or Ubuntu: `sudo apt install python{version}-venv`), then try again."
        )
    import shutil

    say("  making the environment …")
    ENVIRONMENT.mkdir(exist_ok=True)
    MADE_HERE.write_text("The kit made this folder, and may make it anew.\n")
    for entry in ENVIRONMENT.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry != MADE_HERE:
            entry.unlink()
    venv.create(ENVIRONMENT, with_pip=True)


def add(library: str) -> None:
    """Add a library of parts 5 and 6 to the environment."""
    install([entry for entry in requirements("tensors") if entry.startswith(library)])


def install(wanted: list[str]) -> None:
    """Install what is needed with pip, saying what it is at."""
    environment = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
    process = subprocess.Popen(
        [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *wanted],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment | {"PIP_USER": "0"},
    )
    assert process.stdout is not None
    last = ""
    try:
        for line in process.stdout:
            last = line.strip() or last
            name = re.match(r"Collecting ([\w.-]+)", line)
            if name:
                say(f"  getting {name[1]} …")
            elif line.startswith("Installing collected"):
                say("  installing …")
        status = process.wait()
    finally:
        process.kill()
    if status != 0:
        fail(
            f"What the kit needs could not be installed. pip said last:\n  {last}\n"
            "Is there a connection to the network? Then run the same command again."
        )


def run_with(python: Path, **variables: str) -> NoReturn:
    """Run the same command with another interpreter, and end as it ends."""
    command = [str(python), str(KIT / "grader.py"), *sys.argv[1:]]
    environment = os.environ | variables
    if os.name == "nt":  # there, exec would give the prompt back before the program has ended
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)
