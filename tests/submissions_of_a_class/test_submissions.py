"""Every submission is found in what instructors have: folders, archives, platforms' downloads."""

import io
import os
import pickle
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest

from grading.course.errors import KitError
from grading.submissions.finding import count_submissions, find_submissions

MINE = b"# mine\n"


def folder_of(path, *names, source=MINE):
    """Write files into a folder; return it."""
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(source)
    return path


def zip_of(path, *names, source=MINE):
    """Write a zip with files of these names; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, source)
    return path


def tar_of(path, *names, mode="w:gz", source=MINE):
    """Write a tar with files of these names; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, mode) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = len(source)
            archive.addfile(info, io.BytesIO(source))
    return path


def found(path):
    """Return each learner's modules, or the sentence that refuses them."""
    submissions = list(find_submissions(path))
    assert count_submissions(path) == len(submissions)
    learners = [submission.learner for submission in submissions]
    assert learners == sorted(set(learners))
    return {
        submission.learner: sorted(submission.snapshot.sources)
        if submission.snapshot
        else submission.refused
        for submission in submissions
    }


def test_a_folder_or_an_archive_each(tmp_path):
    folder_of(tmp_path / "ada", "engine.py", "nn.py", "notes.txt")
    folder_of(tmp_path / "bob" / "exercises", "engine.py")
    zip_of(tmp_path / "cy.zip", "exercises/engine.py", "exercises/graph.py")
    tar_of(tmp_path / "dan.tar", "./nn.py", mode="w:")
    tar_of(tmp_path / "eve.tar.gz", "project-main/exercises/engine.py")
    tar_of(tmp_path / "fay.TGZ", "engine.py")
    tar_of(tmp_path / "gus.tar.bz2", "a/b/c/engine.py", mode="w:bz2")
    tar_of(tmp_path / "hal.tar.xz", "engine.py", mode="w:xz")
    folder_of(tmp_path, "grades.csv", ".hidden/engine.py", "README")
    assert found(tmp_path) == {
        "ada": ["engine", "nn"],
        "bob": ["engine"],
        "cy": ["engine", "graph"],
        "dan": ["nn"],
        "eve": ["engine"],
        "fay": ["engine"],
        "gus": ["engine"],
        "hal": ["engine"],
    }


def test_it_is_shown_where_the_modules_lay(tmp_path):
    folder_of(tmp_path / "ada" / "exercises", "engine.py")
    zip_of(tmp_path / "bob.zip", "main/exercises/engine.py")
    folder_of(tmp_path / "cy", "notes.txt")
    zip_of(tmp_path / "cy" / "work.zip", "exercises/engine.py")
    folders = {one.learner: one.snapshot.folder for one in find_submissions(tmp_path)}
    assert folders == {
        "ada": tmp_path / "ada" / "exercises",
        "bob": tmp_path / "bob.zip" / "main" / "exercises",
        "cy": tmp_path / "cy" / "work.zip" / "exercises",
    }


def test_the_kits_own_folder_is_one_submission_whatever_lies_in_it(tmp_path):
    folder_of(tmp_path / "exercises", "engine.py", "backup/engine.py")
    zip_of(tmp_path / "exercises" / "handed-in.zip", "engine.py")
    (only,) = find_submissions(tmp_path / "exercises")
    assert only.snapshot.folder == tmp_path / "exercises"
    assert not only.refused


def test_a_digest_depends_on_the_modules_alone(tmp_path):
    folder_of(tmp_path / "ada", "exercises/engine.py", "notes.txt")
    zip_of(tmp_path / "bob.zip", "engine.py")
    tar_of(tmp_path / "cy.tgz", "engine.py", source=b"# another")
    ada, bob, cy = (submission.snapshot.digest for submission in find_submissions(tmp_path))
    assert ada == bob != cy


