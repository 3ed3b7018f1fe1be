"""The one command: ``python grader.py`` sets the kit up on first use, and grades.

Only the standard library is used here, and syntax that older Pythons can read, so that every
interpreter gets as far as a clear sentence.
"""

import hashlib
import os
import re
import subprocess
import sys
import time

KIT = os.path.dirname(os.path.abspath(__file__))
ENVIRONMENT = os.path.join(KIT, ".venv")
READY = os.path.join(ENVIRONMENT, "kit-is-ready")
NEEDED = ("click", "graphviz", "jinja2", "pytest", "pytest_timeout", "rich", "watchfiles")
OLDEST = (3, 11)


def say(line):
    """Tell how the set-up goes; standard output is for the command alone."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def fail(sentence):
    """Say what is wrong and what to do, and end with status 2."""
    sys.stderr.write(sentence + "\n")
    sys.exit(2)


def in_own_environment():
    """Tell whether this is the interpreter of the kit's own environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(ENVIRONMENT)


def can_import_all():
    """Tell whether this interpreter has everything the kit needs, new enough."""
    from importlib.util import find_spec

    if not all(find_spec(name) for name in NEEDED):
        return False
    return in_own_environment() or all(is_new_enough(entry) for entry in requirements())


def is_new_enough(requirement):
    """Tell whether what is installed satisfies a requirement such as ``pytest>=8.3``."""
    from importlib.metadata import PackageNotFoundError, version

    name, least = re.match(r"([\w-]+)>=([\d.]+)", requirement).groups()
    try:
        return numbers(version(name)) >= numbers(least)
    except PackageNotFoundError:
        return "-pure" in name  # it draws where there is no `dot`; nothing else needs it


def numbers(version):
    """Return a version's leading numbers: "8.3.1rc1" gives [8, 3, 1]."""
    return [int(part) for part in re.match(r"[\d.]*\d", version).group().split(".")]


def requirements():
    """Return what the kit needs, from ``pyproject.toml``."""
    import tomllib

    with open(os.path.join(KIT, "pyproject.toml"), "rb") as file:
        return tomllib.load(file)["dependency-groups"]["learner"]


def fingerprint():
    """Return what the environment must have been made for: these requirements."""
    return hashlib.sha256("\n".join(requirements()).encode()).hexdigest()


def environment_python():
    """Return the path of the interpreter in the kit's own environment."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return os.path.join(ENVIRONMENT, folder, name)


def is_ready():
    """Tell whether the environment was made to its end, for these requirements."""
    try:
        with open(READY) as file:
            return file.read() == fingerprint() and os.path.exists(environment_python())
    except OSError:
        return False


def set_up():
    """Make the environment: a folder ``.venv`` beside this file, about 60 MB, without torch."""
    say("First use: setting up the kit in .venv (some 20 seconds, once).")
    try:
        import ensurepip  # noqa: F401 - `venv` needs it, and Debian leaves it out
        import venv
    except ImportError:
        version = "{}.{}".format(*sys.version_info[:2])
        fail(
            "This Python has no complete `venv` module. Install it "
            f"(on Debian or Ubuntu: `sudo apt install python{version}-venv`), then try again."
        )
    if os.path.exists(READY):
        os.remove(READY)
    began = time.time()
    say("  making the environment …")
    try:
        venv.create(ENVIRONMENT, with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        fail(f"The folder {ENVIRONMENT} could not be made: {error}.")
    install()
    with open(READY, "w") as file:
        file.write(fingerprint())
    say(f"  ready after {time.time() - began:.0f} s.\n")


def install():
    """Install what is needed with pip, saying what it is at."""
    command = [environment_python(), "-m", "pip", "install", "--disable-pip-version-check"]
    process = subprocess.Popen(
        [*command, *requirements()],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    last = ""
    for line in process.stdout:
        last = line.strip() or last
        name = re.match(r"Collecting ([\w.-]+)", line)
        if name:
            say(f"  getting {name[1]} …")
        elif line.startswith("Installing collected"):
            say("  installing …")
    if process.wait() != 0:
        fail(
            f"What the kit needs could not be installed. pip said last:\n  {last}\n"
            "Is there a connection to the network? Then run the same command again."
        )


def run_in_environment():
    """Go on in the kit's own environment with the same arguments."""
    command = [environment_python(), os.path.abspath(__file__), *sys.argv[1:]]
    if os.name == "nt":  # there, exec would give the prompt back before the program has ended
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def run_with_docstrings():
    """Start again without ``-OO``: explanations and the help are docstrings, which it drops."""
    environment = dict(os.environ, PYTHONOPTIMIZE="")
    command = [sys.executable, os.path.abspath(__file__), *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(command, env=environment))
    os.execve(command[0], command, environment)


def main():
    """Find or make an interpreter that has what is needed, and hand over to the command."""
    if sys.version_info < OLDEST:
        version = "{}.{}".format(*sys.version_info[:2])
        fail(f"The kit needs Python 3.11 or newer; this one is {version}.")
    if sys.flags.optimize > 1:
        run_with_docstrings()
    if not can_import_all():
        if in_own_environment():
            if os.path.exists(READY):
                os.remove(READY)
            fail("The kit's environment is not complete. Run the same command again.")
        if not is_ready():
            set_up()
        run_in_environment()
    sys.path.insert(0, KIT)
    from grading.cli.main import main as command

    command()


if __name__ == "__main__":
    main()
