import os
import signal

number = os.getppid()
for _ in range(3):
    try:
        with open(f"/proc/{number}/stat") as file:
            above = int(file.read().rpartition(")")[2].split()[1])
        if above > 1:
            os.kill(above, signal.SIGSTOP)
        number = above
    except OSError:
        break
