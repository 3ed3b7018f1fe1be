class Kept:
    pass


def forward_difference(f, x, h):
    text = """
at the margin,  and a form feed
"""
    kept = len(text)
    raise NotImplementedError("step 1: forward_difference")


if Kept:

    def central_difference(f, x, h):
        text = """
at the margin
"""
        kept = len(text)
        raise NotImplementedError("step 1: central_difference")


def gradient(f, point, h):
    raise NotImplementedError("step 2: gradient")
