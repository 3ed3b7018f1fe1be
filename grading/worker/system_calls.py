"""Which system calls a learner's code cannot make: a filter for seccomp, on Linux.

Namespaces and Landlock leave some of what a kernel keeps for everybody: keys, locks on files that
two sandboxes can open, watches on them, limits and priorities of other processes of the same user.
Where there is no filter for the machine's processor, nothing is denied.
See https://docs.kernel.org/userspace-api/seccomp_filter.html.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

TYPE_CHECKING = False  # `typing` costs the worker time
if TYPE_CHECKING:
    from collections.abc import Iterable

    Instruction = tuple[int, int, int, int]

SET_SECCOMP, WITH_FILTER = 22, 2
LOAD, JUMP_IF_EQUAL, JUMP_IF_AT_LEAST, JUMP_IF_SOME, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, DENY = 0x7FFF0000, 0x00050000 | errno.EPERM
NOT_THERE = 0x00050000 | errno.ENOSYS  # which C libraries take for an old kernel
NUMBER, PROCESSOR, ARGUMENTS, OF_EACH = 0, 4, 16, 8  # where they lie in what a filter is given
X86_64, ARM64 = 0xC000003E, 0xC00000B7
OF_32_BITS = 0x40000000  # x86-64's other numbers, for the same calls
NEW_NAMESPACES = 0x7E020000
LOCKS_AND_WATCHES = (5, 6, 7, 36, 37, 38, 1024, 1025, 1026)  # what `fcntl` is asked for

# fmt: off
# In both: `io_uring_*`, mounting anew, `pidfd_getfd`, `mount_setattr`, `memfd_secret`.
ANYWHERE = (*range(425, 434), 438, 442, 447)
DENIED = {
    "x86_64": (
        248, 249, 250,  # add_key, request_key, keyctl
        73,  # flock
        253, 254, 294, 300, 301,  # inotify_*, fanotify_*
        141, 142, 144, 203, 251, 314,  # setpriority, sched_set*, ioprio_set
        101, 310, 311, 312,  # ptrace, process_vm_readv, process_vm_writev, kcmp
        155, 161, 165, 166, 272, 308,  # pivot_root, chroot, mount, umount2, unshare, setns
        303, 304,  # name_to_handle_at, open_by_handle_at
        298, 321, 323,  # perf_event_open, bpf, userfaultfd
        237, 238, 256, 279,  # mbind, set_mempolicy, migrate_pages, move_pages
        103, 163, 167, 169, 175, 179, 246, 313, 320,  # syslog, acct, swapon, reboot, modules, kexec
        *ANYWHERE,
    ),
    "aarch64": (
        217, 218, 219,
        32,
        26, 27, 262, 263,
        140, 118, 119, 122, 30, 274,
        117, 270, 271, 272,
        41, 51, 40, 39, 97, 268,
        264, 265,
        241, 280, 282,
        235, 237, 238, 239,
        116, 89, 224, 142, 105, 60, 104, 273, 294,
        *ANYWHERE,
    ),
}
# The processor, and the numbers of `fcntl`, `clone`, `clone3` and `prlimit64`.
LOOKED_INTO = {"x86_64": (X86_64, 72, 56, 435, 302), "aarch64": (ARM64, 25, 220, 435, 261)}
# fmt: on


def deny_system_calls() -> bool:
    """Deny this process, and those it starts, for good; tell whether that has worked.

    It has given up the means to get more rights before (``NO_NEW_PRIVILEGES``).
    """
    machine = os.uname().machine
    if machine not in DENIED:
        return False
    code = b"".join(struct.pack("=HBBI", *one) for one in program(machine))
    kept = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(kept))
    denied: int = ctypes.CDLL(None).prctl(SET_SECCOMP, WITH_FILTER, header, 0, 0)
    return denied == 0


def program(machine: str) -> list[Instruction]:
    """Return the filter for a processor, as instructions: code, jumps if true and if not, value."""
    processor, fcntl, clone, clone3, prlimit = LOOKED_INTO[machine]
    return [
        (LOAD, 0, 0, PROCESSOR),
        (JUMP_IF_EQUAL, 1, 0, processor),
        (RETURN, 0, 0, DENY),
        (LOAD, 0, 0, NUMBER),
        *_returned_if(JUMP_IF_AT_LEAST, [OF_32_BITS], DENY),
        *_returned_if(JUMP_IF_EQUAL, [clone3], NOT_THERE),
        *_returned_if(JUMP_IF_EQUAL, DENIED[machine], DENY),
        *_looked_into(fcntl, 1, _returned_if(JUMP_IF_EQUAL, LOCKS_AND_WATCHES, DENY)),
        *_looked_into(clone, 0, _returned_if(JUMP_IF_SOME, [NEW_NAMESPACES], DENY)),
        # Limits of this process alone.
        *_looked_into(prlimit, 0, [(JUMP_IF_EQUAL, 1, 0, 0), (RETURN, 0, 0, DENY)]),
        (RETURN, 0, 0, ALLOW),
    ]


def _returned_if(jump: int, values: Iterable[int], answer: int) -> list[Instruction]:
    """Give an answer where what is loaded is one of these values."""
    return [one for value in values for one in ((jump, 0, 1, value), (RETURN, 0, 0, answer))]


def _looked_into(call: int, argument: int, found: list[Instruction]) -> list[Instruction]:
    """Decide a call by one of its arguments: what ``found`` gives no answer to is allowed."""
    return [
        (JUMP_IF_EQUAL, 0, len(found) + 2, call),
        (LOAD, 0, 0, ARGUMENTS + OF_EACH * argument),
        *found,
        (RETURN, 0, 0, ALLOW),
    ]
