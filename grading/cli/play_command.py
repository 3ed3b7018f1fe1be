"""`play`: a learner's own modules at work for longer than a check is, and how fast they are."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grading.cli.options import INTERRUPTED, folder_to_grade, sentences_for_errors, write_output
from grading.cli.play_training import NamesInNumbers, Roman, Text, Training, number
from grading.course.errors import KitError
from grading.course.learner_text import printable
from grading.course.paths import EXERCISES, KIT, shown

if TYPE_CHECKING:
    from grading.judging.judge import Judge

NAMES = KIT / "data" / "names.txt"
WEIGHTS = KIT / ".kit"
MOST_NAMES = 100_000
MOST_TEXT = 5_000_000  # characters
SHORTEST_TEXT = 200
SHORTEST = 1e-7  # seconds; what takes less was not timed by a clock
RUNNERS = {"numbers": "single numbers", "tensors": "your tensors", "torch": "torch, one thread"}


class FileOrProgram(click.Group):
    """Programs by their names; any other word is the file of a text to learn."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take what names no program, and is no option, for a file."""
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            args = ["text", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=FileOrProgram)
def play() -> None:
    """Let your own modules work: names, race, roman, attention, speak, or a FILE of any text."""


def training_options(steps: int) -> Callable[[Any], Any]:
    """Return a decorator: the options that every training has."""
    options = (
        click.option("--steps", type=click.IntRange(1, 100_000), default=steps,
                     help=f"How many; {steps}."),
        click.option("--resume", is_flag=True, help="Go on with the weights reached last."),
        click.option("--weights", metavar="FILE", help="Where they are kept, if not in .kit."),
        click.option("--output", metavar="FILE",
                     help="A page with the loss curve, renewed meanwhile."),
        click.option("--implementation", metavar="DIR", default=str(EXERCISES),
                     help="Another folder."),
    )  # fmt: skip

    def decorate(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@play.command()
@click.option("--tensors", is_flag=True, help="On tensors, a batch at a time (after step 44).")
@click.option("--data", metavar="FILE", help="Other words to learn from, one a line.")
@training_options(steps=300)
@sentences_for_errors
def names(
    tensors: bool, data: str | None, steps: int, resume: bool, weights: str | None,
    output: str | None, implementation: str,
) -> None:  # fmt: skip
    """Train a GPT on first names, before your eyes: step 23's, or with --tensors step 44's."""
    words = words_of(Path(data) if data else NAMES)
    if tensors:
        file = weights_file("names", weights, resume, implementation)
        options = {"words": words, "steps": steps, "weights": str(file), "resume": resume}
        train(implementation, "names_on_tensors", options, Training(output, file))
        return
    if resume or weights:
        raise KitError("`--resume` and `--weights` go with `--tensors`: numbers are not kept.")
    train(implementation, "names", {"words": words, "steps": steps}, NamesInNumbers(output))


@play.command()
@training_options(steps=700)
@sentences_for_errors
def roman(
    steps: int, resume: bool, weights: str | None, output: str | None, implementation: str
) -> None:
    """Train step 44's GPT to write numbers as the Romans did, and ask it for 100 new ones."""
    file = weights_file("roman", weights, resume, implementation)
    options = {"steps": steps, "weights": str(file), "resume": resume}
    train(implementation, "roman", options, Roman(output, file))


@play.command(hidden=True)
@click.argument("file")
@training_options(steps=1000)
@sentences_for_errors
def text(
    file: str, steps: int, resume: bool, weights: str | None, output: str | None,
    implementation: str,
) -> None:  # fmt: skip
    """Train step 44's GPT on any text of yours, letter by letter."""
    lines = lines_of(Path(file))
    kept = weights_file("text", weights, resume, implementation)
    options = {"words": lines, "steps": steps, "weights": str(kept), "resume": resume}
    train(implementation, "text", options, Text(output, kept))


def weights_file(program: str, wanted: str | None, resume: bool, implementation: str) -> Path:
    """Return where a program keeps its weights; raises ``KitError`` where that cannot be."""
    folder = Path(implementation).resolve()
    whose = "" if folder == EXERCISES else f"_{folder.name}"
    file = Path(wanted).resolve() if wanted else WEIGHTS / f"play_{program}{whose}.npz"
    if resume and not file.is_file():
        raise KitError(f"There are no weights to go on with: {shown(file)} is not there.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.parent.joinpath(f".{file.name}.try").touch()
        file.parent.joinpath(f".{file.name}.try").unlink()
    except OSError as error:
        raise KitError(f"{shown(file)} cannot be written: {error.strerror}.") from None
    return file


def train(folder: str, name: str, options: dict[str, object], training: Training) -> None:
    """Run a training until its end or Ctrl-C, and say what was reached."""
    try:
        message = run(folder_to_grade(folder), name, options, training.tell)
    except KeyboardInterrupt:
        click.echo("")
        training.conclude()
        sys.exit(INTERRUPTED)
    training.conclude()
    if message or training.problem:
        raise KitError(message or f"{training.problem}.")


@play.command()
@click.argument("word", default="olivia")
@click.option("--output", metavar="FILE", help="A page with the maps as pictures.")
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def attention(word: str, output: str | None, implementation: str) -> None:
    """Show what depends on what in your GPT, and where each head looks, for a WORD."""
    from grading.cli.play_maps import Maps

    maps = Maps(Path(output) if output else None)
    if not word.isascii() or not word.isalpha():
        raise KitError(f"{word!r} is no word of the letters a to z.")
    message = run(folder_to_grade(implementation), "attention", {"word": word.lower()}, maps.tell)
    if message:
        raise KitError(message)
    maps.conclude()


@play.command()
@click.option("--count", type=click.IntRange(1, 1000), default=20, help="How many names; 20.")
@click.option(
    "--temperature", type=click.FloatRange(0.05, 5.0), default=0.7, help="0.7; smaller is likelier."
)
@click.option("--implementation", metavar="DIR", default=str(EXERCISES), help="Another folder.")
@sentences_for_errors
def speak(count: int, temperature: float, implementation: str) -> None:
    """Let weights that torch has trained speak in step 45's GPT: names that nobody has."""

    def tell(seen: dict[str, object]) -> None:
        click.echo(printable(str(seen.get("name", ""))))

    options: dict[str, object] = {"count": count, "temperature": temperature}
    try:
        message = run(folder_to_grade(implementation), "speak", options, tell)
    except KeyboardInterrupt:
        click.echo("")
        sys.exit(INTERRUPTED)
    if message:
        raise KitError(message)


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
    words = [line.strip().lower() for line in text_of(path).splitlines()]
    found = [word for word in words if word.isascii() and word.isalpha() and len(word) < 12]
    if not found:
        raise KitError(
            f"{shown(path)} has no words to learn from: one a line, of at most 11 letters a to z."
        )
    return found[:MOST_NAMES]


def lines_of(path: Path) -> list[str]:
    """Return the lines of a text that is long enough to learn from; raises ``KitError``."""
    found = text_of(path)
    if len(found) < SHORTEST_TEXT:
        raise KitError(
            f"{shown(path)} is too short to learn from: it takes at least {SHORTEST_TEXT} "
            "characters, better some thousands."
        )
    return found[:MOST_TEXT].splitlines()


def text_of(path: Path) -> str:
    """Return the text of a file; raises ``KitError``."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise KitError(
            f"{shown(path)} cannot be read: {error.strerror}. `python grader.py play` takes names, "
            "race, roman, attention, speak, or the file of a text."
        ) from None
