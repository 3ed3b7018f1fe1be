"""Drawing one literal anew: a number of the same size, a word of other letters; telling of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_lowercase

from grading.seeded_checks.draws import Draws

FLOAT = re.compile(r"(?<![\w.])(?:\d[\d_]*\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+)(?![\w])")
TOLD_WHOLE = 100.0  # such a number may be told without its decimals: 400 for 400.0
LARGE = 300.0  # such numbers are about overflow and cancellation: only a little is added
MOST_DECIMALS = 4
# What ends a word behind an apostrophe; what a sign escapes; a token that is none of letters.
PROTECTED = re.compile(r"(?<=\w')[a-z]+|\\.|<\|\w+\|>|\(\w+\)")
TRIES = 200


def redrawn_float(text: str, draws: Draws, taken: Mapping[str, str]) -> str:
    """Return another number for the literal ``text``: as large about, on the same side of 1.

    ``taken``: what others have become, so that no two become one. 1.0 becomes something else, too.
    """
    mantissa, sign, exponent = text.replace("_", "").partition("e")
    size = float(mantissa)
    places = _places(mantissa, bool(sign))
    used = {float(new) for new in taken.values()} | {float(old) for old in taken}
    for _ in range(TRIES):
        new = size + draws.between(-4, 4) if size >= LARGE else size * draws.between(0.75, 1.3)
        number = f"{new:.{places}f}".rstrip("0")
        written = number + "0" * number.endswith(".") + sign + exponent
        value = float(written)
        same_side = float(text) == 1.0 or (value < 1) == (float(text) < 1)
        if same_side and value > 0 and value not in {1.0, float(text)} | used:
            return written
    return text


def _places(mantissa: str, has_exponent: bool) -> int:
    """Return how many decimals the new number has: few, and enough for there to be others."""
    whole, _, decimals = mantissa.partition(".")
    given = len(decimals.rstrip("0"))
    significant = len((whole + decimals).strip("0"))
    if has_exponent or float(mantissa) >= LARGE:
        return max(given, 1)
    if float(mantissa) < 1.2:
        return min(given + (significant < 2), max(given, MOST_DECIMALS)) if given else 2
    return min(max(given, 1), MOST_DECIMALS)


def redrawn_whole(number: int, draws: Draws) -> int:
    """Return another whole number above 1 of about the same size, for one above 1.

    A larger one where it may be an id that is no byte.
    """
    if number <= 9:
        return draws.choice([n for n in range(2, 10) if n != number])
    reach = max(2, number // 8)
    lowest = number + 1 if number >= 256 else number - reach
    return draws.choice([n for n in range(lowest, number + reach + 1) if n != number])


def other_letters(draws: Draws) -> dict[str, str]:
    """Return another letter for each letter, no two the same; a capital one for a capital one."""
    small = dict(zip(ascii_lowercase, draws.shuffled(ascii_lowercase), strict=True))
    return small | {one.upper(): other.upper() for one, other in small.items()}


def in_other_letters(text: str, letters: Mapping[str, str]) -> str:
    """Return a text as it is written, in other letters; what has a meaning of its own stays."""
    kept = {place for found in PROTECTED.finditer(text) for place in range(*found.span())}
    return "".join(
        sign if place in kept else letters.get(sign, sign) for place, sign in enumerate(text)
    )


def retold(written: str, segments: Mapping[str, str], numbers: Mapping[str, str]) -> str:
    """Return a text in which code and numbers are as they have become; nothing is replaced twice.

    A large number may be told without its decimals: 400 for 400.0.
    """
    whole = {
        old.removesuffix(".0"): new.removesuffix(".0")
        for old, new in numbers.items()
        if old.endswith(".0") and float(old) >= TOLD_WHOLE
    }
    whole |= {old: new for old, new in numbers.items() if old.isdigit()}
    parts = [rf"(?<![\w]){re.escape(text)}(?![\w])" for text in segments]
    parts += [FLOAT.pattern]
    parts += [rf"(?<![\w.]){text}(?![\w.]\d|\w)" for text in whole]

    def new(found: re.Match[str]) -> str:
        text = found[0]
        return segments.get(text) or numbers.get(text) or whole.get(text) or text

    return re.sub("|".join(parts), new, written)
