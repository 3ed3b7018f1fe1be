import os
import sys
import time

if not hasattr(sys, "has_tried"):
    sys.has_tried = True
    for _ in range(9):
        try:
            os.fork()
        except OSError:
            time.sleep(0.01)
    time.sleep(1)
