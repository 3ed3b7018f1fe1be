"""What a command makes sure of before it runs: streams, a folder to be in, a tidy end."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from grading.cli.options import OUTPUT, Result, fail


def naming_output(act: Callable[..., Result]) -> Callable[..., Result]:
    """Have errors of standard output say that they are."""

    def run(*arguments: Any) -> Result:
        try:
            return act(*arguments)
        except OSError as error:
            error.filename = OUTPUT
            raise

    return run


def demand_what_every_command_needs() -> None:
    """End with a sentence where there is no standard output, or no folder one is in."""
    if sys.stdout is None:
        fail("Standard output is closed, and there is nowhere to show anything: leave it open.")
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as we run
    for descriptor in (0, 2):  # else the next file that is opened would take its place
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    try:
        os.getcwd()
    except OSError as error:
        fail(f"The folder you are in cannot be used ({error.strerror}): `cd` to one that is there.")


def tidy_up_at_signals() -> None:
    """Have the signals that end a program, or its terminal, leave as little behind as Ctrl-C does.

    Not where they are ignored, as `nohup` has it.
    """

    def end(number: int, frame: object) -> None:
        signal.signal(number, signal.SIG_IGN)  # once is enough
        sys.exit(128 + number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, end)
