"""The replay of a backward pass: the order in which `_backward` ran, and where it goes wrong."""

import base64
import hashlib
import html
import json
import re

import pytest

from benchmarks.watch_under_test import WatchUnderTest

RIGHT, WRONG = "+= other.data * out.grad", "= other.data * out.grad"
OTHER_RIGHT, OTHER_WRONG = "other.grad += self.data * out", "other.grad = self.data * out"


@pytest.fixture
def overwritten(solved):
    """A submission in which a product overwrites gradients."""
    solved.change("engine", f"self.grad {RIGHT}", f"self.grad {WRONG}")
    solved.change("engine", OTHER_RIGHT, OTHER_WRONG)
    return solved


@pytest.fixture
def page_of(tmp_path):
    """Return the page of a submission as text."""

    def page(submission):
        file = tmp_path / "report.html"
        done = submission.run("report", "--output", file, "--no-open")
        assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
        return file.read_text(encoding="utf-8")

    return page


def replay_in(page, section, title):
    """Return the text of the replay of one check, and its steps as the script reads them."""
    part = page.partition(f'<section id="{section}"')[2].partition("</section>")[0]
    failure = part.partition(f"</span> {title} <span")[2].partition("</details>\n</div></details>")[
        0
    ]
    steps = re.search(r'data-steps="([^"]*)"', failure)
    text = html.unescape(re.sub(r"<[^>]+>", "", failure))
    return text, json.loads(html.unescape(steps[1])) if steps else None


def who_ran(steps):
    """Return the names in the order in which their `_backward` ran."""
    found = [re.match(r"_backward of (.+?):", step["said"]) for step in steps]
    return [match[1] for match in found if match]


def test_the_order_is_the_learners_and_the_first_wrong_gradient_is_marked(overwritten, page_of):
    text, steps = replay_in(page_of(overwritten), "step-10", "an inner node used by three")
    assert who_ran(steps)[:4] == ["e", "d", "c", "b"] and set(who_ran(steps)[4:]) == {"a", "k"}
    first = next(number for number, step in enumerate(steps) if step["wrong"])
    assert f"It leaves torch's gradients at step {first} of {len(steps) - 1}." in text
    assert first and not any(step["why"] for step in steps[:first])


def test_an_order_that_is_too_early_is_told_as_that(solved, page_of):
    solved.change("engine", "for node in reversed(order):", "for node in order:")
    text, steps = replay_in(page_of(solved), "step-9", "gradients of the expression of the lecture")
    assert who_ran(steps)[-1] == "L"
    assert "From here on" in text or "comes too late" in text


def test_a_root_without_its_gradient_is_wrong_from_the_beginning(solved, page_of):
    solved.change("engine", "        self.grad = 1.0\n", "")
    text, steps = replay_in(page_of(solved), "step-9", "gradients of a sum")
    assert "at step 0 of" in text and "From here on c.grad is 0.0; torch has 1.0." in text
    assert steps[0]["wrong"]


def test_what_is_wrong_before_anything_ran_back_has_no_replay(solved, page_of):
    solved.change("by_hand", "a.grad = b.data * e.grad", "a.grad = a.data * e.grad")
    page = page_of(solved)
    assert "<img src=" in page and 'class="replay"' not in page and "<script" not in page
    assert "script-src" not in page


def test_the_one_script_of_a_page_is_named_by_its_digest(overwritten, page_of):
    page = page_of(overwritten)
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = html.unescape(re.search(r'Security-Policy" content="([^"]*)"', page)[1])
    assert f"script-src 'sha256-{digest}'" in policy and "script-src 'unsafe" not in policy


def test_a_long_pass_is_shown_in_part(solved, page_of):
    solved.change("engine", "in reversed(order):", "in order[:-5000:-1]:")
    text, steps = replay_in(page_of(solved), "step-19", "a wide graph")
    assert len(steps) <= 65 and re.search(r"Shown are \d+ steps of the [\d,]{4,} that ran", text)


ODD = {
    "slots": "__slots__ = ('data', 'grad', '_prev', '_op', 'label', '_backward')",
    "a method": "def _backward(self):\n        pass\n",
    "a property": "_backward = property(lambda self: self.kept, lambda self, f: self.keep(f))\n\n"
    "    def keep(self, function):\n        self.kept = function\n",
    "no such name": "def __getattr__(self, name):\n        raise RuntimeError(name)\n",
    "compares": "def __eq__(self, other):\n        raise RuntimeError\n\n"
    "    __hash__ = object.__hash__\n",
}


@pytest.mark.parametrize("kind", ODD)
def test_whatever_the_class_does_the_page_is_made(kind, overwritten, page_of):
    overwritten.change("engine", "    def __repr__", f"    {ODD[kind]}\n    def __repr__")
    page = page_of(overwritten)
    assert "a gradient is overwritten" in page
    _, steps = replay_in(page, "step-10", "a node multiplied by itself")
    assert (steps is None) == (kind == "a property")


def test_labels_in_a_replay_are_text(overwritten, page_of):
    overwritten.change(
        "engine", '(self, other), "*")', '(self, other), "*", "</div><script>alert(1)</script>")'
    )
    assert page_of(overwritten).count("<script") == 1


def test_the_arrow_keys_move_it(open_page, overwritten, page_of, tmp_path):
    page_of(overwritten)
    page = open_page((tmp_path / "report.html").as_uri())
    replay = page.locator("#next .replay")
    replay.locator("input").focus()
    assert "✗ From here on a.grad is 3.0; torch has 6.0." in replay.locator(".said").inner_text()
    gradient = replay.locator("tbody tr", has_text="a").locator("td").first
    assert gradient.inner_text() == "3.0" and replay.locator("tr.wrong").count() == 1
    page.keyboard.press("ArrowLeft")
    assert replay.locator(".said").inner_text() == "Before the first _backward."
    assert gradient.inner_text() == "0.0" and replay.locator("tr.wrong").count() == 0
    page.keyboard.press("End")
    assert replay.locator("output").inner_text() == "2" and gradient.inner_text() == "3.0"
    assert replay.locator("li[aria-current=step]").text_content().startswith("_backward of a")


def test_without_scripts_all_steps_are_a_list(open_page, overwritten, page_of, tmp_path):
    page_of(overwritten)
    page = open_page((tmp_path / "report.html").as_uri(), java_script_enabled=False)
    replay = page.locator("#next .replay")
    assert not replay.locator("input").is_visible()
    replay.locator("summary").click()
    assert "From here on a.grad is 3.0" in replay.locator("li").nth(1).inner_text()


def test_a_served_page_moves_too(open_page, overwritten):
    session = WatchUnderTest(overwritten.folder, 10, "--page")
    try:
        address = session.wait_for("page http://127.0.0.1:")[1].split()[1]
        session.wait_for("of 48 steps")
        page = open_page(address)
        replay = page.locator("#next .replay")
        replay.locator("input").focus()
        page.keyboard.press("Home")
        assert replay.locator(".said").inner_text() == "Before the first _backward."
        page.close()
    finally:
        assert not session.stop()


def test_arrays_are_followed_though_they_change_where_they_stand(solved, page_of):
    product = "unbroadcast(other.data * out.grad"
    solved.change("tensor", f"self.grad += {product}", f"self.grad = {product}")
    told, _ = replay_in(page_of(solved), "step-24", "a tensor used twice")
    assert "a.grad is (3,): 9, 40, 12; torch has (3,): 12, 30, 14" in told
