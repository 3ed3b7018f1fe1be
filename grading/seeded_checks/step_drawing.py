"""Drawing the checks of one step anew: of several ways, the boldest that leaves them right."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from grading.course.check import Check, checks_of
from grading.course.curriculum import Step
from grading.course.references import expected_of, imported_names
from grading.judging.comparison import Observations, agree
from grading.seeded_checks.changes import Drawn, Kinds, PartDrawing
from grading.seeded_checks.draws import Draws
from grading.seeded_checks.graphs import deeper_edits, graph_edits, leaf_edits
from grading.seeded_checks.literals import other_letters
from grading.seeded_checks.related_numbers import AT_RANDOM
from grading.seeded_checks.source import Edit, Source
from grading.seeded_checks.support import OF_LEAVES
from grading.seeded_checks.trial import Trials, truths, unclear

IN_LETTERS = ("tokens", "bigram", "mlp_lm", "bpe")  # modules whose texts may be any
NUMBERS = ("floats", "wholes", "seeds", "ids")
SAME = "what it sees is the same whatever its numbers are"
ENOUGH = 2  # attempts of one kind after which the answers stay what they are
FOUR_DECIMALS = re.compile(r"-?\d+\.\d{4}")

# Which kinds are tried, which share of the literals, how often; the boldest first.
PLAN: tuple[tuple[tuple[str, ...], float, int], ...] = (
    ((*NUMBERS, "words", "graphs", "sizes"), 1.0, 4),
    ((*NUMBERS, "words", "graphs", "sizes"), 0.6, 4),
    ((*NUMBERS, "words", "graphs"), 1.0, 4),
    ((*NUMBERS, "words", "graphs"), 0.6, 5),
    (("floats", "seeds", "words"), 0.8, 4),
    (("floats", "wholes", "seeds", "ids"), 0.6, 4),
    ((*NUMBERS, "ones", "words"), 0.7, 5),
    (("sizes",), 0.5, 6),
    (("orders",), 1.0, 4),
    (("floats",), 0.3, 4),
    ((*NUMBERS, "sizes", "graphs", "leaves"), 0.7, 4),
    ((*NUMBERS, "sizes", "leaves"), 0.7, 4),
    ((*NUMBERS, "leaves"), 1.0, 4),
    ((*NUMBERS, "words", "leaves"), 0.5, 4),
)


@dataclass(frozen=True)
class DrawnCheck:
    """What became of one check: by which kinds it was drawn anew; none where it stays."""

    id: str
    points: int
    kinds: tuple[str, ...]
    why_not: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether the answers are others than those of the check as it was."""
        return not self.why_not


@dataclass(frozen=True)
class DrawnStep:
    """A step's drawn check file, what the referee says to each check, and how it was drawn."""

    step: int
    text: str
    expected: dict[str, dict[str, list[Any]]]
    checks: tuple[DrawnCheck, ...]

    def report(self) -> list[dict[str, Any]]:
        """Return the checks as plain data."""
        return [asdict(check) for check in self.checks]


