"""Submissions that are alike in what few others wrote: a hint to look, never a verdict.

Everybody follows the same lecture, so that most of what two submissions share says nothing. What
the kit hands out is left out, and so is what more than a few of the class have; of the rest, what
fewer have counts more. Fingerprints are looked up in an index, so that only submissions that share
a rare one are ever compared. Own code, since the libraries for this compare everything with
everything, weigh nothing by rarity, and need more packages than the whole kit.
"""

from __future__ import annotations

import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from grading.class_report.fingerprints import CodeReader
from grading.course.paths import EXERCISES, KIT, SOLUTIONS

# What others have published: many follow it to the letter.
PUBLISHED = KIT / "tests" / "submissions"
LEAST_SHARE = 0.7  # of the rare fingerprints of the one of two that has fewer
LEAST_WEIGHT = 15.0  # about six lines that nobody else has
FEWEST_LEARNERS = 3  # of two, what both have is what all have
MOST_WITH_THE_SAME = 20
SHARE_WITH_THE_SAME = 5  # what more than one in so many have says nothing
WHOLE = ""  # in place of a module's name

Sources = Mapping[str, bytes]  # a submission: what is in each module


@dataclass(frozen=True)
class SimilarModule:
    """Where two submissions are alike: a module, and the functions that hold what they share."""

    module: str
    functions: tuple[str, ...]


@dataclass(frozen=True)
class SimilarPair:
    """Two learners whose code is alike where it is unlike the rest of the class.

    ``share``: from 0 to 1, of what is rare in the one that has less of it, in the modules named.
    """

    learner: str
    other: str
    share: float
    shared: int  # rare fingerprints that both have
    modules: tuple[SimilarModule, ...]


@dataclass(frozen=True)
class SimilarGroup:
    """Learners of whom each is like another one in the group."""

    learners: tuple[str, ...]
    pairs: tuple[SimilarPair, ...]


def similar_submissions(submissions: Mapping[str, Sources]) -> list[SimilarPair]:
    """Return the pairs of learners whose submissions are alike, the most alike first."""
    if len(submissions) < FEWEST_LEARNERS:
        return []
    index = _Index(submissions, _reader())
    compared = (index.compared(*pair) for pair in index.candidates())
    found = [pair for pair in compared if pair is not None]
    return sorted(found, key=lambda pair: (-pair.share, -pair.shared, pair.learner, pair.other))


def groups_of(pairs: Iterable[SimilarPair]) -> list[SimilarGroup]:
    """Return the learners of all pairs in groups, in the order of the pairs."""
    group_of: dict[str, dict[str, None]] = {}
    kept = list(pairs)
    for pair in kept:
        one = group_of.setdefault(pair.learner, {pair.learner: None})
        other = group_of.setdefault(pair.other, {pair.other: None})
        if one is not other:
            one.update(other)
            group_of.update(dict.fromkeys(other, one))
    groups = {id(members): members for members in group_of.values()}
    in_group = defaultdict(list)
    for pair in kept:
        in_group[id(group_of[pair.learner])].append(pair)
    return [SimilarGroup(tuple(members), tuple(in_group[key])) for key, members in groups.items()]


def _reader() -> CodeReader:
    """Return a reader that leaves out what the kit hands out, and what others have published."""
    kit, published = (
        [path.read_text(encoding="utf-8") for folder in folders for path in folder.glob("*.py")]
        for folders in ((EXERCISES, SOLUTIONS), PUBLISHED.glob("*"))
    )
    return CodeReader(kit, kit + published)


def _text(source: bytes) -> str:
    return source.decode("utf-8", "replace")


class _Index:
    """Which fingerprints each learner has, and who has those that few have."""

    def __init__(self, submissions: Mapping[str, Sources], reader: CodeReader) -> None:
        self.submissions, self.reader = submissions, reader
        self.few = min(MOST_WITH_THE_SAME, max(2, len(submissions) // SHARE_WITH_THE_SAME))
        self.prints = {learner: self._prints(submissions[learner]) for learner in submissions}
        self.count: Counter[int] = Counter()
        for modules in self.prints.values():
            self.count.update(set().union(*modules.values()))

    def _prints(self, sources: Sources) -> dict[str, array[int]]:
        """Return the fingerprints of each module that has some."""
        found = {
            module: frozenset().union(*(f.hashes for f in self.reader.functions(_text(source))))
            for module, source in sources.items()
        }
        return {module: array("q", hashes) for module, hashes in found.items() if hashes}

    def _rare(self, learner: str) -> dict[str, set[int]]:
        """Return by module what few others have; under ``WHOLE`` all of it."""
        found = {
            module: {one for one in prints if self.count[one] <= self.few}
            for module, prints in self.prints[learner].items()
        }
        return {WHOLE: set().union(*found.values()), **found}

    def candidates(self) -> list[tuple[str, str]]:
        """Return the pairs that share enough of what few have."""
        having: dict[int, list[str]] = defaultdict(list)
        for learner in self.prints:
            for one in self._rare(learner)[WHOLE]:
                if self.count[one] > 1:
                    having[one].append(learner)
        shared = Counter(pair for learners in having.values() for pair in combinations(learners, 2))
        return [pair for pair, number in shared.items() if number >= LEAST_WEIGHT]

    def compared(self, learner: str, other: str) -> SimilarPair | None:
        """Compare two, module by module and as a whole; nothing where they are not alike."""
        one, two = self._rare(learner), self._rare(other)
        shares = {
            module: share
            for module in one
            if module in two and (share := self._share(one[module], two[module])) >= LEAST_SHARE
        }
        if not shares:
            return None
        found = shares.keys() - {WHOLE} or one.keys() & two.keys() - {WHOLE}
        shared = {module: one[module] & two[module] for module in one if module in found}
        modules = tuple(
            SimilarModule(module, self._functions(learner, module, hashes))
            for module, hashes in shared.items()
            if hashes
        )
        number = len(set().union(*shared.values()))
        return SimilarPair(learner, other, max(shares.values()), number, modules)

    def _share(self, one: set[int], two: set[int]) -> float:
        """Return how much of what the poorer of two has is the other's, too, from 0 to 1."""
        shared = self._weight(one & two)
        if shared < LEAST_WEIGHT:
            return 0.0
        return shared / min(self._weight(one), self._weight(two))

    def _weight(self, prints: Iterable[int]) -> float:
        """Return what fingerprints weigh: 1 each where one learner has it, 0 where all have."""
        return sum(1 - math.log(self.count[one], len(self.prints)) for one in prints)

    def _functions(self, learner: str, module: str, shared: set[int]) -> tuple[str, ...]:
        """Return the functions of a module that hold some of these fingerprints."""
        code = _text(self.submissions[learner][module])
        found = (f.function for f in self.reader.functions(code) if f.hashes & shared)
        return tuple(name for name in dict.fromkeys(found) if name)