KIT = (
    "kit/exercises/engine.py",
    "kit/solutions/engine.py",
    "kit/checks/torch_twins/engine.py",
    "kit/tests/submissions/lecture/engine.py",
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (KIT, ["engine"]),
        ((*KIT[1:], "kit/exercises/README"), "no module"),
        (("engine.py", "exercises/nn.py"), ["nn"]),
        (("engine.py", "exercises/engine.py"), "`engine.py` and `exercises/engine.py`"),
        (("one/engine.py", "two/engine.py"), "`one/engine.py` and `two/engine.py`"),
        (("one/engine.py", "two/nn.py"), "`one/` and `two/`"),
        (("one/exercises/engine.py", "two/engine.py"), ["engine"]),
        (("__MACOSX/._engine.py", "__MACOSX/engine.py", "a/engine.py"), ["engine"]),
        ((".git/engine.py", "engine.py"), ["engine"]),
        (("venv/pyvenv.cfg", "venv/engine.py", "a/engine.py"), ["engine"]),
        (("notes.txt", "other.py"), "no module"),
        (("a/b/c/d/engine.py",), "no module"),
    ],
)
@pytest.mark.parametrize("pack", [folder_of, zip_of, tar_of])
def test_which_folder_holds_the_modules(tmp_path, pack, names, expected):
    suffix = {folder_of: "", zip_of: ".zip", tar_of: ".tar.gz"}[pack]
    pack(tmp_path / f"ada{suffix}", *names)
    result = found(tmp_path)["ada"]
    assert result == expected if isinstance(expected, list) else expected in result


def test_a_name_in_capitals_is_told_of(tmp_path):
    zip_of(tmp_path / "ada.zip", "Engine.py", "nn.py")
    zip_of(tmp_path / "bob.zip", "Engine.py", "engine.py", "nn.py")
    ada, bob = (submission.snapshot for submission in find_submissions(tmp_path))
    assert ada.refused == {"engine": "`Engine.py` is not read: name it `engine.py`."}
    assert "both `Engine.py` and `engine.py`" in bob.refused["engine"]
    assert list(ada.sources) == list(bob.sources) == ["nn"]


@pytest.mark.parametrize(
    ("suffix", "mode"), [("zip", ""), ("tar", "w:"), ("tgz", "w:gz"), ("tar.xz", "w:xz")]
)
def test_an_archive_inside_one_is_read_and_none_inside_that(tmp_path, suffix, mode):
    inner, innermost = tmp_path / f"inner.{suffix}", tmp_path / "innermost.zip"
    if mode:
        tar_of(inner, "exercises/engine.py", mode=mode)
    else:
        zip_of(inner, "exercises/engine.py")
    with zipfile.ZipFile(innermost, "w") as archive:
        archive.write(inner, inner.name)
    (tmp_path / "class").mkdir()
    with zipfile.ZipFile(tmp_path / "class" / "ada.zip", "w") as archive:
        archive.write(inner, f"hand-in/{inner.name}")
    with zipfile.ZipFile(tmp_path / "class" / "bob.zip", "w") as archive:
        archive.write(innermost, innermost.name)
    with tarfile.open(tmp_path / "class" / "cy.tar", "w") as tar:
        tar.add(inner, inner.name)
    with zipfile.ZipFile(tmp_path / "class" / "dan.zip", "w") as archive:
        archive.write(inner, inner.name)
        archive.write(inner, f"again.{suffix}")
    result = found(tmp_path / "class")
    assert result["ada"] == result["cy"] == ["engine"]
    assert "no module" in result["bob"]
    assert "several archives" in result["dan"]


def test_two_of_one_name_are_told_apart(tmp_path):
    folder_of(tmp_path / "ada", "engine.py")
    zip_of(tmp_path / "ada.zip", "nn.py")
    tar_of(tmp_path / "ada.tar.gz", "graph.py")
    folder_of(tmp_path / "bell\x07" if os.name != "nt" else tmp_path / "bell", "engine.py")
    result = found(tmp_path)
    assert result.pop("bell�" if os.name != "nt" else "bell") == ["engine"]
    assert result == {"ada": ["engine"], "ada.zip": ["nn"], "ada.tar.gz": ["graph"]}


def test_what_is_packed_otherwise_or_lies_about_is_told_of(tmp_path):
    folder_of(tmp_path / "ada", "engine.py")
    folder_of(tmp_path, "bob.rar", "cy.7z", "engine.py")
    result = found(tmp_path)
    assert result["ada"] == ["engine"]
    assert "packed as `.rar`" in result["bob.rar"] and "pack it as a zip" in result["cy.7z"]
    assert "put it into a folder" in result["engine.py"]


def test_one_submission_is_a_class_of_one(tmp_path):
    folder_of(tmp_path / "ada", "engine.py", "data/names.txt")
    folder_of(tmp_path / "bob", "exercises/nn.py", "solutions/engine.py", "grader.py")
    assert found(tmp_path / "ada") == {"ada": ["engine"]}
    assert found(tmp_path / "bob") == {"bob": ["nn"]}
    assert found(zip_of(tmp_path / "cy.zip", "main/exercises/graph.py")) == {"cy": ["graph"]}
    assert found(tar_of(tmp_path / "dan.tar.gz", "nn.py")) == {"dan": ["nn"]}


METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '7'
    :email: ada@example.org
  :created_at: 2026-11-20 10:00:00.250000000 Z
  :score: 3.0
  :results:
    output: |
      submission_999:
        :submitters:
        - :name: Somebody Else
submission_102:
  :submitters:
  - :name: "Bob\\e[31m O'Neil"
    :email: bob@example.org
  - :name: Cy
    :email: cy@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-11-21 11:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
submission_103:
  :submitters:
  - :name: Dan
    :email: dan@example.org
  :created_at:
submission_104:
  :submitters:
  - :name: Dan
    :email: another@example.org
"""


@pytest.mark.parametrize("kind", ["folder", "zip", "inner folder"])
def test_a_gradescope_download(tmp_path, kind):
    pytest.importorskip("yaml")
    export = tmp_path / "assignment_5_export"
    folder_of(export / "submission_101", "engine.py")
    folder_of(export / "submission_102" / "exercises", "nn.py")
    folder_of(export / "submission_103", "notes.txt")
    folder_of(export / "submission_105", "graph.py")
    folder_of(tmp_path / "__MACOSX", "._assignment_5_export")  # as its unpacking leaves it
    (export / "submission_metadata.yml").write_text(METADATA, encoding="utf-8")
    path = export if kind == "folder" else tmp_path
    if kind == "zip":
        path = shutil.make_archive(str(tmp_path / "download"), "zip", tmp_path, export.name)
    result = found(type(tmp_path)(path))
    assert result.pop("Ada Lovelace") == ["engine"]
    assert result.pop("Bob�[31m O'Neil, Cy") == ["nn"]
    assert "no module" in result.pop("Dan (dan@example.org)")
    assert "is not in the download" in result.pop("Dan (another@example.org)")
    assert result == {"submission_105": ["graph"]}
    submitted = {one.learner: one.submitted for one in find_submissions(type(tmp_path)(path))}
    assert submitted["Ada Lovelace"] == "2026-11-20T10:00:00.250000+00:00"
    assert submitted["Bob�[31m O'Neil, Cy"] == "2026-11-21T11:00:00+00:00"
    assert submitted["Dan (dan@example.org)"] is None


SUBMITTERS = [
    f"submission_101:\n  :submitters: {submitters}\n  :created_at: {moment}\n"
    for submitters, moment in (
        ("3", "3"),
        ("[3]", "[]"),
        ("{a: b}", "99:99"),
        ("[{:name: []}]", ""),
    )
]


@pytest.mark.parametrize(
    "metadata", ["", "a: [", "- 1", "submission_101: 3", "{a: &b [*b]}", "\0", *SUBMITTERS]
)
def test_a_gradescope_download_whose_list_is_broken(tmp_path, metadata):
    pytest.importorskip("yaml")
    folder_of(tmp_path / "submission_101", "engine.py")
    (tmp_path / "submission_metadata.yml").write_text(metadata, encoding="utf-8")
    assert found(tmp_path)["submission_101"] == ["engine"]


def test_a_gradescope_download_without_its_library(tmp_path):
    folder_of(tmp_path / "submission_101", "engine.py")
    folder_of(tmp_path, "submission_metadata.yml")
    program = (
        "import pathlib, sys; sys.modules['yaml'] = None\n"
        "from grading.submissions.finding import count_submissions\n"
        "count_submissions(pathlib.Path(sys.argv[1]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert "KitError: A Gradescope download is read with PyYAML: `" in run.stderr
    assert "-m pip install pyyaml`" in run.stderr


@pytest.mark.parametrize("is_zip", [False, True])
def test_a_moodle_download(tmp_path, is_zip):
    download = tmp_path / "download"
    folder_of(download / "Ada Lovelace_1001_assignsubmission_file_", "engine.py", "nn.py")
    zip_of(download / "Bob_1002_assignsubmission_file_" / "bob.zip", "exercises/graph.py")
    folder_of(
        download,
        "Zoë de Souza_1003_assignsubmission_file_engine.py",
        "Zoë de Souza_1003_assignsubmission_file_by_hand.py",
        "Participant_1004_assignsubmission_file_nn.py",
        "Participant_1005_assignsubmission_file_engine.py",
        "Fay_1006_assignsubmission_onlinetext_onlinetext.html",
    )
    zip_of(download / "Gus_1007_assignsubmission_file_work.zip", "engine.py")
    path = download
    if is_zip:
        path = tmp_path / "download.zip"
        shutil.make_archive(str(download), "zip", download)
    result = found(path)
    assert "no module" in result.pop("Fay")
    assert result == {
        "Ada Lovelace": ["engine", "nn"],
        "Bob": ["graph"],
        "Zoë de Souza": ["by_hand", "engine"],
        "Participant (1004)": ["nn"],
        "Participant (1005)": ["engine"],
        "Gus": ["engine"],
    }


def test_repositories_of_github_classroom(tmp_path):
    folder = tmp_path / "autograd-submissions"
    for name in ("autograd-ada", "autograd-bob-2"):
        folder_of(folder / name, "exercises/engine.py", ".git/engine.py", "solutions/engine.py")
    assert found(folder) == {"ada": ["engine"], "bob-2": ["engine"]}


def test_a_zip_of_a_class(tmp_path):
    names = ("class/ada/engine.py", "class/bob/exercises/nn.py", "class/notes.txt")
    assert found(zip_of(tmp_path / "a.zip", *names)) == {"ada": ["engine"], "bob": ["nn"]}
    names = ("ada/engine.py", "bob/nn.py", "bob/../../x", "../y", "/z", "cy/a\\b/engine.py")
    result = found(zip_of(tmp_path / "b.zip", *names))
    assert result.pop("ada") == ["engine"]
    assert len(result) == 3 and all("pack" in sentence for sentence in result.values())


def test_they_are_read_when_they_are_asked_for(tmp_path):
    folder_of(tmp_path / "ada", "engine.py")
    folder_of(tmp_path / "bob", "engine.py")
    submissions = find_submissions(tmp_path)
    assert next(submissions).learner == "ada"
    (tmp_path / "bob" / "engine.py").write_bytes(b"# later")
    assert next(submissions).snapshot.sources == {"engine": b"# later"}


def test_a_submission_can_be_sent_to_another_process(tmp_path):
    (submission,) = find_submissions(folder_of(tmp_path / "ada", "engine.py", "Nn.py"))
    digest = submission.snapshot.digest
    sent = pickle.loads(pickle.dumps(submission))
    assert sent == submission and sent.snapshot.digest == digest


def test_what_holds_no_submission_gets_a_sentence(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("")
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4 and no more")
    zip_of(tmp_path / "nothing.zip")
    for name, sentence in {
        "empty": "There is no submission in",
        "nothing.zip": "There is no submission in",
        "nowhere": "There is no ",
        "file.txt": "is no folder, zip or tar",
        "broken.zip": "damaged zip",
    }.items():
        for ask in (count_submissions, lambda path: list(find_submissions(path))):
            with pytest.raises(KitError, match=sentence):
                ask(tmp_path / name)


NEAR = ["engine (1).py", "engine.ipynb", "engine.py.txt", "engine-1.py", "Engine - Copy.py"]
NOT_NEAR = ["engine_test.py", "engine.txt", "engine-notes.py", "my_engine.py"]


@pytest.mark.parametrize("pack", [folder_of, zip_of, tar_of])
@pytest.mark.parametrize("name", NEAR)
def test_a_file_whose_name_is_near_to_a_module_is_named(tmp_path, pack, name):
    ending = "" if pack is folder_of else ".zip" if pack is zip_of else ".tar.gz"
    pack(tmp_path / f"ada{ending}", f"exercises/{name}", "exercises/nn.py")
    pack(tmp_path / f"bob{ending}", f"exercises/{name}")
    pack(tmp_path / f"cy{ending}", name, "engine.py")
    ada, bob, cy = find_submissions(tmp_path)
    assert ada.snapshot.refused == {"engine": ada.note}
    assert ada.note.startswith(f"`{name}` is ") and "`engine.py`" in ada.note
    assert bob.snapshot is None
    assert bob.refused.startswith(f"It holds no module: `exercises/{name}` is ")
    assert cy.snapshot.sources == {"engine": MINE} and not cy.note


def test_other_files_are_not_taken_for_a_module(tmp_path):
    folder_of(tmp_path / "ada", *NOT_NEAR, "nn.py")
    (ada,) = find_submissions(tmp_path)
    assert ada.note == "" and ada.snapshot.refused == {}


def test_equal_modules_beside_differently_named_files_are_graded_apart(tmp_path):
    for learner, name in (("ada", "engine (1).py"), ("bob", "engine-1.py")):
        folder_of(tmp_path / learner, name, "nn.py")
    ada, bob = find_submissions(tmp_path)
    assert ada.snapshot.digest != bob.snapshot.digest
