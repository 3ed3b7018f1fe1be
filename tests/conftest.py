"""What the machinery's tests share: submissions made in a folder, and the command run on them."""

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from submission_under_test import Submission

from grading.course.curriculum import step_numbered
from grading.course.paths import KIT
from grading.course.solution_blocks import with_stubs
from grading.course.stubs import solution_source, stub_files
from grading.session.session import Session
from grading.session.worker_pool import WorkerPool

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder to keep them in, to look at
SEVERE = ("serious", "critical")


def pytest_configure(config):
    """Compile the machinery once: no command of a test, nor of a copied kit, has to."""
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(KIT / "grading", quiet=2)


@pytest.fixture(scope="session")
def workers():
    """A pool of workers for all tests of a process."""
    pool = WorkerPool()
    yield pool
    pool.close()


@pytest.fixture(autouse=True)
def graded_in_one_process(request, monkeypatch):
    """Grade right code in a session of this process: the command takes as long to start.

    That the command and a session say the same is what ``test_entry_points`` is about.
    """
    if "test_other_right_code" not in request.module.__name__:
        return
    pool = request.getfixturevalue("workers")

    def grade(submission, *steps):
        with Session(submission.folder, pool=pool) as session:
            return session.grade([step_numbered(step) for step in steps]).as_data()

    monkeypatch.setattr(Submission, "grade", grade)


def pytest_collection_modifyitems(items):
    """Give these tests, which start whole graders, more time than a check has."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(120))


@pytest.fixture
def solved(tmp_path):
    """A submission in which everything is right."""
    return _submission(tmp_path / "solved", {name: _solved(name) for name in stub_files()})


@pytest.fixture(scope="module")
def solved_once(tmp_path_factory):
    """A submission for all tests of a file."""
    folder = tmp_path_factory.mktemp("once") / "solved"
    return _submission(folder, {name: _solved(name) for name in stub_files()})


@pytest.fixture
def unsolved(tmp_path):
    """A submission as it is handed out."""
    return _submission(tmp_path / "unsolved", stub_files())


def _solved(name):
    return with_stubs(solution_source(name), lambda step: False)


def _submission(folder, texts):
    submission = Submission(folder)
    submission.folder.mkdir()
    for name, text in texts.items():
        submission.write(name, text)
    return submission


NOT_COPIED = shutil.ignore_patterns(".git", ".tox", ".venv", ".*_cache", ".kit")


def _not_copied(folder, names):
    """What is compiled of the machinery is copied: each copy would take half a second for it."""
    is_machinery = Path(folder).is_relative_to(KIT / "grading")
    return NOT_COPIED(folder, names) | (set() if is_machinery else {"__pycache__"})


@pytest.fixture
def kit_copy(tmp_path):
    """A copy of the whole kit, to change."""
    copy = tmp_path / "kit"
    shutil.copytree(KIT, copy, ignore=_not_copied)
    return Path(copy)


@pytest.fixture
def run_kit():
    """Run the command of a copied kit."""

    def run(kit, *arguments, **options):
        command = [sys.executable, str(kit / "grader.py"), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)

    return run


@pytest.fixture
def solved_text():
    """Return the finished text of a module."""
    return _solved


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser):
    """Open an address as some reader does; nothing may fail or be asked of the network."""
    contexts, troubles = [], []

    def open_one(address, **reader):
        contexts.append(browser.new_context(**reader))
        page = contexts[-1].new_page()
        page.on("console", lambda said: said.type == "error" and troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda asked: _note_foreign(asked.url, address, troubles))
        page.goto(address)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not troubles


def _note_foreign(url, address, troubles):
    if not url.startswith((address.partition("report")[0], "data:")):
        troubles.append(f"asked for {url}")


@pytest.fixture
def severe_findings():
    """Return what axe-core finds serious or critical in a page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")

    def findings(page):
        found = axe.Axe().run(page).response["violations"]
        return [
            (entry["id"], [node["html"][:120] for node in entry["nodes"]])
            for entry in found
            if entry["impact"] in SEVERE
        ]

    return findings


@pytest.fixture
def keep_screenshot():
    def keep(page, name):
        if SCREENSHOTS:
            page.screenshot(path=str(Path(SCREENSHOTS, f"{name}.png")), full_page=True)

    return keep
