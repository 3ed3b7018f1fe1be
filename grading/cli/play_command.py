"""`play`: a learner's own modules at work for longer than a check is, and how fast they are."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grading.cli.options import INTERRUPTED, folder_to_grade, sentences_for_errors, write_output
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import EXERCISES, KIT, shown

if TYPE_CHECKING:
    from grading.judging.judge import Judge

NAMES = KIT / "data" / "names.txt"
MOST_NAMES = 100_000
STEPS_A_LINE = 20
WIDEST_BAR = 24
WIDEST = 79
LARGEST_LOSS = 1000  # that is written with all its digits
SHORTEST = 1e-7  # seconds; what takes less was not timed by a clock
KNOWING_NOTHING = math.log(27)  # the loss where every letter is as likely as any other
RUNNERS = {"numbers": "single numbers", "tensors": "your tensors", "torch": "torch, one thread"}


@click.group()
def play() -> None:
    """Let your own modules work: names, race."""


@play.command()
@click.option("--steps", type=click.IntRange(1, 100_000), default=300, help="How many; 300.")
@click.option("--data", metavar="FILE", help="Other words to learn from, one a line.")
@click.option("--output", metavar="FILE", help="A page with the loss curve, renewed meanwhile.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def names(steps: int, data: str | None, output: str | None, implementation: str) -> None:
    """Train step 23's GPT on first names, before your eyes; Ctrl-C ends it."""
    folder, words = folder_to_grade(implementation), words_of(Path(data) if data else NAMES)
    training = NamesTraining(output)
    try:
        message = run(folder, "names", {"words": words, "steps": steps}, training.tell)
    except KeyboardInterrupt:
        click.echo("")
        training.conclude()
        sys.exit(INTERRUPTED)
    training.conclude()
    if message:
        raise KitError(message)


class NamesTraining:
    """What has been heard of a training, and what is shown of it."""

    def __init__(self, output: str | None) -> None:
        """``output``: the file of a page to write, if there is to be one."""
        self.output = Path(output) if output else None
        self.losses: list[float] = []
        self.invented: list[str] = []
        self.steps = self.nodes = 0

    def tell(self, seen: dict[str, object]) -> None:
        """Hear of a step."""
        if "parameters" in seen:
            self.steps = whole(seen.get("steps"))
            click.echo(
                f"{whole(seen['parameters']):,} parameters. Ctrl-C ends it whenever you like.\n"
            )
            click.echo("step   loss")
            self.write_page(done=False)  # at once: where that cannot be, nobody is to wait
            return
        self.losses.append(number(seen.get("loss")))
        self.nodes = whole(seen.get("nodes", self.nodes))
        self.invented = [
            printable(str(word)) for name, word in seen.items() if name.startswith("names[")
        ]
        if sys.stderr.isatty():
            line = f"\r{len(self.losses):4} of {self.steps}, loss {short(self.losses[-1])}  "
            click.echo("\r" + " " * 40 + "\r" if self.invented else line, nl=False, err=True)
        if self.invented:
            self.show()

    @property
    def lately(self) -> float:
        """The mean loss of the last steps."""
        last = self.losses[-STEPS_A_LINE:]
        return sum(last) / len(last)

    def show(self) -> None:
        """Print a line of the curve, and what the network makes up now."""
        # In this order, a loss that is no number has no bar.
        bar = "█" * round(WIDEST_BAR * max(0.0, min(self.lately / KNOWING_NOTHING, 1.0)))
        line = f"{len(self.losses):4}  {short(self.lately):>5}  {bar:{WIDEST_BAR}}"
        click.echo(f"{line}  {' '.join(self.invented)}"[:WIDEST])
        self.write_page(done=False)

    def write_page(self, done: bool) -> None:
        """Write the page anew, if there is one."""
        if self.output:
            from grading.pages.play_page import play_page

            write_output(str(self.output), play_page(self.losses, self.invented, self.steps, done))

    def conclude(self) -> None:
        """Say what was reached."""
        if not self.losses:
            if self.steps:
                self.write_page(done=True)
            return
        done = f"{len(self.losses)} of {self.steps} steps"
        click.echo(f"\n{done}; the loss of the last ones is {short(self.lately)}")
        click.echo(f"(a network that knows nothing: {KNOWING_NOTHING:.3f}).")
        if self.nodes:
            click.echo(
                f"{self.nodes:,} nodes for one name. The next part does it with some fifty, "
                "hundreds of\ntimes faster."
            )
        self.write_page(done=True)
        if self.output:
            click.echo(f"The curve is in {shown(self.output.resolve())}.")


