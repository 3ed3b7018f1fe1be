import ctypes
import platform

ADD_KEY, KEYCTL = {"x86_64": (248, 250), "aarch64": (217, 219)}.get(platform.machine(), (0, 0))
OF_THE_USER, SET_PERMISSIONS, EVERYTHING = -4, 5, 0x3F3F3F3F
if ADD_KEY:
    call = ctypes.CDLL(None).syscall
    answer = b"14.003"
    key = call(ADD_KEY, b"user", b"attack-was-here", answer, len(answer), OF_THE_USER)
    call(KEYCTL, SET_PERMISSIONS, key, EVERYTHING)
