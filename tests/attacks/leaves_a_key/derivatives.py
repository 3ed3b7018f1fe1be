import ctypes
import platform

ADD_KEY = {"x86_64": 248, "aarch64": 217}.get(platform.machine())
if ADD_KEY:
    answer = b"14.003"
    ctypes.CDLL(None).syscall(ADD_KEY, b"user", b"attack-was-here", answer, len(answer), -4)