def whole(seen: object) -> int:
    """Return a number that a learner's code had a hand in, as what it has to be."""
    return seen if type(seen) is int else 0


def number(seen: object) -> float:
    """Return what a learner's code has for a loss; what is no number as ``nan``."""
    is_number = isinstance(seen, int | float) or seen in ("inf", "-inf")
    return float(seen) if is_number else math.nan  # type: ignore[arg-type]


def short(loss: float) -> str:
    """Return a loss in a few characters, however large it is."""
    return f"{loss:.3f}" if abs(loss) < LARGEST_LOSS else f"{loss:.1e}"


@play.command()
@click.option("--output", metavar="FILE", help="A page with the table and the bars.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def race(output: str | None, implementation: str) -> None:
    """Time one training step of the same network: numbers, tensors, torch."""
    folder = folder_to_grade(implementation)
    times: dict[str, float] = {}
    click.echo("One training step of a network of 1,185 parameters on 100 points.\n")
    for name, title in RUNNERS.items():
        if name == "torch" and find_spec("torch") is None:
            click.echo(f"{title:20} is not installed here")
            continue
        seconds: list[float] = []

        def tell(seen: dict[str, object], seconds: list[float] = seconds) -> None:
            if number(seen.get("seconds")) > SHORTEST:
                seconds.append(number(seen["seconds"]))

        message = run(folder, name, {}, tell)
        if message or not seconds:
            message = " ".join(message.split()) or "its clock stands still."
            click.echo(f"{title:20} did not finish: {message}")
            continue
        times[title] = sorted(seconds)[len(seconds) // 2]
        click.echo(f"{title:20} {1000 * times[title]:10.2f} ms")
    show_race(times, Path(output) if output else None)


def show_race(times: dict[str, float], output: Path | None) -> None:
    """Print how many times faster each is than the slowest, with bars; write the page."""
    if len(times) < 2:
        raise KitError("A race needs two that finish: `python grader.py check 21 34` says more.")
    slowest = max(times.values())
    click.echo("\nhow many times faster than the slowest (a bar ten times faster is one longer):")
    for title, seconds in times.items():
        faster = slowest / seconds
        click.echo(f"{title:20} {faster:10,.0f} × {'█' * (2 + round(6 * math.log10(faster)))}")
    if output:
        from grading.pages.play_page import race_page

        write_output(str(output), race_page(times))
        click.echo(f"\nThe bars are in {shown(output.resolve())}.")


def run(
    folder: Path, name: str, options: dict[str, object], tell: Callable[[dict[str, object]], None]
) -> str:
    """Run a program on a folder's modules; return what it ended by, if not by itself."""
    from grading.judging import verdict as status
    from grading.session.play import play as play_program
    from grading.session.play import program_named

    def tell_of(seen: object) -> None:
        assert isinstance(seen, dict)
        tell({key: value for key, (_, value) in seen.items()})

    with observer(folder) as judge:
        verdict = play_program(judge, program_named(name), options, tell_of)
    if verdict.status == status.PASSED:
        return ""
    place = f" ({verdict.place.file}:{verdict.place.line})" if verdict.place else ""
    return f"{verdict.message.rstrip('.')}{place}."


@contextmanager
def observer(folder: Path) -> Iterator[Judge]:
    """Give a judge of a session of its own."""
    from grading.session.session import Session

    with Session(folder) as session, session.observations() as judge:
        yield judge


def words_of(path: Path) -> list[str]:
    """Return the words of a file that consist of the letters a to z; raises ``KitError``."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise KitError(f"{shown(path)} cannot be read: {error.strerror}.") from None
    words = [line.strip().lower() for line in text.splitlines()]
    found = [word for word in words if word.isascii() and word.isalpha() and len(word) < 12]
    if not found:
        raise KitError(
            f"{shown(path)} has no words to learn from: one a line, of at most 11 letters a to z."
        )
    return found[:MOST_NAMES]
