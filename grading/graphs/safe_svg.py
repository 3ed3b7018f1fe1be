"""An SVG rebuilt from shapes and texts alone, whatever it held: nothing to load, to run or to open.

A learner's own `draw_dot` can ask Graphviz for links, style sheets and pictures from elsewhere.
What is not known to be harmless is left out, rather than what is known to harm.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

SVG = "http://www.w3.org/2000/svg"
IN_SVG = f"{{{SVG}}}"
MOST_CHARACTERS = 4_000_000
DEEPEST = 50
ELEMENTS = {
    "svg", "g", "title", "polygon", "polyline", "path", "ellipse", "circle", "rect", "line",
    "text", "tspan", "defs", "linearGradient", "radialGradient", "stop",
}  # fmt: skip
LINK = "a"  # becomes a group
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ATTRIBUTES = {
    "id", "class", "transform", "viewBox", "width", "height", "points", "d", "x", "y", "x1", "x2",
    "y1", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "dx", "dy", "fill", "fill-opacity",
    "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap",
    "stroke-linejoin", "opacity", "text-anchor", "text-decoration", "font-family", "font-size",
    "font-weight", "font-style", "baseline-shift", "dominant-baseline", "letter-spacing",
    "offset", "style", "stop-color", "stop-opacity", "gradientUnits", "gradientTransform",
    "spreadMethod", SPACE,
}  # fmt: skip
# Values with a parenthesis: what a transformation, a colour and a gradient of this SVG need.
FUNCTION = re.compile(
    r"(?:\s*(?:matrix|translate|scale|rotate|skewX|skewY|rgb|rgba|hsl|hsla)\([-+\d.,%\se]*\))+\s*"
    r"|url\(#[\w.-]+\)"
)
DANGEROUS_IN_CSS = re.compile(r"[(\\@<]")


def safe_svg(svg: str) -> str:
    """Return an SVG without links, scripts, style sheets, pictures and foreign elements.

    Raises ``ValueError`` where it is none, or too large.
    """
    if len(svg) > MOST_CHARACTERS:
        raise ValueError("it is too large")
    if "<!ENTITY" in svg:
        raise ValueError("it declares entities")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ValueError(f"it is no XML: {error}") from None
    if root.tag != f"{IN_SVG}svg":
        raise ValueError("it is no SVG")
    rebuilt = Element("svg", {"xmlns": SVG, **_attributes(root)})
    _rebuild(root, rebuilt)
    return ElementTree.tostring(rebuilt, encoding="unicode") + "\n"


def _rebuild(source: Element, target: Element) -> None:
    """Copy what is harmless in one element into another, down to a fixed depth."""
    unseen = [(source, target, 0)]
    while unseen:
        old, new, depth = unseen.pop()
        new.text = old.text
        for child in old:
            name = str(child.tag).removeprefix(IN_SVG)
            known = name in ELEMENTS or name == LINK
            if not known or not str(child.tag).startswith(IN_SVG) or depth > DEEPEST:
                continue
            copy = Element("g") if name == LINK else Element(name, _attributes(child))
            copy.tail = child.tail
            new.append(copy)
            unseen.append((child, copy, depth + 1))


def _attributes(element: Element) -> dict[str, str]:
    return {
        name: value
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and (name in ("id", "class") or _is_harmless(value))
    }


def _is_harmless(value: str) -> bool:
    """Tell whether a value, which may be read as CSS, loads nothing."""
    return not DANGEROUS_IN_CSS.search(value) or FUNCTION.fullmatch(value) is not None
