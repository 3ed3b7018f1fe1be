"""A headless browser, for the tests of what is shown in one."""

import os
import shutil
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
SCREENSHOTS = os.environ.get("SCREENSHOTS")  # a folder to keep them in, to look at
SEVERE = ("serious", "critical")


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
