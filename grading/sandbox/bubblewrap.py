"""A sandbox made by bubblewrap (https://github.com/containers/bubblewrap).

In it there are Python, the kit's worker and its check files, all read-only, and an empty temporary
folder; no network, no other process, no reference, no solution and no submission.
"""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
import sysconfig
from pathlib import Path

from grading.sandbox.isolation import ONE_THREAD, Isolation, WorkerStart

SCRATCH = "/scratch"  # the one folder that can be written to; empty whenever a submission begins
MOST_BYTES_WRITTEN = 16 << 20
SECONDS_TO_TRY = 10
# Read-only, where they are there: the libraries that Python itself needs.
SYSTEM = ("/usr", "/lib", "/lib64", "/lib32", "/bin", "/etc/ld.so.cache", "/etc/localtime")
HIDDEN = ("references", "mistakes", "torch_twins")  # in the folder of the check files
NAMESPACES = ("user", "ipc", "pid", "net", "uts", "cgroup-try")
# What systemd gives to services that need a user of their own, for a moment.
FIRST_USER, NUMBER_OF_USERS = 61184, 4336
AS_ROOT = ("CAP_SETUID", "CAP_SETGID", "CAP_KILL")


def folders_of_python() -> list[str]:
    """Return the folders in which this Python and its libraries lie, outermost only."""
    paths = {sys.prefix, sys.base_prefix, sys.exec_prefix, *site.getsitepackages()}
    paths |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {str(Path(sys.executable).parent), str(Path(sys.executable).resolve().parent.parent)}
    found: list[str] = []
    for path in sorted(path for path in paths if os.path.isdir(path)):
        if path != "/" and not any(path == one or path.startswith(f"{one}/") for one in found):
            found.append(path)
    return found


class Bubblewrap(Isolation):
    """Starts each worker in a sandbox of its own."""

    name = "sandbox"
    separates_submissions = True

    def __init__(self) -> None:
        self.program = shutil.which("bwrap") if sys.platform == "linux" else None
        self.is_root = hasattr(os, "getuid") and os.getuid() == 0
        self.started = 0

    def works(self) -> bool:
        """Tell whether a program can be run in such a sandbox here."""
        if self.program is None:
            return False
        command = [*self._walls(self._python()), sys.executable, "-I", "-S", "-c", "pass"]
        try:
            tried = subprocess.run(command, capture_output=True, timeout=SECONDS_TO_TRY)
        except (OSError, subprocess.TimeoutExpired):
            return False
        return tried.returncode == 0

    def start(self, worker: WorkerStart) -> subprocess.Popen[bytes]:
        """Start a worker in a sandbox of its own, as a user who owns nothing."""
        self.started += 1
        user = FIRST_USER + (os.getpid() * 61 + self.started) % NUMBER_OF_USERS
        kit, own = worker.program.parent, []
        for path in (kit.parent / "__init__.py", kit, worker.checks, worker.data):
            own += _shown(str(path))
        for name in HIDDEN:
            if (worker.checks / name).is_dir():
                own += ["--tmpfs", str(worker.checks / name)]
        hidden = str(kit.parent.parent)
        own = [*_above(hidden), "--perms", "0755", "--tmpfs", hidden, *self._python(), *own]
        inside = worker.command("--sandbox", str(user if self.is_root else 0))
        return worker.run([*self._walls(own), *inside], {})

    def _python(self) -> list[str]:
        """Return what shows Python's folders; after what hides the kit, in which they may lie."""
        return [part for path in folders_of_python() for part in _shown(path)]

    def _walls(self, own: list[str]) -> list[str]:
        """Return the call of bubblewrap; ``own``: what is to be seen beside the system."""
        assert self.program is not None
        seen = []
        for path in SYSTEM:
            if os.path.islink(path):
                seen += ["--symlink", os.readlink(path), path]
            elif os.path.exists(path):
                seen += ["--ro-bind", path, path]
        names = [name for name in NAMESPACES if name != "user" or not self.is_root]
        kept = [part for one in AS_ROOT for part in ("--cap-add", one)] if self.is_root else []
        alone = [] if self.is_root else ["--disable-userns"]
        environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **ONE_THREAD}
        environment |= dict.fromkeys(("HOME", "TMPDIR"), SCRATCH)
        given = [part for pair in environment.items() for part in ("--setenv", *pair)]
        return [
            *(self.program, "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"),
            *(f"--unshare-{name}" for name in names),
            *("--cap-drop", "ALL", *kept, *alone, *seen),
            *("--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"),
            *own,
            *("--perms", "1777", "--size", str(MOST_BYTES_WRITTEN), "--tmpfs", SCRATCH),
            *("--remount-ro", "/", "--chdir", SCRATCH, *given, "--"),
        ]


def _above(path: str) -> list[str]:
    """Return what makes the folders above a path, for every user to pass through."""
    folders = [str(folder) for folder in reversed(Path(path).parents)][1:]
    return [part for folder in folders for part in ("--perms", "0755", "--dir", folder)]


def _shown(path: str) -> list[str]:
    """Return what shows a file or a folder, read-only."""
    return [*_above(path), "--ro-bind", path, path]
