"""The code that each learner handed in last, read where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from grading.course.snapshot import Snapshot
from grading.gradebook.gradebook import Gradebook


class NewestSources(Mapping[str, Snapshot]):
    """The newest submission of each learner whose modules are kept; none is held in memory."""

    def __init__(self, gradebook: Gradebook) -> None:
        self.gradebook = gradebook
        self.digests: dict[str, str] = {}
        for attempt in gradebook.outlines():
            if attempt.steps:
                self.digests[attempt.learner] = attempt.digest

    def __getitem__(self, learner: str) -> Snapshot:
        sources = self.gradebook.sources(self.digests[learner])
        return Snapshot(Path(learner), sources or {}, {})

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)
