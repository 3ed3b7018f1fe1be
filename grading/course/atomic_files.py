"""Leaving nothing half done on the disk: files whole or not at all, folders that end with us."""

from __future__ import annotations

import atexit
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write ``content`` to ``path`` in one step; raises ``OSError`` and leaves what was there."""
    with replacing(path) as file:
        file.write(content.encode("utf-8", "replace") if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of ``path`` when all is written, and is gone otherwise.

    A link stays a link: the file it leads to is the one replaced. What is no regular file (a pipe,
    a device) is written to, since a file in its place would be something else.
    """
    if path.exists() and not path.is_file():
        with open(path, "wb") as file:
            yield file
        return
    target = Path(os.path.realpath(path))  # which takes links that lead to each other, too
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    temporary = Path(name)
    try:
        with open(descriptor, "wb") as file:
            yield file
        temporary.chmod(target.stat().st_mode if target.exists() else _usual_mode())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _usual_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


PREFIX = "grading-"
LOCK = "in-use"
NOTE = ".process"
_making_it = threading.Lock()


class _Folder(tempfile.TemporaryDirectory[str]):
    """A temporary folder in which a learner's code may have made others, in one another."""

    def cleanup(self) -> None:
        """Remove it."""
        remove_folder(Path(self.name))
        super().cleanup()


def remove_folder(folder: Path) -> None:
    """Remove a folder, however deep; what cannot be removed stays.

    What lies deeper is moved up, since a path has a longest length, and a call in a call, too.
    """
    removed = 1
    while removed:
        removed = sum(_is_removed(entry, folder) for entry in _entries(folder))
    with suppress(OSError):
        folder.rmdir()


def _is_removed(entry: os.DirEntry[str], top: Path) -> bool:
    """Remove a file or a folder; tell whether that was possible. Folders in it come to ``top``."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
            return True
        os.chmod(entry.path, 0o700)
        for inner in _entries(Path(entry.path)):
            if inner.is_dir(follow_symlinks=False):
                os.chmod(inner.path, 0o700)
                os.rename(inner.path, top / secrets.token_hex(16))
            else:
                os.unlink(inner.path)
        os.rmdir(entry.path)
    except OSError:
        return False
    return True


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return list(found)
    except OSError:
        return []


def temporary_folder(prefix: str) -> tempfile.TemporaryDirectory[str]:
    """Make a folder that is removed when it is closed, or by the next grade after a kill."""
    inside = _folder_of_this_process().name
    made = _Folder(prefix=prefix, dir=inside, ignore_cleanup_errors=True)
    os.chmod(made.name, 0o700)  # whatever the umask: the kit's own processes must get in
    return made


def _folder_of_this_process() -> tempfile.TemporaryDirectory[str]:
    """Return the folder that holds the others; two threads that ask at once get the same."""
    with _making_it:
        return _the_one_folder()


@cache
def _the_one_folder() -> tempfile.TemporaryDirectory[str]:
    """Make the folder that holds the others, and remove those whose processes are gone."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{LOCK}"):
        if _is_nobodys(left) and _end_processes(left.parent):
            remove_folder(left.parent)
    made = _Folder(prefix=PREFIX, ignore_cleanup_errors=True)
    atexit.register(made.cleanup)  # left to itself, it would warn those who ask for warnings
    os.chmod(made.name, 0o700)
    _hold(Path(made.name, LOCK))
    return made


def note_process(number: int, program: Path) -> Path | None:
    """Note a process that is to end with this one; return the note, to be removed at its end."""
    if os.name != "posix":
        return None
    note = Path(_folder_of_this_process().name, f"{number}{NOTE}")
    note.write_bytes(os.fsencode(program))
    return note


def _end_processes(folder: Path) -> bool:
    """End the processes noted in a folder that a kill has left; tell whether it is known of all."""
    known = True
    for note in folder.glob(f"*{NOTE}"):
        number = note.name.removesuffix(NOTE)
        try:
            if note.read_bytes() in _command_of(number):
                os.killpg(int(number), signal.SIGKILL)
        except subprocess.TimeoutExpired:
            known = False
        except (OSError, ValueError):
            continue
    return known


def _command_of(number: str) -> bytes:
    """Return the command of a process, since the number may be another's by now; raises."""
    if Path("/proc/self/cmdline").exists():
        return Path(f"/proc/{number}/cmdline").read_bytes()
    command = ["ps", "-o", "args=", "-p", number]
    return subprocess.run(command, capture_output=True, check=False, timeout=5).stdout


def _hold(lock: Path) -> None:
    """Hold a lock for as long as this process lives; nobody sees it before it is held."""
    if sys.platform == "win32":  # a file that is open cannot be removed there
        atexit.register(os.close, os.open(lock, os.O_CREAT | os.O_RDWR))
        return
    import fcntl

    unseen = lock.with_name("new")
    fcntl.flock(os.open(unseen, os.O_CREAT | os.O_RDWR, 0o600), fcntl.LOCK_EX)
    unseen.rename(lock)


def _is_nobodys(lock: Path) -> bool:
    """Tell whether a folder's process is gone; not of somebody else's folder."""
    try:
        if sys.platform == "win32":
            lock.unlink()
            return True
        import fcntl

        if lock.parent.is_symlink() or lock.parent.stat().st_uid != os.getuid():
            return False
        with open(lock, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        return False
