"""What a watch tells of several steps: in their order, and only of the code that was saved last."""

import queue

import pytest

from grading.course.check import checks_of
from grading.course.curriculum import STEPS, step_numbered
from grading.judging.verdict import FAILED, PASSED, TODO, Verdict
from grading.session.result import StepResult
from grading.session.session import Session
from grading.watching.background_grading import BackgroundGrader, CodeChanged, StepGraded
from grading.watching.watch_state import WatchState
from grading.watching.watch_view import WatchScreen, parts_of


def graded(number, status):
    step = step_numbered(number)
    return StepResult(step, [Verdict(check, status) for check in checks_of(step)])


def names(state):
    return [name for name, _ in parts_of(state)]


@pytest.fixture
def state(unsolved):
    """A watch's state at step 3: steps 1 and 2 pass, and nothing else is written."""
    state = WatchState(unsolved.folder)
    state.save()
    for step in STEPS:
        state.take(graded(step.number, PASSED if step.number < 3 else TODO))
    assert state.current == step_numbered(3)
    return state


def test_steps_that_one_save_makes_pass_are_told_in_their_order(state):
    state.save()
    for number in (4, 5, 3):
        state.take(graded(number, PASSED))
    assert names(state)[:3] == ["passed 3", "passed 4", "passed 5"]


@pytest.mark.parametrize(
    ("passing", "told"),
    [
        ([10], ["passed 10"]),
        ([10, 11], ["passed 10", "passed 11", "solution"]),
        ([9, 10], ["passed 9", "solution", "passed 10"]),
    ],
)
def test_finished_code_is_offered_under_a_step_that_has_some(state, passing, told):
    state.current = step_numbered(passing[0])
    state.save()
    for number in passing:
        state.take(graded(number, PASSED))
    assert names(state)[: len(told)] == told
    assert ("solution" in names(state)) == ("solution" in told)


def test_nothing_is_said_of_a_step_that_was_not_graded_since_the_save(state):
    state.take(graded(1, FAILED))
    assert {"step", "broken 1", "points"} <= set(names(state))
    state.save()
    state.take(graded(4, PASSED))
    assert {"step", "broken 1", "points"}.isdisjoint(names(state))
    state.take(graded(3, PASSED))
    assert "step" not in names(state)  # the next one is still to be graded
    state.take(graded(5, TODO))
    assert "step" in names(state)


def test_a_save_between_two_steps_ends_what_is_told(unsolved, solved_text):
    told = queue.Queue()

    def tell(event):
        if told.empty():
            unsolved.write("engine", solved_text("engine"))
        told.put(event)

    grader = BackgroundGrader(unsolved.folder, tell, lambda results: None)
    grader.request([step_numbered(number) for number in (1, 3, 4)])
    first, second = told.get(timeout=60), told.get(timeout=60)
    grader.request([step_numbered(3)])
    third = told.get(timeout=60)
    grader.close()
    assert isinstance(first, StepGraded) and isinstance(second, CodeChanged)
    assert isinstance(third, StepGraded) and third.result.status == PASSED


def test_a_step_looks_the_same_before_and_after_the_others_are_graded(unsolved):
    state = WatchState(unsolved.folder)
    screen = WatchScreen(manual=False)
    state.take(graded(1, TODO))
    alone = screen._texts(state)["step"]
    for step in STEPS[1:]:
        state.take(graded(step.number, TODO))
    assert screen._texts(state)["step"] == alone


def test_how_sure_a_name_is_takes_what_was_known_first_and_then_what_is(solved):
    """All earlier steps would have to be judged for it, which a verdict is not to wait for."""
    solved.change(
        "engine", "self.grad += other.data * out.grad", "self.grad = other.data * out.grad"
    )
    with Session(solved.folder) as session:
        (before, *_) = session.results([step_numbered(number) for number in (10, 3)])
        assert all(verdict.is_named_for_certain for verdict in before.failures)
        solved.change("engine", "(data={self.data})", "")
        session.start_afresh()
        hurried = next(session.results([step_numbered(10)], hurried=True))
        assert not {3, 8, 9} & session.runs.keys()
        assert all(verdict.is_named_for_certain for verdict in hurried.failures)
        session.make_sure(hurried)
        assert not any(verdict.is_named_for_certain for verdict in hurried.failures)
