"""The keys in the session of whoever grades are none of a submission's."""

import json
import platform
import subprocess
import sys

import pytest
from attacked_class import is_isolated

from grading.course.paths import KIT

SECRET = "of-the-user"
GIVES_A_KEY = f"""
import ctypes, os, sys

call = ctypes.CDLL(None).syscall
if call({{keyctl}}, 1, b"session-under-test") < 0:
    sys.exit("no keys")
if call({{add_key}}, b"user", b"{SECRET}", b"secret", 6, -3) < 0:
    sys.exit("no keys")
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
LOOKS_FOR_IT = f"""

import ctypes

_call = ctypes.CDLL(None).syscall
_key = _call({{keyctl}}, 10, -3, b"user", b"{SECRET}", 0)
_added = _call({{add_key}}, b"user", b"of-a-submission", b"attack", 6, -3)


def forward_difference(f, x, h):
    print("found" if _key >= 0 else "found none", "added" if _added >= 0 else "added none")
"""
CALLS = {
    "x86_64": {"keyctl": 250, "add_key": 248},
    "aarch64": {"keyctl": 219, "add_key": 217},
}.get(platform.machine())


@pytest.mark.skipif(not CALLS, reason="there is no filter for this processor")
def test_a_submission_neither_finds_nor_adds_keys(solved):
    if not is_isolated():
        pytest.skip("only a sandbox keeps code from what its user has")
    solved.append("derivatives", LOOKS_FOR_IT.format(**CALLS))
    grade = [str(KIT / "grader.py"), "check", "1", "--sandbox", "--json", "-"]
    grade += ["--implementation", str(solved.folder)]
    command = [sys.executable, "-c", GIVES_A_KEY.format(**CALLS), *grade]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    if "no keys" in done.stderr:
        pytest.skip("this system gives nobody keys")
    checks = json.loads(done.stdout)["steps"][0]["checks"]
    printed = {check["printed"].strip() for check in checks} - {""}
    assert printed == {"found none added none"}
