import json
import os
import sys

NAMES = ["slope" + "[0]" * 1_000_000, "slope" + "[9999999999]" * 200_000, "slope: " * 400_000]
frame, asked = sys._getframe(), {}
while frame and not asked:
    asked = frame.f_locals.get("request", {})
    frame = frame.f_back
asked = asked if type(asked) is dict else {}
name = NAMES[len(asked.get("function", "")) % len(NAMES)]
reply = {"id": asked.get("id"), "outcome": "observed", "observations": {name: ["float", 1.0]}}
line = json.dumps(reply).encode() + b"\n"
for descriptor in range(3, 16):
    try:
        rest = line
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        continue
