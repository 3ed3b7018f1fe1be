"""What is unsafe, damaged or far too large is refused with a sentence, and harms nobody else."""

import gzip
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import pytest
from hostile_archives import (
    GOOD_TAR,
    MINE,
    MODULES_OF_TARS,
    MODULES_OF_ZIPS,
    TARS,
    ZIPS,
    tar_header,
    tar_with,
    zip_with,
)

from grading.submissions.finding import find_submissions

POSIX = pytest.mark.skipif(os.name == "nt", reason="a system with FIFOs and links for everybody")
MIB = 1 << 20
MOST_MEMORY = 256 * MIB  # beside what Python and its libraries take
# Written in a process that ends where it takes too much memory, or a minute.
PROGRAM = f"""
import json, pathlib, sys
from grading.submissions.finding import find_submissions
found = find_submissions(pathlib.Path(sys.argv[1]))
if sys.platform == "linux":
    import bz2, lzma, resource
    taken = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + {MOST_MEMORY},) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
for one in found:
    modules = sorted(one.snapshot.sources) if one.snapshot else []
    print(json.dumps([one.learner, modules, one.refused or one.snapshot.refused]))
"""


def told(folder, program=PROGRAM):
    """Return of each learner which modules were read, and what was refused."""
    run = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False
    )
    assert not run.stderr
    return {learner: said for learner, *said in map(json.loads, run.stdout.splitlines())}


def kinds_of(archives, suffix):
    """Return archives by the names of files."""
    return {f"{name} {suffix}": archive for name, archive in archives.items()}


@pytest.mark.timeout(120)
def test_each_hostile_archive_gets_a_sentence_and_its_neighbours_a_grade(tmp_path):
    whole = kinds_of(ZIPS, "of zip") | kinds_of(TARS, "of tar")
    modules = kinds_of(MODULES_OF_ZIPS, "of zip") | kinds_of(MODULES_OF_TARS, "of tar")
    for name, (data, _) in (whole | modules).items():
        (tmp_path / f"{name}.zip").write_bytes(data)
    for name in ("0 first", "zz last"):
        (tmp_path / f"{name}.zip").write_bytes(zip_with(("engine.py", MINE)))
    result = told(tmp_path)
    assert result.pop("0 first") == result.pop("zz last") == [["engine"], {}]
    assert set(result) == set(whole | modules)
    wrong = {}
    for name, (_, sentence) in whole.items():
        read, refused = result[name]
        if read or not isinstance(refused, str) or sentence not in refused:
            wrong[name] = result[name]
    for name, (_, sentence) in modules.items():
        read, refused = result[name]
        if isinstance(refused, str) or not any(sentence in why for why in refused.values()):
            wrong[name] = result[name]
    assert wrong == {}
    said = [refused for _, refused in result.values() if isinstance(refused, str)]
    assert all(sentence.count("\n") == 0 and sentence.endswith(".") for sentence in said)


def test_a_hostile_archive_inside_another_harms_nobody_either(tmp_path):
    for number, (name, (data, _)) in enumerate((ZIPS | TARS).items()):
        if len(data) < MIB:
            inner = zip_with((f"{number}.zip", data))
            (tmp_path / f"{name}.zip").write_bytes(inner)
    result = told(tmp_path)
    assert len(result) > 30
    assert {name: said for name, said in result.items() if said[0]} == {}
    assert not any("cannot be read (" in refused for _, refused in result.values())


@pytest.mark.parametrize(
    "data",
    [
        zip_with(("exercises/engine.py", MINE * 99), ("exercises/nn.py", MINE), ("a/b", b"")),
        tar_with((tar_header("exercises/nn.py"), MINE), (tar_header("a", 0, type=b"5"), b"")),
    ],
)
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_archive_is_told_of(tmp_path, data, seed):
    chance = random.Random(seed)
    damaged = {}
    for number in range(60):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        if number % 3 == 0:
            del changed[chance.randrange(len(changed)) :]
        damaged[f"{number:02}"] = bytes(changed)
        (tmp_path / f"{number:02}.zip").write_bytes(changed)
    submissions = list(find_submissions(tmp_path))
    assert [one.learner for one in submissions] == sorted(damaged)
    for one in submissions:
        assert bool(one.refused) == (one.snapshot is None)
        assert "cannot be read (" not in one.refused, one
        assert one.snapshot is None or one.snapshot.sources or one.snapshot.refused


