import json
import os
import sys

frame, asked = sys._getframe(), {}
while frame and not asked:
    asked = frame.f_locals.get("request", {})
    frame = frame.f_back
asked = asked if type(asked) is dict else {}
text = "a" * 190_000
reply = {
    "id": asked.get("id"),
    "outcome": "observed",
    "printed": text,
    "observations": {f"slope[{place}]": ["text", text] for place in range(20)},
}
line = json.dumps(reply).encode() + b"\n"
for descriptor in range(3, 16):
    try:
        rest = line
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    except OSError:
        continue
