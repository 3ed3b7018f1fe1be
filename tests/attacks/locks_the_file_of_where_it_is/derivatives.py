import os
import stat
import struct

try:
    import fcntl
except ImportError:
    fcntl = None

LOCK = "hhqqi4x"
for file in range(64) if fcntl else ():
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode) or os.fstat(file).st_nlink:
            continue
        for number in range(200):
            lock = struct.pack(LOCK, fcntl.F_WRLCK, 0, number << 40, number + 1, 0)
            fcntl.fcntl(file, 37, lock)
    except OSError:
        continue
