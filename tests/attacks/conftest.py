"""All attacks and three honest submissions, graded once for all tests."""

import time

import pytest
from attacked_class import (
    ATTACKS,
    HONEST,
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


@pytest.fixture(scope="session")
def isolated():
    """Whether submissions are graded in a sandbox here."""
    return is_isolated()


@pytest.fixture(scope="session")
def graded(tmp_path_factory, isolated):
    """Grade the honest ones, then all together."""
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