class StepDrawing:
    """Draws one step's checks, for one seed."""

    def __init__(self, step: Step, seed: int, trials: Trials, told: Mapping[str, str]) -> None:
        """``told``: what numbers have become that check files with shared leaves tell of."""
        self.step = step
        self.seed = seed
        self.trials = trials
        self.originals = checks_of(step)
        self.known = expected_of(step)
        file = self.originals[0].file
        self.source = Source(file.read_text(encoding="utf-8"))
        shares_leaves = OF_LEAVES.removesuffix(".py") in imported_names(file)
        self.elsewhere = Drawn(numbers=dict(told) if shares_leaves else {})
        self.in_letters = all(name in IN_LETTERS for check in self.originals for name in check.used)
        self.shared = Drawn()

    def drawn(self) -> DrawnStep:
        """Draw the file's constants, then each check."""
        self._draw_shared()
        edits = list(self.shared.edits)
        expected: dict[str, dict[str, list[Any]]] = {}
        checks: list[DrawnCheck] = []
        for original in self.originals:
            found, observations, told = self._draw_check(original)
            edits += found
            expected[original.name] = dict(observations)
            checks.append(told)
        return DrawnStep(self.step.number, self.source.edited(edits), expected, tuple(checks))

    def _letters(self, *names: object) -> Mapping[str, str]:
        """Return what each letter becomes: one thing in a whole file that shares a text."""
        if not self.in_letters:
            return {}
        is_shared = any(old[0] == '"' for old in self.shared.segments)
        return other_letters(
            Draws(self.seed, self.step.number, *(names if not is_shared else ["constants"]))
        )

    def _draw_shared(self) -> None:
        """Draw the file's constants so that every check still says what it said of its kind."""
        kinds = Kinds(frozenset(("floats", "seeds", "words")))
        constants = self.source.constants
        for attempt in range(6):
            draws = Draws(self.seed, self.step.number, "constants", attempt)
            part = PartDrawing(self.source, constants, kinds, draws, "")
            drawn = part.draw(self._letters("constants"), self.elsewhere) if constants else Drawn()
            if not drawn.edits:
                return
            text = self.source.edited(drawn.edits)
            if all(self._tried(original, text)[0] is not None for original in self.originals):
                self.shared = drawn
                self.elsewhere.numbers |= drawn.numbers
                self.elsewhere.segments |= drawn.segments
                return

    def _draw_check(self, original: Check) -> tuple[list[Edit], Observations, DrawnCheck]:
        """Return the edits of one check, what is expected then, and how it was drawn."""
        plain = self.trials.check(original, self.source.edited(self.shared.edits))
        usual = self.trials.referees(plain)
        wrong = self._wrong_code(plain, usual)
        why_not = "nothing in it can be drawn anew"
        if original.id in AT_RANDOM:
            why_not = "it is about numbers that come up at random"
        always_same: Counter[tuple[str, ...]] = Counter()
        for kinds, edits in self._attempts(original):
            if always_same[kinds] == ENOUGH:
                continue
            text = self.source.edited([*self.shared.edits, *edits])
            observations, why_not = self._tried(original, text)
            if observations is None:
                continue
            if agree(observations, self.known[original.name], original.tolerance):
                why_not = SAME
                always_same[kinds] += 1
                continue
            check = self.trials.check(original, text)
            if not any(self.trials.passes(check, one, observations) for one in wrong):
                return edits, observations, self._told(original, kinds)
            why_not = "wrong code would pass"
        is_other = not agree(usual, self.known[original.name], original.tolerance)
        told = self._told(original, ("shared",) if is_other else (), "" if is_other else why_not)
        return [], usual, told

    def _wrong_code(self, plain: Check, usual: Observations) -> list[Path]:
        """Return folders of modules that the check as it was notices: known mistakes, and others.

        The others do nothing of use: they answer 0, return what they are given, or are stubs.
        """
        trials = self.trials
        folders = [trials.stubs, *trials.trivial]
        folders += [trials.mistaken(*form) for form in trials.forms_failing(plain)]
        return [folder for folder in folders if not trials.passes(plain, folder, usual)]

    def _told(self, original: Check, kinds: Sequence[str], why_not: str = "") -> DrawnCheck:
        return DrawnCheck(original.id, original.points, tuple(kinds), why_not)

    def _attempts(self, original: Check) -> Iterator[tuple[tuple[str, ...], list[Edit]]]:
        definition = self.source.checks[original.name]
        if original.id in AT_RANDOM:
            return
        tried: set[tuple[Edit, ...]] = set()
        for names, share, times in PLAN:
            possible = {*names, "bytes"} if "bpe" in original.used else {*names}
            if not self.in_letters:
                possible -= {"words"}
            kinds = Kinds(frozenset(possible), share)
            for attempt in range(times):
                draws = Draws(self.seed, original.id, "+".join(names), share, attempt)
                part = PartDrawing(self.source, definition.body, kinds, draws, original.id)
                letters = self._letters(original.name, "+".join(names), attempt)
                drawn = part.draw(letters, self.elsewhere)
                if not part.is_sound:
                    continue
                edits = self._with_more(original, definition, kinds, draws, drawn)
                if edits and tuple(edits) not in tried:
                    tried.add(tuple(edits))
                    yield names, edits

    def _with_more(
        self,
        original: Check,
        definition: ast.FunctionDef,
        kinds: Kinds,
        draws: Draws,
        drawn: Drawn,
    ) -> list[Edit]:
        """Add the edits that are no other literal: a graph, what is returned, computed numbers."""
        edits = list(drawn.edits)
        if "graphs" in kinds and (graph := graph_edits(self.source, definition, draws)):
            edits = [edit for edit in edits if not any(_overlap(edit, one) for one in graph)]
            edits += graph
        if "graphs" in kinds:
            edits += deeper_edits(self.source, definition, draws)
        if "leaves" in kinds:
            edits += leaf_edits(self.source, definition)
        if edits:  # a comment about numbers tells of those that were there
            edits += [
                Edit(first, last, "")
                for first, last in self.source.comments_in(definition)
                if re.search(rb"\d", self.source.data[first:last])
            ]
        return edits + self._computed(original, definition, edits)

    def _computed(
        self, original: Check, definition: ast.FunctionDef, edits: Sequence[Edit]
    ) -> list[Edit]:
        """Return edits of texts with the four decimals of a node, as it is computed now."""
        texts = [
            node
            for node in ast.walk(definition)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and FOUR_DECIMALS.fullmatch(node.value)
        ]
        if not texts:
            return []
        before, after = (
            self.trials.numbers_shown(original, self.source.edited(some)) for some in ((), edits)
        )
        now = {number: after.get(name, number) for name, number in before.items()}
        places = {edit.first for edit in edits}
        return [
            Edit(*self.source.span(node), f'"{now.get(str(node.value), node.value)}"')
            for node in texts
            if self.source.span(node)[0] not in places
        ]

    def _tried(self, original: Check, text: str) -> tuple[Observations | None, str]:
        """Return what the referee says to a drawn check; nothing, and why, where it is not fit."""
        trials = self.trials
        usual = self.known[original.name]
        try:
            check = trials.check(original, text)
            found = trials.referees(check)
        except Exception as error:
            return None, f"the referee raises {type(error).__name__}"
        if truths(found) != truths(usual):
            return None, "what is true of it would be false"
        (infinite, small), (usually_infinite, usually_small) = unclear(found), unclear(usual)
        if infinite != usually_infinite or small > usually_small:
            return None, "numbers would be too large, or too small to tell from 0"
        if not trials.agrees(check, found):
            return None, "the referee and the solution would disagree"
        return found, ""


def _overlap(one: Edit, other: Edit) -> bool:
    return one.first < other.last and other.first < one.last
