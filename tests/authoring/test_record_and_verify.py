"""Authors: what has not changed is neither recorded nor proved again; a wrong entry is told."""

import hashlib
import importlib.util
import json

import pytest

from grading.course.curriculum import STEPS
from grading.course.paths import KIT

NO_TORCH = importlib.util.find_spec("torch") is None
CHECK = STEPS[0].check_file


def test_what_was_proved_is_not_proved_again_until_something_changes(kit_copy, run_kit):
    first = run_kit(kit_copy, "verify", "1")
    assert first.returncode == 0, first.stdout
    assert "The kit is sound." in first.stdout
    second = run_kit(kit_copy, "verify", "1")
    assert second.returncode == 0
    assert second.stdout.strip() == (
        "nothing has changed since it was proved (--all proves it again): 1"
    )
    lesson = kit_copy / "lessons" / STEPS[0].lesson_file
    lesson.write_text(lesson.read_text().partition("\n## Hints\n")[0])
    third = run_kit(kit_copy, "verify", "1")
    assert third.returncode == 1
    assert "has 0 hints; write 2 to 4" in third.stdout
    fourth = run_kit(kit_copy, "verify", "1")
    assert fourth.returncode == 1


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("cure = ", "remedy = ", "has no cure"),
        ('cure = "', 'hint = "none"\ncure = "', "has hint, which says nothing here"),
        ('cure = "', "cure = ", "cannot be read"),
        ("cured_by = [", "cured_by = []  # [", "`not_cured`, which says why, go together"),
        ("cured_by = [", 'not_cured = "by chance"  # [', "go together"),
        ('id = "missing-parentheses"', 'id = "wrong-pair-of-points"', "stands twice"),
    ],
)
def test_a_wrong_entry_of_the_bank_is_one_sentence(kit_copy, run_kit, old, new, sentence):
    bank = kit_copy / "checks" / "mistakes" / "step01.toml"
    assert old in bank.read_text()
    bank.write_text(bank.read_text().replace(old, new, 1))
    done = run_kit(kit_copy, "verify", "1")
    assert done.returncode == 2
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_mistake_is_cured_by_a_kind_that_it_names(kit_copy, run_kit):
    bank = kit_copy / "checks" / "mistakes" / "step01.toml"
    old = 'cured_by = ["grouped", "another statement"]'
    assert old in bank.read_text()
    bank.write_text(bank.read_text().replace(old, 'cured_by = ["seeded", "guessed"]'))
    references = kit_copy / "checks" / "references" / "mistakes"
    for path in references.glob("*.json"):  # as if they had been recorded with it
        path.write_text(path.read_text().replace(digest_of(KIT, bank), digest_of(kit_copy, bank)))
    done = run_kit(kit_copy, "verify", "1")
    assert done.returncode == 1
    assert "there is no kind of edit `guessed`" in done.stdout
    assert "is cured by an edit `grouped`, and not by seeded or guessed" in done.stdout


def digest_of(kit, bank):
    """Return the digest of a kit's file as references hold it."""
    return hashlib.sha256((kit / "checks" / "mistakes" / bank.name).read_bytes()).hexdigest()


@pytest.mark.skipif(NO_TORCH, reason="needs torch")
@pytest.mark.timeout(300)
def test_only_what_a_changed_check_touches_is_recorded(kit_copy, run_kit):
    assert run_kit(kit_copy, "record").stdout == ""
    check = kit_copy / "checks" / CHECK
    text = check.read_text()
    assert "3.0" in text
    check.write_text(text.replace("3.0", "3.25", 1))
    assert run_kit(kit_copy, "check", "1").returncode == 2
    references = kit_copy / "checks" / "references"
    before = {path: path.read_text() for path in references.rglob("*.json")}
    done = run_kit(kit_copy, "record")
    assert done.returncode == 0, done.stderr
    assert "step 1: " in done.stdout and "step 2: " not in done.stdout
    changed = {path.name for path, known in before.items() if path.read_text() != known}
    assert changed == {"step01.json"}
    assert run_kit(kit_copy, "verify", "1").returncode == 0
    forms = json.loads((references / "mistakes" / "step01.json").read_text())["forms"]
    assert len(forms) == len(json.loads(before[references / "mistakes" / "step01.json"])["forms"])
