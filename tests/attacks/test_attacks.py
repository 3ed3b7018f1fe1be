"""No attack gains a point, harms another's grade, or leaves anything behind (``attacks.toml``)."""

import json
import os
import pickle
import re
import subprocess
import sys
import time

import pytest
from attacked_class import (
    ATTACKS,
    HONEST,
    MOST_BYTES_OF_A_GRADE,
    SECONDS_FOR_ONE,
    SECONDS_TO_END,
    ClassGraded,
    Listener,
    digests_of_kit,
    grade_all,
    is_isolated,
    lay_out,
    lay_out_honest,
    left_behind,
    processes_with,
    remove_what_was_left,
    runs_here,
)

from grading.course.atomic_files import write_atomically
from grading.course.paths import KIT

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="session")
def isolated():
    """Whether submissions are graded in a sandbox here."""
    return is_isolated()


@pytest.fixture(scope="session")
def graded(tmp_path_factory, isolated):
    """Grade the honest ones, then all together: once, however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    kept = shared / "attacks.pickle"
    try:
        (shared / "attacks").mkdir()
    except FileExistsError:
        while not kept.exists():
            time.sleep(0.5)
        return pickle.loads(kept.read_bytes())
    found = None
    try:
        found = _graded(tmp_path_factory, isolated)
    finally:
        write_atomically(kept, pickle.dumps(found))
    return found


def _graded(tmp_path_factory, isolated):
    folder = tmp_path_factory.mktemp("class")
    temporary = tmp_path_factory.mktemp("temporary")
    listener = Listener()
    for name in HONEST:
        lay_out_honest(name, folder / "alone" / name)
        lay_out_honest(name, folder / "all" / name)
    for name in ATTACKS:
        if runs_here(name, isolated):
            lay_out(name, folder / "all" / name, listener.port)
    found = ClassGraded(alone=grade_all(folder / "alone", temporary))
    kit, left = digests_of_kit(), left_behind(temporary)
    found.together = grade_all(folder / "all", temporary)
    deadline = time.monotonic() + SECONDS_TO_END
    while processes_with(temporary) and time.monotonic() < deadline:
        time.sleep(0.2)
    found.processes = processes_with(temporary)
    found.files = sorted(set(left_behind(temporary)) - set(left))
    after = digests_of_kit()
    found.changed = sorted(path for path in kit | after if kit.get(path) != after.get(path))
    found.heard = listener.heard
    listener.close()
    remove_what_was_left(found.files)
    return found


def _run_here(name, isolated):
    attack = ATTACKS[name]
    if not runs_here(name, isolated):
        pytest.skip("it would harm this machine: there is no sandbox")
    if attack.get("needs_sandbox") and not isolated:
        pytest.skip("only a sandbox stops it, and there is none")


def verdicts(grade):
    """Return all of a grade that does not depend on how fast it went."""
    return [
        {name: value for name, value in check.items() if name != "seconds"}
        for step in grade["steps"]
        for check in step["checks"]
    ]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_with_a_grade_and_gains_nothing(name, graded, isolated):
    _run_here(name, isolated)
    found, attack = graded.together[name], ATTACKS[name]
    assert found.status is not None, f"not ended after {SECONDS_FOR_ONE} s"
    assert found.status in (0, 1), found.said[-1000:]
    assert "Traceback" not in found.said
    assert len(json.dumps(found.grade)) < MOST_BYTES_OF_A_GRADE
    assert attack.get("keeps", 0) <= found.points <= attack["earned"]


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_grade_is_what_it_is_alone(name, graded):
    alone, together = graded.alone[name], graded.together[name]
    assert alone.points == together.points
    assert verdicts(alone.grade) == verdicts(together.grade)


def test_no_process_is_left(graded, isolated):
    if not isolated:
        pytest.skip("a process that leaves its group is only found by a sandbox's end")
    assert graded.processes == []


def test_no_file_is_left_outside(graded, isolated):
    if not isolated:
        pytest.skip("only a sandbox keeps code from writing where its user may")
    assert graded.files == []


def test_the_kit_is_as_it_was(graded):
    assert graded.changed == []


def test_nobody_reached_the_network(graded, isolated):
    if not isolated:
        pytest.skip("only a sandbox keeps code from the network")
    assert graded.heard == []


@pytest.mark.parametrize("name", [n for n in ATTACKS if ATTACKS[n]["kind"] == "picture"])
def test_a_picture_reaches_nowhere_and_runs_nothing(name, tmp_path):
    lay_out(name, tmp_path / name)
    picture = tmp_path / "drawn.svg"
    command = [sys.executable, str(KIT / "grader.py"), "draw", "4", "--no-open"]
    command += ["--output", str(picture), "--implementation", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, timeout=SECONDS_FOR_ONE, check=False)
    assert done.returncode in (0, 2) and b"Traceback" not in done.stderr
    svg = picture.read_text(encoding="utf-8") if picture.exists() else ""
    # As a text, or as the name of a node, whatever a learner writes is harmless.
    assert not re.findall(r"<script|<image|<a\b|href=|src=|stylesheet|@import|url\(|\son\w+=", svg)


def test_every_attack_says_what_it_tries():
    assert all(
        {"tries", "kind", "earned"} <= attack.keys() and attack["tries"]
        for attack in ATTACKS.values()
    )
