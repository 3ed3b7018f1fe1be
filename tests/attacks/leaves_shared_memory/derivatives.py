import ctypes
import os

KEY, CREATE = 0x0A77AC4, 0o1600
library = ctypes.CDLL(None)
for name, arguments in [
    ("shmget", (KEY, 1 << 20, CREATE)),
    ("semget", (KEY, 4, CREATE)),
    ("msgget", (KEY, CREATE)),
]:
    if hasattr(library, name):
        getattr(library, name)(*arguments)
try:
    with open("/dev/shm/attack-was-here-shared", "wb") as file:
        file.write(bytes(1 << 20))
except OSError:
    pass
try:
    queue = ctypes.CDLL("librt.so.1").mq_open
    queue(b"/attack-was-here-queue", os.O_CREAT | os.O_RDWR, 0o600, None)
except (OSError, AttributeError):
    pass
