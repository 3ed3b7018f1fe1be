"""What a learner's code prints: kept up to a limit, and ended where there is no end to it."""

from __future__ import annotations

import io

KEPT_CHARACTERS = 4_000
MOST_CHARACTERS = 1_000_000


class TooMuchPrinted(BaseException):
    """Raised in the learner's code once it has printed ``MOST_CHARACTERS``."""


class CapturedOutput(io.TextIOBase):
    """A text stream that keeps the first ``KEPT_CHARACTERS`` written to it."""

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.characters = 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep ``text`` while there is room; raises ``TooMuchPrinted`` past the limit."""
        if self.characters < KEPT_CHARACTERS:
            self.kept.append(text[: KEPT_CHARACTERS - self.characters])
        self.characters += len(text)
        if self.characters > MOST_CHARACTERS:
            raise TooMuchPrinted
        return len(text)

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self.kept)
