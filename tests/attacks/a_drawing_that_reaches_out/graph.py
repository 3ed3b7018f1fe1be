draw_what_is_there = draw_dot  # noqa: F821


def draw_dot(root):
    dot = draw_what_is_there(root)
    for name in ("URL", "href", "target", "tooltip", "edgeURL", "headhref", "labelURL", "id"):
        dot.attr("node", **{name: "javascript:alert('attack')"})
        dot.attr("edge", **{name: "javascript:alert('attack')"})
        dot.attr(**{name: "javascript:alert('attack')"})
    dot.attr(stylesheet="https://attack.invalid/style.css", imagepath="/etc", fontpath="/etc")
    dot.attr(shapefile="/etc/passwd", _background="c 7 -#ff0000 I 0 0 9 9 11 -/etc/passwd")
    dot.node("picture", label="", image="/etc/passwd", shape="none")
    dot.node(
        "markup",
        label='<<TABLE><TR><TD HREF="javascript:alert(1)"><IMG SRC="/etc/passwd"/>'
        "</TD></TR></TABLE>>",
    )
    dot.body.append("</script><script>alert('attack')</script>\n")
    return dot
