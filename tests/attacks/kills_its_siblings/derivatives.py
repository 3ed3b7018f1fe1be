import glob
import os
import signal

for file in glob.glob("/proc/[0-9]*/cmdline"):
    number = int(file.split("/")[2])
    try:
        with open(file, "rb") as opened:
            command = opened.read()
        if b"worker" in command and number != os.getpid():
            os.kill(number, signal.SIGKILL)
    except OSError:
        continue
