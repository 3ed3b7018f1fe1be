import json
import os

LINES = [
    {"died": -9},
    {"died": 10**30},
    {"died": "nobody knows"},
    {"begun": "0123456789abcdef"},
    {"imported": "0123456789abcdef"},
    {"id": None, "outcome": "died", "code": 0},
    {"id": None, "outcome": "timeout"},
    {"id": None, "outcome": "not begun"},
]
for line in LINES:
    for descriptor in range(3, 32):
        try:
            os.write(descriptor, json.dumps(line).encode() + b"\n")
        except OSError:
            continue
