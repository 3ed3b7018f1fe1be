"""Filling templates; everything that is put in is escaped, unless it is markup of the kit's."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grading.course.learner_text import printable

CODE = re.compile(r"`([^`]+)`")
TEMPLATES = Path(__file__).with_name("templates")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    environment.filters["shown"] = printable
    return environment


def prose(text: str) -> Markup:
    """Return a sentence with what stands between backticks as code; the rest is escaped."""
    return Markup(CODE.sub(r"<code>\1</code>", str(escape(text))))


def render(template: str, **values: Any) -> Markup:
    """Return a template of ``templates/`` filled with ``values``."""
    return Markup(_environment().get_template(template).render(**values))


def script(name: str) -> Markup:
    """Return a script of ``templates/``, for a page that has nothing beside it."""
    return Markup(TEMPLATES.joinpath(name).read_text(encoding="utf-8"))


def svg_source(svg: str) -> str:
    """Return an SVG as the source of an image."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def digest(text: str) -> str:
    """Return what names a script in a content security policy: it may run, and no other."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
