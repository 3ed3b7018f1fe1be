"""What a worker does so that a learner's code gets no further than its own processes.

The parts that have to be done inside: giving up root, ending what is left behind, and Landlock
(https://docs.kernel.org/userspace-api/landlock.html), where a sandbox cannot be had. On Linux.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import stat
import struct
import time

from grading.worker import limits
from grading.worker.system_calls import deny_system_calls

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterable

DUMPABLE, NO_NEW_PRIVILEGES, CHILD_SUBREAPER = 4, 38, 36
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1  # the flag that asks for Landlock's version
LISTING = 1 << 3  # read a folder
READING = 1 << 0 | 1 << 2 | LISTING  # execute, and read a file, too
EVERYTHING = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
NETWORK, SCOPES = 0b11, 0b11  # binding and connecting; abstract sockets and signals
BENEATH = 1
SECONDS_TO_END = 3.0
WRITABLE = ("/scratch", "/dev/shm")
# What code can set of a pipe or a socket, for all who have it and whoever comes after.
SETTINGS = ("F_GETFL", "F_GETOWN", "F_GETSIG")
SETTINGS_OF_A_SOCKET = ("SO_RCVTIMEO", "SO_RCVLOWAT", "SO_SNDTIMEO")
ANYBODY_WRITES = 0o1777
SHARED_MEMORY = ("shm", "sem", "msg")


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, ctypes.c_ulong(value), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of what a learner's processes leave behind, so that it can be ended."""
    with contextlib.suppress(OSError, AttributeError):
        _prctl(CHILD_SUBREAPER, 1)


def hide_memory() -> None:
    """Let no process of the same user read or change this one's memory, or its descriptors."""
    be_ended_first()  # which is not to be said any more by a process that is hidden
    _prctl(DUMPABLE, 0)


def be_ended_first() -> None:
    """Have the system, where memory runs out, end this sandbox before anybody outside it."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "wb") as file:
        file.write(b"1000")


def give_up_root(user: int) -> None:
    """Become a user who owns nothing, if this is root; and never more than that again."""
    if os.getuid() == 0 and user:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _prctl(NO_NEW_PRIVILEGES, 1)
    limits.limit_what_outlives()
    deny_system_calls()


def children() -> list[int]:
    """Return the processes whose parent this is."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", "rb") as file:
            return [int(number) for number in file.read().split()]
    except (OSError, ValueError):
        return []


def end_children() -> bool:
    """End every child, and those that come to be ours by that; tell whether none is left."""
    deadline = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                for child in children():
                    with contextlib.suppress(OSError):
                        os.kill(child, signal.SIGKILL)
                time.sleep(0.001)
        except ChildProcessError:
            return True
    return False


def end_everything_else() -> bool:
    """End every other process of this PID namespace; tell whether none is left."""
    deadline = time.monotonic() + SECONDS_TO_END
    while time.monotonic() < deadline:
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            return True
        time.sleep(0.001)
    return False


def nothing_is_left() -> bool:
    """Tell whether the folders that can be written to are empty, and no memory is shared."""
    if stat.S_IMODE(os.stat(WRITABLE[0]).st_mode) != ANYBODY_WRITES:
        return False  # where nobody is root, it is theirs to close
    with contextlib.suppress(FileNotFoundError):
        for folder in WRITABLE:
            with os.scandir(folder) as entries:
                if next(entries, None):
                    return False
    for kind in SHARED_MEMORY:
        with contextlib.suppress(FileNotFoundError), open(f"/proc/sysvipc/{kind}", "rb") as file:
            if len(file.read(4096).splitlines()) > 1:
                return False
    return True


def settings_of(descriptors: Iterable[int]) -> list[object]:
    """Return what others can set of this process, and of its pipes, sockets and files."""
    import _socket  # `socket` costs the worker time

    found: list[object] = [*limits.limits_of_process()]
    found += [os.sched_getscheduler(0), os.getpriority(os.PRIO_PROCESS, 0)]
    for descriptor in descriptors:
        found += [fcntl.fcntl(descriptor, getattr(fcntl, name)) for name in SETTINGS]
        kind = os.fstat(descriptor).st_mode
        if stat.S_ISFIFO(kind):
            found.append(fcntl.fcntl(descriptor, fcntl.F_GETPIPE_SZ))
        elif stat.S_ISSOCK(kind):
            known = _socket.socket(fileno=descriptor)
            for name in SETTINGS_OF_A_SOCKET:
                found.append(known.getsockopt(_socket.SOL_SOCKET, getattr(_socket, name), 16))
            known.detach()
    return found


def empty(file: int) -> None:
    """Leave nothing in a file for whoever reads it, and have the next one begin at its start."""
    os.ftruncate(file, 0)
    os.lseek(file, 0, os.SEEK_SET)


def landlock_version() -> int:
    """Return the version of Landlock that the system has; 0 for none."""
    try:
        version: int = ctypes.CDLL(None).syscall(CREATE_RULESET, None, 0, VERSION)
    except (OSError, AttributeError, TypeError):
        return 0
    return max(0, version)


def confine_by_landlock(readable: list[str], writable: list[str]) -> bool:
    """Let this process, and those it starts, use no other files than these, and no network.

    Of a folder whose name ends in a slash only the names in it can be read. Tells whether that has
    worked. What is open already stays open.
    """
    version = landlock_version()
    if not version:
        return False
    handled = EVERYTHING[max(known for known in EVERYTHING if known <= version)]
    libc = ctypes.CDLL(None, use_errno=True)
    fields = [handled, NETWORK] if version >= 4 else [handled]
    if version >= 6:
        fields.append(SCOPES)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    rights = {path: LISTING if path.endswith("/") else READING for path in readable}
    for path, allowed in [*rights.items(), *((path, handled) for path in writable)]:
        with contextlib.suppress(OSError):
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
            if not os.path.isdir(path):
                allowed &= 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14
            rule = struct.pack("=Qi", allowed & handled, opened)
            libc.syscall(ADD_RULE, ruleset, BENEATH, rule, 0)
            os.close(opened)
    _prctl(NO_NEW_PRIVILEGES, 1)
    confined = libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    deny_system_calls()
    return bool(confined)