def test_what_follows_an_archive_is_not_read(tmp_path):
    (tmp_path / "ada.tar.gz").write_bytes(gzip.compress(GOOD_TAR) + b"garbage" * 99)
    (tmp_path / "bob.tar").write_bytes(GOOD_TAR + b"garbage" * 999)
    (tmp_path / "cy.tar").write_bytes(GOOD_TAR[:1024])  # without the end that some leave out
    comment = io.BytesIO(zip_with(("engine.py", MINE)))
    with zipfile.ZipFile(comment, "a") as archive:
        archive.comment = b"a comment" * 7000
    (tmp_path / "dan.zip").write_bytes(comment.getvalue())
    for one in find_submissions(tmp_path):
        assert one.snapshot and one.snapshot.sources == {"engine": MINE}, one


def test_copies_of_a_module_that_are_the_same_are_one(tmp_path):
    member = (tar_header(), MINE)
    (tmp_path / "ada.tar").write_bytes(tar_with(member, member))
    with pytest.warns(UserWarning, match="Duplicate name"):
        (tmp_path / "bob.zip").write_bytes(zip_with(("engine.py", MINE), ("engine.py", MINE)))
        (tmp_path / "cy.zip").write_bytes(zip_with(("engine.py", MINE), ("engine.py", b"")))
    ada, bob, cy = find_submissions(tmp_path)
    assert ada.snapshot.sources == bob.snapshot.sources == {"engine": MINE}
    assert "more than once" in cy.snapshot.refused["engine"]


def test_links_in_what_nobody_looks_into_are_harmless(tmp_path):
    link = tarfile.TarInfo("x")
    link.type, link.linkname = tarfile.SYMTYPE, "/usr/bin/python3"
    for name in (".venv/bin/python", "venv/bin/python", ".git/x"):
        link.name = name
        header = link.tobuf(tarfile.GNU_FORMAT)
        marked = (tar_header("venv/pyvenv.cfg", 0), b"")
        folder = name.split("/")[0]
        (tmp_path / f"{folder}.tar").write_bytes(
            tar_with((header, b""), (tar_header(), MINE), marked)
        )
    for one in find_submissions(tmp_path):
        assert one.snapshot and one.snapshot.sources == {"engine": MINE}, one


@POSIX
def test_a_folder_that_leads_elsewhere_or_has_no_end(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "engine.py").write_bytes(b"# the solution")
    folder = tmp_path / "class"
    for name in "ada", "bob", "cy", "dan", "eve", "gus", "hal":
        (folder / name).mkdir(parents=True)
        (folder / name / "engine.py").write_bytes(MINE)
    (folder / "bob" / "exercises").symlink_to(outside)
    (folder / "cy" / "nn.py").symlink_to(outside / "engine.py")
    os.mkfifo(folder / "dan" / "nn.py")
    for number in range(10_001):
        (folder / "eve" / str(number)).touch()
    (folder / "fay").symlink_to(outside)
    (folder / "gus" / "again").symlink_to(".")
    (folder / "gus" / "nn.py").symlink_to("again/engine.py")
    here = os.getcwd()
    os.chdir(folder / "hal")
    try:
        for _ in range(300):  # deeper than a path may be long
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
    finally:
        os.chdir(here)
    (folder / "ivy.zip").symlink_to(outside / "engine.py")
    os.mkfifo(folder / "jo.zip")
    (folder / "kim").mkdir()
    (folder / "kim" / "\x1b[31m.py").symlink_to(outside)
    result = told(folder)
    assert "\x1b" not in result["kim"][1] and "leads out" in result["kim"][1]
    for name in "bob", "cy", "fay", "ivy":
        assert result[name][0] == [] and "leads out of the folder" in result[name][1]
    assert result["ada"] == result["hal"] == [["engine"], {}]
    assert result["dan"][0] == ["engine"] and "no regular file" in result["dan"][1]["nn"]
    assert "more than 10,000 files" in result["eve"][1]
    assert result["gus"] == [["engine", "nn"], {}]
    assert "no regular file" in result["jo"][1]


@POSIX
def test_a_folder_that_may_not_be_read_is_told_of():
    with tempfile.TemporaryDirectory() as name:  # which others than its owner can reach
        folder = Path(name)
        for learner in "ada", "bob", "cy":
            (folder / learner).mkdir()
            (folder / learner / "engine.py").write_bytes(MINE)
        (folder / "ada").chmod(0)
        (folder / "bob" / "exercises").mkdir(mode=0)
        folder.chmod(0o755)
        as_nobody = "import os\nos.geteuid() or os.seteuid(65534)\n"  # root may read all
        result = told(folder, PROGRAM.replace("for one", as_nobody + "for one"))
    assert result["ada"][1] == "It cannot be read: Permission denied."
    assert "`exercises` cannot be read" in result["bob"][1]
    assert result["cy"] == [["engine"], {}]
