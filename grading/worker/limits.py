"""Limits on what a learner's code may use, where the system has the ``resource`` module."""

from __future__ import annotations

try:  # here rather than where it is used, which every fork would pay for
    import resource
except ImportError:  # on Windows
    resource = None  # type: ignore[assignment]

MEMORY_BYTES = 512 << 20
MEMORY_TO_REPORT = 256 << 20
MEMORY_TO_COMPILE = 2 << 30  # of the process that compiles and forks: a large table needs a lot
OPEN_FILES = 256
PROCESSES = 4096
FILE_BYTES = 64 << 20


def limit_resources(seconds: float, limit_memory: bool) -> None:
    """Limit CPU time, memory, processes, open files and file sizes of this process.

    ``seconds``: CPU time. ``limit_memory``: not for torch, whose libraries reserve far more
    address space than they use; what was loaded before the fork does not count. On Windows there
    is no ``resource``: the time limit stays.
    """
    if resource is None:
        return
    _lower("RLIMIT_CPU", int(seconds) + 2)
    _lower("RLIMIT_NOFILE", OPEN_FILES)
    _lower("RLIMIT_NPROC", PROCESSES)
    _lower("RLIMIT_FSIZE", FILE_BYTES)
    _lower("RLIMIT_CORE", 0)
    if limit_memory:
        _lower("RLIMIT_AS", _memory_in_use() + MEMORY_BYTES, spare=MEMORY_TO_REPORT)


def limit_memory_to_compile() -> None:
    """Limit the memory of the process that compiles a learner's modules."""
    if resource is not None:
        _lower("RLIMIT_AS", MEMORY_TO_COMPILE)


def _memory_in_use() -> int:
    """Return the size of this process's address space in bytes; 0 where nobody tells it."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def allow_memory_to_report() -> None:
    """Raise the memory limit a little, so that a ``MemoryError`` can still be told."""
    if resource is None:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _lower(name: str, value: int, spare: int = 0) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    _, hard = resource.getrlimit(number)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard - spare)
    try:
        resource.setrlimit(number, (value, value + spare))
    except (ValueError, OSError):
        return  # macOS refuses some of them
