"""A submission made in a folder, and the learner's command run on it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from grading.course.paths import KIT


class Submission:
    """A folder of modules under test, and the learner's command on it."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, module, text):
        """Write one module."""
        (self.folder / f"{module}.py").write_text(text, encoding="utf-8")

    def append(self, module, text):
        """Put ``text`` behind a module's."""
        path = self.folder / f"{module}.py"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")

    def change(self, module, old, new):
        """Change a module where ``old`` stands."""
        text = (self.folder / f"{module}.py").read_text(encoding="utf-8")
        assert old in text
        self.write(module, text.replace(old, new))

    def run(self, *arguments, **options):
        """Run ``python grader.py`` with these arguments and this folder."""
        command = [sys.executable, str(KIT / "grader.py"), *map(str, arguments)]
        command += ["--implementation", str(self.folder)]
        return subprocess.run(command, capture_output=True, text=True, check=False, **options)

    def grade(self, *steps):
        """Return the result as data, of these steps or of all."""
        done = self.run(*(["check", *steps] if steps else []), "--json", "-")
        assert done.stdout.startswith("{"), done.stderr
        return json.loads(done.stdout)

    def checks(self, *steps):
        """Return the results of these steps' checks, by id."""
        graded = self.grade(*steps)["steps"]
        return {check["id"]: check for step in graded for check in step["checks"]}


def put_published(name, submission):
    """Put published code (``tests/submissions``) in place of the submission's."""
    for file in Path(__file__).with_name("submissions").joinpath(name).glob("*.py"):
        shutil.copy(file, submission.folder / file.name)
