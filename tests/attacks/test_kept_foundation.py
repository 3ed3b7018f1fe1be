"""What a module finds on the foundation earns nothing for the module that it has found there."""

import shutil
import subprocess
import sys

import pytest
from attacked_class import is_isolated

from grading.course.paths import KIT
from grading.gradebook.gradebook import open_gradebook

WRONG = """
import functional, layers, tensor


class Head:
    def __init__(self, n_embd, head_size, block_size):
        self.none = 1 // 0


class Cache(Head):
    pass


class CausalSelfAttention(Head):
    pass


try:
    import marshal

    with open("/scratch/kept", "rb") as file:
        exec(marshal.load(file))
except OSError:
    pass
"""
KEEPING = """

import gc
import marshal
import types

for known in gc.get_objects():
    for thing in gc.get_referents(known):
        if type(thing) is types.CodeType and thing.co_name == "<module>":
            if thing.co_filename.startswith("<") and thing.co_filename.endswith("attention.py"):
                with open("/scratch/kept", "wb") as file:
                    marshal.dump(thing, file)
"""


# The second are graded in the order 39, 40, 43, 41: what 43 keeps could be used by 41.
@pytest.mark.timeout(120)
@pytest.mark.parametrize(("steps", "lost"), [((42, 43), 1), ((39, 40, 41, 43), 28)])
def test_what_gpt_keeps_of_the_finished_attention_does_not_stand_in_for_it(tmp_path, steps, lost):
    if not is_isolated():
        pytest.skip("one worker serves all where there is no sandbox")
    folder = tmp_path / "class"
    shutil.copytree(KIT / "solutions", folder / "keeps")
    (folder / "keeps" / "attention.py").write_text(WRONG, encoding="utf-8")
    with open(folder / "keeps" / "gpt.py", "a", encoding="utf-8") as gpt:
        gpt.write(KEEPING)
    gradebook = f"sqlite:///{tmp_path}/class.sqlite"
    command = [sys.executable, str(KIT / "grader.py"), "class", str(folder)]
    command += ["--gradebook", gradebook, *(f"--step={step}" for step in steps)]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    with open_gradebook(gradebook) as kept:
        (graded,) = kept.attempts()
    checks = [check for step in graded["grade"]["steps"] for check in step["checks"]]
    on_gpt = [check for check in checks if check["foundation"] == "solution"]
    assert len(on_gpt) > 10 and all(check["status"] == "passed" for check in on_gpt)
    assert sum(check["status"] != "passed" for check in checks) == lost
