class Shown(Exception):
    pass


Shown.__name__ = Shown.__qualname__ = "\x1b[2J\x1b]0;attack\x07[bold red]<script>alert(1)</script>"


def forward_difference(f, x, h):
    print("\x1b[31m\x1b[1A::error file=x::\r\n\u202e<img src=x onerror=alert(1)>")
    raise Shown("\x1b[2J\r\n</pre><script>alert(1)</script>\ud800\u202e\0[/][link=https://x.y]")


def central_difference(f, x, h):
    return "</td><script>alert(1)</script>\x1b[2J=cmd|' /C calc'!A0"
