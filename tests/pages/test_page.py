"""The page in a real headless browser: readable, reachable, escaped, and renewed in place."""

import base64
import re

import pytest

from benchmarks.watch_under_test import WatchUnderTest, save

WRONG = "self.grad = other.data * out.grad"
RIGHT = "self.grad += other.data * out.grad"
FOR_EVER = """
    @property
    def _prev(self):
        import sys
        yield from self.kept
        while sys._getframe(1).f_code.co_name in ("children_of", "<listcomp>"):
            yield self

    @_prev.setter
    def _prev(self, children):
        self.kept = tuple(children)

"""
pytestmark = pytest.mark.timeout(180)


def half_done_work(solved):
    """Make mistakes in a submission, a label that is markup, and something printed."""
    solved.change("engine", RIGHT, WRONG)
    solved.change(
        "engine", "other.grad += self.data * out.grad", "other.grad = self.data * out.grad"
    )
    solved.change(
        "engine", '(self, other), "*")', '(self, other), "*", "<script>alert(1)</script>")'
    )
    solved.change(
        "engine",
        "        self.grad = 1.0\n",
        "        print('<img src=x onerror=alert(2)>')\n        self.grad = 1.0\n",
    )
    return solved


@pytest.fixture
def half_done(solved):
    """A submission of half-done work."""
    return half_done_work(solved)


@pytest.fixture(scope="module")
def report(solved_once, tmp_path_factory):
    """The page of half-done work, which no test changes."""
    file = tmp_path_factory.mktemp("report") / "report.html"
    done = half_done_work(solved_once).run("report", "--output", file, "--no-open")
    assert done.returncode == 0, done.stderr
    return file


def picture_source(page):
    """Return the SVG of the first picture of step 10."""
    source = page.locator("#step-10 .failure img").first.get_attribute("src")
    return base64.b64decode(source.partition("base64,")[2]).decode()


READERS = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "small": {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "dark-phone": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
}


@pytest.mark.parametrize("reader", READERS)
def test_axe_finds_nothing_severe_and_nothing_is_cut_off(
    open_page, report, severe_findings, keep_screenshot, reader
):
    page = open_page(report.as_uri(), **READERS[reader])
    for summary in page.query_selector_all("summary"):
        summary.evaluate("element => element.parentElement.open = true")
    assert page.locator(".replay input").first.is_visible()
    keep_screenshot(page, reader)
    assert severe_findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_it_shows_the_check_the_numbers_the_mistake_and_the_picture(open_page, report):
    page = open_page(report.as_uri())
    for summary in page.query_selector_all("#step-10 summary"):
        summary.evaluate("element => element.parentElement.open = true")
    failure = page.locator("#step-10 .failure").first
    text = failure.inner_text()
    assert "a node multiplied by itself" in text and "b = a * a" in text
    assert re.search(r"a\.grad\s+3\.0\s+6\.0\s+✗ no", text)
    assert "a gradient is overwritten instead of accumulated" in text
    picture = failure.locator("img")
    assert "Wrong in: a" in picture.get_attribute("alt")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert page.locator("section[id^=step-] > details:has(.lesson)").count() == 48


def test_what_the_code_names_and_prints_is_text(open_page, report):
    page = open_page(report.as_uri())
    dialogs = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message) or dialog.dismiss())
    page.reload()
    assert "&lt;script&gt;" in picture_source(page) and "<script" not in picture_source(page)
    assert "<img src=x onerror=alert(2)>" in page.locator(".failure[open]").first.inner_text()
    assert not dialogs and page.locator("main script, img[src=x]").count() == 0


def test_the_keyboard_reaches_everything(open_page, report):
    page = open_page(report.as_uri())
    wanted = page.evaluate(
        "[...document.querySelectorAll('a, summary, input, [tabindex]')]"
        ".filter(element => element.checkVisibility()).length"
    )
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        place = page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)")
        reached.add(place)
    body = page.evaluate("[...document.querySelectorAll('*')].indexOf(document.body)")
    assert len(reached - {body}) == wanted
    page.locator("summary", has_text="Lesson of step 1").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("#step-1 .lesson").is_visible()


