import time

time.sleep(4)


def forward_difference(f, x, h):
    return 0.0
