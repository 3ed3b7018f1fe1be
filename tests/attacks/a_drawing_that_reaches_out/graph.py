draw_what_is_there = draw_dot


def draw_dot(root):
    """Return what is right, and beside it what a page would follow, load or run."""
    dot = draw_what_is_there(root)
    for name in ("URL", "href", "target", "tooltip", "edgeURL", "headhref", "labelURL", "id"):
        dot.attr("node", **{name: "javascript:alert('attack')"})
        dot.attr("edge", **{name: "javascript:alert('attack')"})
        dot.attr("graph", **{name: "javascript:alert('attack')"})
    dot.attr("graph", stylesheet="https://attack.invalid/style.css", imagepath="/etc")
    dot.attr("graph", _background="c 7 -#ff0000 I 0 0 9 9 11 -/etc/passwd")
    dot.attr("node", image="/etc/passwd", shapefile="/etc/passwd")
    return dot
