"""From graded submissions and a course file to points, by the rules of credit and lateness."""

import random
from fractions import Fraction

import pytest

from grading.gradebook.attempt import Attempt, attempt_key, outline_of, steps_of
from grading.gradebook.course_file import Course, read_course
from grading.gradebook.credit import as_number, score

DUE = """
[due]
step3 = 2026-10-10T00:00:00Z
step8 = 2026-10-10T00:00:00Z
step13 = 2026-10-20T00:00:00Z
"""


@pytest.fixture
def course(tmp_path):
    """Read a course file with this text."""

    def read(text):
        path = tmp_path / "course.toml"
        path.write_text(text, encoding="utf-8")
        return read_course(path)

    return read


def scored(course, *submissions, worth=None):
    """Score the submissions of one learner."""
    attempts = [
        Attempt(
            attempt_key(graded),
            graded["learner"],
            graded["digest"],
            graded["submitted"],
            graded["graded"],
            graded["refused"],
            steps_of(outline_of(graded["grade"])) if graded["grade"] else {},
        )
        for graded in submissions
    ]
    return score("ada", attempts, course, worth or {})


def points(course, *submissions):
    """Return the points by step, as they are shown."""
    return {step.number: as_number(step.points) for step in scored(course, *submissions).steps}


def full(graded, kind="right"):
    """Return the points of a grade by step, of those that are counted."""
    steps = graded("ada", kind)["grade"]["steps"]
    return {step["number"]: step["points"] for step in steps if step["possible"]}


def test_without_a_course_the_points_are_those_of_the_grade(graded):
    for kind in ("right", "wrong", "unsolved"):
        assert points(Course(), graded("ada", kind)) == full(graded, kind)
    assert 0 < sum(full(graded, "wrong").values()) < sum(full(graded).values())


def test_what_waits_for_torch_is_not_counted(graded):
    waiting = graded("ada")["grade"]["steps"][3]
    assert (waiting["number"], waiting["status"]) == (12, "waiting")
    assert 12 not in {step.number for step in scored(Course(), graded("ada")).steps}


def test_one_check_that_waits_is_not_counted(graded):
    one = graded("ada")
    check = one["grade"]["steps"][0]["checks"][0]
    check.update(status="waiting", points=0)
    step = scored(Course(), one).steps[0]
    assert step.possible == step.points == full(graded)[3] - check["possible"]


def test_own_credit_is_what_passes_on_the_learners_own_modules(graded, course):
    one = graded("ada", "wrong")
    found = [check for step in one["grade"]["steps"] for check in step["checks"]]
    lent = [c["possible"] for c in found if c["status"] == "passed" != c["foundation"] != "own"]
    assert lent, "something passes on the foundation only"
    fair, own = (scored(course(f'[course]\ncredit = "{word}"'), one) for word in ("fair", "own"))
    assert fair.points - own.points == sum(lent)
    assert fair.possible == own.possible
    why = {
        c.why_not for step in own.steps for c in step.checks if c.outline.passed and not c.points
    }
    assert why == {"It passes only where your other modules are replaced by finished ones."}


def test_weights_count_for_what_is_possible_too(graded, course):
    weighted = scored(course("[weights]\nstep3 = 2\nstep8 = 0.1\nstep10 = 0"), graded("ada"))
    possible = full(graded)
    assert [step.number for step in weighted.steps] == [3, 8, 13]
    assert weighted.steps[0].points == 2 * possible[3]
    assert weighted.steps[1].points == Fraction(possible[8], 10)  # exactly
    assert weighted.points == weighted.possible


def test_the_latest_submission_counts(graded):
    first = graded("ada", "right", "2026-10-01T00:00:00+00:00")
    then = graded("ada", "wrong", "2026-10-02T00:00:00+00:00")
    assert points(Course(), then, first) == full(graded, "wrong")


def test_times_are_compared_as_moments(graded):
    first = graded("ada", "right", "2026-10-02T00:30:00+02:00")  # 22:30 on the day before
    then = graded("ada", "wrong", "2026-10-01T23:00:00+00:00")
    assert points(Course(), first, then) == full(graded, "wrong")


def test_handing_in_again_after_the_due_time_costs_nothing(graded, course):
    late = course(DUE + "[late]\npenalty = 0.1")
    on_time = graded("ada", "right", "2026-10-09T00:00:00+00:00")
    after = graded("ada", "right", "2026-10-15T00:00:00+00:00", digest="f" * 64)
    assert points(late, on_time, after) == full(graded)


def test_the_latest_by_the_due_time_counts_even_if_an_earlier_one_was_better(graded, course):
    better = graded("ada", "right", "2026-10-08T00:00:00+00:00")
    latest = graded("ada", "unsolved", "2026-10-09T00:00:00+00:00")
    assert points(course(DUE), better, latest) == full(graded, "unsolved")


