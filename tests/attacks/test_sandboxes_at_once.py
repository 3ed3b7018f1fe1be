"""Code that could speak with another sandbox never runs while its own other one does."""

import pytest
from attacked_class import is_isolated

from grading.course.curriculum import MODULES, step_numbered
from grading.course.snapshot import snapshot_of
from grading.sandbox.isolation import best_isolation
from grading.session.session import Session
from grading.workers.worker_process import WorkerProcess

STEPS = (3, 13)


@pytest.mark.parametrize("is_contained", [True, False])
def test_sandboxes_of_one_submission_run_at_once_only_where_nothing_can_be_said(
    is_contained, solved, monkeypatch
):
    if not is_isolated():
        pytest.skip("one worker serves all where there is no sandbox")
    solved.change("engine", "self.data + other.data", "self.data - other.data")
    for module in () if is_contained else MODULES:
        solved.append(module, "import os\n")
    workers, at_once, ask = [], [], WorkerProcess.ask

    def note_others(worker, *arguments):
        if worker not in workers:
            workers.append(worker)
        at_once.append(sum(one.group is not None for one in workers))
        return ask(worker, *arguments)

    monkeypatch.setattr(WorkerProcess, "ask", note_others)
    snapshot = snapshot_of(solved.folder)
    isolation = best_isolation()
    with Session(solved.folder, judges=1, snapshot=snapshot, isolation=isolation) as session:
        results = session.grade([step_numbered(number) for number in STEPS]).steps
    on_finished = [v.foundation for result in results for v in result.verdicts]
    assert "solution" in on_finished and len(workers) == 2
    assert max(at_once) == (2 if is_contained else 1)
