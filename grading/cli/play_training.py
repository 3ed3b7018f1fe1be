"""A training that `play` runs: what is heard of it, and what is shown of it meanwhile."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import click

from grading.cli.options import write_output
from grading.course.learner_text import printable
from grading.course.paths import shown

STEPS_A_LINE = 20
WIDEST_BAR = 24
WIDEST = 79
LARGEST_LOSS = 1000  # that is written with all its digits
LETTERS = 27  # of names: a to z, and the end


class Training:
    """What has been heard of a training, and what is shown of it."""

    title = "A GPT on your tensors"

    def __init__(self, output: str | None, weights: Path | None = None) -> None:
        """``output``: the file of a page, if there is one. ``weights``: where they are kept."""
        self.output, self.weights = Path(output) if output else None, weights
        self.losses: list[float] = []
        self.samples: list[str] = []
        self.steps = self.begun_at = self.kept_at = 0
        self.problem = ""
        self.knowing_nothing = math.log(LETTERS)  # the loss where all letters are equally likely

    def tell(self, seen: dict[str, object]) -> None:
        """Hear of a step."""
        if "problem" in seen:
            self.problem = printable(str(seen["problem"]))
        elif "parameters" in seen:
            self.begin(seen)
        else:
            self.losses.append(number(seen.get("loss")))
            self.samples = self.samples_in(seen)
            if sys.stderr.isatty():
                line = f"\r{len(self.losses):4} of {self.steps}, loss {short(self.losses[-1])}  "
                click.echo("\r" + " " * 40 + "\r" if self.samples else line, nl=False, err=True)
            if self.samples:
                self.kept_at = len(self.losses)
                self.show()

    def begin(self, seen: dict[str, object]) -> None:
        """Hear of what is to come."""
        self.steps, self.begun_at = whole(seen.get("steps")), whole(seen.get("begun at"))
        self.knowing_nothing = math.log(max(2, whole(seen.get("letters")) or LETTERS))
        click.echo(f"{whole(seen['parameters']):,} parameters. Ctrl-C ends it whenever you like.")
        if self.begun_at:
            click.echo(f"Going on with the weights of step {self.begun_at}.")
        click.echo("\nstep   loss")
        self.write_page(done=False)  # at once: where that cannot be, nobody is to wait

    def samples_in(self, seen: dict[str, object]) -> list[str]:
        """Return what the network can do now, where a step tells of it."""
        return [printable(str(word)) for name, word in seen.items() if name.startswith("names[")]

    @property
    def lately(self) -> float:
        """The mean loss of the last steps."""
        last = self.losses[-STEPS_A_LINE:]
        return sum(last) / len(last)

    def show(self) -> None:
        """Print a line of the curve, and what the network can do now."""
        # In this order, a loss that is no number has no bar.
        bar = "█" * round(WIDEST_BAR * max(0.0, min(self.lately / self.knowing_nothing, 1.0)))
        line = f"{len(self.losses):4}  {short(self.lately):>5}  {bar:{WIDEST_BAR}}"
        click.echo(f"{line}  {' '.join(self.samples)}"[:WIDEST])
        self.write_page(done=False)

    def write_page(self, done: bool) -> None:
        """Write the page anew, if there is one."""
        if self.output:
            from grading.pages.play_page import play_page

            title = f"{self.title}, after {len(self.losses)} of {self.steps} steps"
            write_output(str(self.output), play_page(self.losses, self.samples, title, done))

    def conclude(self) -> None:
        """Say what was reached."""
        if self.losses:
            done = f"{len(self.losses)} of {self.steps} steps"
            click.echo(f"\n{done}; the loss of the last ones is {short(self.lately)}")
            click.echo(f"(a network that knows nothing: {self.knowing_nothing:.3f}).")
            self.say_more()
        if self.losses or self.steps:
            self.write_page(done=True)
        if self.losses and self.output:
            click.echo(f"The curve is in {shown(self.output.resolve())}.")

    def say_more(self) -> None:
        """Say what else there is to say at the end."""
        if self.weights and self.kept_at:
            click.echo(
                f"The weights of step {self.begun_at + self.kept_at} are kept; `--resume` goes on "
                f"with them:\n  {shown(self.weights)}"
            )


class NamesInNumbers(Training):
    """Names learned by a network of single numbers, one name a step."""

    title = "A GPT of single numbers"
    nodes = 0

    def tell(self, seen: dict[str, object]) -> None:
        """Hear of a step."""
        self.nodes = whole(seen.get("nodes", self.nodes))
        super().tell(seen)

    def say_more(self) -> None:
        """Say how large the graph of a name is."""
        if self.nodes:
            click.echo(
                f"{self.nodes:,} nodes for one name. The next part does it with some fifty, "
                "hundreds of\ntimes faster."
            )


class Roman(Training):
    """Numbers written as the Romans did: how many of those never seen are right."""

    right = of = 0

    def samples_in(self, seen: dict[str, object]) -> list[str]:
        """Return how many are right, and an example of one that is wrong or right."""
        if "right" not in seen:
            return []
        self.right, self.of = whole(seen["right"]), whole(seen.get("of"))
        examples = [printable(str(seen[name])) for name in seen if name.startswith("examples[")]
        return [f"{self.right:3} of {self.of}", *examples[:1]]

    def say_more(self) -> None:
        """Say how many it got right."""
        if self.of:
            click.echo(
                f"{self.right} of {self.of} numbers that it has never seen are right, to the last "
                "letter."
            )
        super().say_more()


class Text(Training):
    """A text of the learner's, letter by letter."""

    def samples_in(self, seen: dict[str, object]) -> list[str]:
        """Return what it writes, in one line."""
        return [printable(" ".join(str(seen["text"]).split()))] if "text" in seen else []


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