@pytest.mark.parametrize(
    ("submitted", "days"),
    [
        ("2026-10-10T00:00:00+00:00", 0),
        ("2026-10-10T00:10:00+00:00", 0),  # grace
        ("2026-10-10T00:10:01+00:00", 1),
        ("2026-10-11T00:00:00+00:00", 1),
        ("2026-10-11T00:00:01+00:00", 2),
        ("2026-10-10T01:00:00+02:00", 0),
    ],
)
def test_a_begun_day_is_a_day_late(graded, course, submitted, days):
    late = course(DUE + "[late]\npenalty = 0.25\ngrace_minutes = 10")
    step = scored(late, graded("ada", "right", submitted)).steps[0]
    assert step.choice.days_late == days
    assert step.points == full(graded)[3] * (1 - Fraction(days, 4))


def test_free_days_are_spent_once_for_what_is_due_together_and_in_the_order_of_due_times(
    graded, course
):
    late = course(DUE + "[late]\nfree_days = 3\npenalty = 0.1")
    two_days = graded("ada", "right", "2026-10-12T00:00:00+00:00")
    steps = {step.number: step for step in scored(late, two_days).steps}
    assert [steps[number].choice.free_days for number in (3, 8, 10, 13)] == [2, 2, 0, 0]
    assert points(late, two_days) == full(graded)
    # Step 13 comes 2 days late as well, and 1 free day is left.
    again = graded("ada", "right", "2026-10-22T00:00:00+00:00", digest="f" * 64)
    two_days["grade"]["steps"] = [s for s in two_days["grade"]["steps"] if s["number"] != 13]
    steps = {step.number: step for step in scored(late, two_days, again).steps}
    assert (steps[13].choice.days_late, steps[13].choice.free_days) == (2, 1)
    assert steps[13].points == full(graded)[13] * Fraction(9, 10)


def test_free_days_are_not_spent_on_nothing(graded, course):
    late = course(DUE + "[late]\nfree_days = 2\npenalty = 0.1\ncloses_after_days = 5")
    nothing = graded("ada", "unsolved", "2026-10-11T12:00:00+00:00")
    then = graded("ada", "right", "2026-10-21T12:00:00+00:00")
    found = points(late, nothing, then)
    assert found == full(graded) | {3: 0, 8: 0}  # closed; step 13 has both free days


def test_what_is_late_earns_nothing_without_a_penalty(graded, course):
    assert points(course(DUE), graded("ada", "right", "2026-10-10T00:00:01+00:00"))[3] == 0


def test_nothing_is_taken_below_zero(graded, course):
    late = course(DUE + "[late]\npenalty = 0.4")
    assert points(late, graded("ada", "right", "2026-10-19T00:00:00+00:00"))[3] == 0


def test_a_step_closes(graded, course):
    late = course(DUE + "[late]\npenalty = 0\ncloses_after_days = 2")
    in_time = graded("ada", "wrong", "2026-10-12T00:00:00+00:00")
    after = graded("ada", "right", "2026-10-12T00:00:01+00:00")
    assert points(late, in_time, after)[3] == full(graded, "wrong")[3]
    alone = scored(late, after).steps[0]
    assert (alone.points, alone.possible, alone.attempt) == (0, full(graded)[3], None)


def test_a_submission_without_a_time_is_on_time_and_the_oldest(graded, course):
    untimed = graded("ada", "right", None)
    assert points(course(DUE), untimed) == full(graded)
    timed = graded("ada", "wrong", "2026-10-01T00:00:00+00:00")
    assert points(course(DUE), untimed, timed) == full(graded, "wrong")


def test_of_several_gradings_of_one_submission_the_newest_counts_step_by_step(graded):
    first = graded("ada", "right", graded="2026-10-01T00:00:00+00:00", checks="a" * 64)
    then = graded("ada", "right", graded="2026-10-02T00:00:00+00:00", checks="b" * 64)
    for check in then["grade"]["steps"][0]["checks"]:
        check.update(status="failed", points=0)
    del then["grade"]["steps"][1:]
    assert points(Course(), first, then) == full(graded) | {3: 0}


def test_a_refused_submission_does_not_take_the_place_of_a_graded_one(graded, refused):
    one = graded("ada", "right", "2026-10-01T00:00:00+00:00")
    assert points(Course(), one, refused("ada", submitted="2026-10-02T00:00:00+00:00")) == full(
        graded
    )


def test_who_was_always_refused_earns_nothing_of_what_the_others_could(graded, refused, course):
    found = scored(course("[weights]\nstep3 = 2"), refused("ada"), worth={3: 10, 8: 5, 12: 0})
    assert (found.points, found.possible, found.refused) == (0, 25, refused("ada")["refused"])


def test_the_order_in_which_submissions_are_kept_changes_nothing(graded, course):
    late = course(DUE + "[late]\nfree_days = 2\npenalty = 0.1\ncloses_after_days = 9")
    kinds = ("right", "wrong", "unsolved")
    submissions = [
        graded("ada", kinds[day % 3], f"2026-10-{day:02}T07:00:00+00:00", digest=f"{day:064}")
        for day in range(6, 24, 2)
    ]
    expected = points(late, *submissions)
    for seed in range(5):
        random.Random(seed).shuffle(submissions)
        assert points(late, *submissions) == expected


def test_every_point_is_one_of_a_check(graded, course):
    found = scored(course("[weights]\nstep8 = 3"), graded("ada", "wrong"))
    for step in found.steps:
        assert step.points == step.weight * sum(check.points for check in step.checks)
        assert step.attempt.key == attempt_key(graded("ada", "wrong"))