def test_the_training_and_the_history_are_plotted(
    open_page, kit_copy, run_kit, solved_text, severe_findings, keep_screenshot
):
    for name in ("derivatives", "engine", "graph", "by_hand", "nn", "training"):
        (kit_copy / "exercises" / f"{name}.py").write_text(solved_text(name))
    run_kit(kit_copy, "check", "10")
    done = run_kit(kit_copy, "report", "--no-open")
    assert done.returncode == 0 and done.stdout.strip() == "report.html"
    page = open_page((kit_copy / "report.html").as_uri())
    keep_screenshot(page, "finished")
    assert len(page.locator("#training .line").get_attribute("points").split()) == 20
    assert page.locator("#training .disc").count() == page.locator("#training .cross").count() == 10
    assert page.locator("#training .square").count() > 50
    assert "2 grades" in page.locator("#history").inner_text()
    assert page.locator("#history .line").count() == 1
    assert severe_findings(page) == []


def test_a_watched_page_renews_itself_and_keeps_the_readers_place(
    open_page, solved, severe_findings
):
    session = WatchUnderTest(solved.folder, 10, "--page")
    try:
        address = session.wait_for("page http://127.0.0.1:")[1].split()[1]
        session.wait_for("of 48 steps. ")
        page = open_page(address, viewport={"width": 900, "height": 700})
        page.locator("summary", has_text="Lesson of step 12").click()
        page.locator("#step-12").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('#step-12').scrollIntoView({behavior: 'instant'})")
        before = page.evaluate("document.querySelector('#step-12').getBoundingClientRect().top")
        save(
            solved.folder / "engine.py",
            (solved.folder / "engine.py").read_text().replace(RIGHT, WRONG),
        )
        page.locator("#step-10 .failure").first.wait_for(state="attached", timeout=20_000)
        page.wait_for_timeout(300)
        after = page.evaluate("document.querySelector('#step-12').getBoundingClientRect().top")
        assert abs(after - before) < 3
        assert page.locator("#step-12 .lesson").is_visible()
        assert page.evaluate("document.activeElement.textContent") == "Lesson of step 12"
        save(
            solved.folder / "engine.py",
            (solved.folder / "engine.py").read_text().replace(WRONG, RIGHT),
        )
        page.locator("#step-10 .failure").first.wait_for(state="detached", timeout=20_000)
        assert severe_findings(page) == []
        page.close()
    finally:
        assert not session.stop()


def test_only_this_machine_by_its_own_name_is_served(solved):
    import http.client

    session = WatchUnderTest(solved.folder, "--page")
    try:
        host = session.wait_for("page http://127.0.0.1:")[1].split("/")[2]
        for name, path, status in (
            (host, "/", 200),
            (host, "/../grader.py", 404),
            ("evil.example", "/", 403),
        ):
            connection = http.client.HTTPConnection(host)
            connection.request("GET", path, headers={"Host": name})
            assert connection.getresponse().status == status
            connection.close()
    finally:
        assert not session.stop()


def test_a_graph_that_has_no_end_costs_its_picture_only(half_done, tmp_path):
    half_done.change("engine", "    def __repr__", FOR_EVER + "    def __repr__")
    file = tmp_path / "report.html"
    done = half_done.run("report", "--output", file, "--no-open", timeout=35)
    assert done.returncode == 0, done.stderr
    assert "a node multiplied by itself" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "losses",
    ["['x']", "[float('nan'), 1e308, -1e308]", "[model]", "[5e-324, 5e-324]", "[]"],
    ids=["text", "too large", "other", "tiny", "none"],
)
def test_a_training_that_gives_nonsense_breaks_no_page(solved, tmp_path, losses):
    solved.change(
        "training",
        "        losses.append(loss.data)\n    return losses\n\n\ndef accuracy",
        f"        losses.append(loss.data)\n    return {losses}\n\n\ndef accuracy",
    )
    file = tmp_path / "report.html"
    done = solved.run("report", "--output", file, "--no-open")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert "Step 21" in file.read_text(encoding="utf-8")


def test_a_page_that_cannot_be_written_is_one_sentence(solved, tmp_path):
    done = solved.run("report", "--output", tmp_path / "no" / "report.html", "--no-open")
    assert done.returncode == 2 and "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
