"""Random choices that are the same on every Python, from a seed and a name."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Draws:
    """Choices made with ``random()`` alone, which no version of Python changes."""

    def __init__(self, *names: object) -> None:
        """``names``: the seed, and what the choices are for."""
        self._generator = random.Random(":".join(map(str, names)))

    def share(self) -> float:
        """Return a number from 0 up to 1."""
        return self._generator.random()

    def between(self, low: float, high: float) -> float:
        """Return a number from ``low`` up to ``high``."""
        return low + (high - low) * self.share()

    def below(self, limit: int) -> int:
        """Return a whole number from 0 up to ``limit``."""
        return int(self.share() * limit)

    def choice(self, things: Sequence[Thing]) -> Thing:
        """Return one of these."""
        return things[self.below(len(things))]

    def shuffled(self, things: Sequence[Thing]) -> list[Thing]:
        """Return these in another order."""
        left = list(things)
        return [left.pop(self.below(len(left))) for _ in things]
