import os
import sys
import time

if not hasattr(sys, "has_tried"):
    sys.has_tried = True
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            for descriptor in range(256):
                try:
                    os.close(descriptor)
                except OSError:
                    continue
            time.sleep(40)
        os._exit(0)
    os.wait()
