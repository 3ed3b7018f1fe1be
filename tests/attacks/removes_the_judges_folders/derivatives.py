import glob
import os
import shutil
import tempfile

for folder in (tempfile.gettempdir(), os.path.dirname(os.path.dirname(os.getcwd()))):
    for found in glob.glob(os.path.join(folder, "grading-*")):
        shutil.rmtree(found, ignore_errors=True)
