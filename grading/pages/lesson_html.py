"""Lessons as HTML: below a heading of the page's, with every hint folded away."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

from grading.course.curriculum import Step
from grading.course.lessons import hints, lesson
from grading.pages.templating import CODE

TITLE = re.compile(r"\A# .*\n")
QUESTION = re.compile(r"<summary>.*?</summary>")  # HTML, in which Markdown leaves all as it is
HEADING = re.compile(r"<(/?)h([2-5])>")


@cache
def lesson_html(step: Step) -> Markup:
    """Return the step's lesson and hints; the pages are the kit's own, so their HTML is kept."""
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    page = markdown.render(TITLE.sub("", lesson(step)))
    for number, hint in enumerate(hints(step), start=1):
        page += f"<details><summary>Hint {number} of step {step.number}</summary>"
        page += f"{markdown.render(hint)}</details>"
    page = QUESTION.sub(lambda match: CODE.sub(r"<code>\1</code>", match[0]), page)
    page = HEADING.sub(lambda match: f"<{match[1]}h{int(match[2]) + 1}>", page)
    page = page.replace("<table>", '<div class="scroll" tabindex="0"><table>')
    page = page.replace("</table>", "</table></div>")
    return Markup(page.replace("<pre>", '<pre tabindex="0">'))
