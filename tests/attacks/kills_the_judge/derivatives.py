import os
import signal

number = os.getppid()
while number > 1:
    try:
        with open(f"/proc/{number}/stat") as file:
            above = int(file.read().rpartition(")")[2].split()[1])
        os.kill(number, signal.SIGKILL)
    except OSError:
        break
    number = above
