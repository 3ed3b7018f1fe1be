import os
import sys

LINES = [
    b"\xff\xfe\x00",
    b"[" * 100_000,
    b'{"outcome":' * 50_000,
    b'{"outcome": "observed", "observations": NaN}',
    b'{"outcome": "observed", "observations": {"slope": ["float", 1e999]}}',
    b'{"outcome": "observed", "observations": {"slope": ["int", 1' + b"0" * 4_000 + b"]}}",
    b'{"outcome": "observed", "observations": {"slope": ["int", 1' + b"0" * 400 + b"]}}",
    b'{"outcome": "observed", "observations": {"slope": ["list", 1' + b"0" * 400 + b"]}}",
    b'{"outcome": ["observed"]}',
    b'{"outcome": {"a": 1}}',
    b"null",
    b"",
    b'{"id": {"a": 1}, "outcome": "raised"}',
]
frame, number = sys._getframe(), 0
while frame:
    asked = frame.f_locals.get("request")
    if type(asked) is dict and "function" in asked:
        number = sum(asked["function"].encode()) % len(LINES)
        break
    frame = frame.f_back
for descriptor in range(3, 32):
    try:
        os.set_blocking(descriptor, False)
        os.write(descriptor, LINES[number] + b"\n")
    except OSError:
        continue
