import json
import sys

HUGE = 10**400
REPLIES = [
    {"outcome": "observed", "observations": {"slope": ["int", HUGE]}},
    {"outcome": "observed", "observations": {"slope": ["float", HUGE]}},
    {"outcome": "observed", "observations": {"slope": ["list", HUGE]}},
    {"outcome": "observed", "observations": {"slope": ["bool", HUGE]}},
    {"outcome": "observed", "observations": {"error": ["int", -HUGE], "slope": ["int", HUGE]}},
    {
        "outcome": "observed",
        "observations": {"slope": ["array", {"shape": [1], "kind": "float64", "values": [HUGE]}]},
    },
    {
        "outcome": "observed",
        "observations": {"slope": ["array", {"shape": [HUGE], "kind": "int", "sums": []}]},
    },
    {
        "outcome": "raised",
        "importing": [],
        "type": "ValueError",
        "message": "",
        "frames": [["derivatives.py", HUGE, "f"], ["derivatives.py", -HUGE, "f"]],
        "columns": [HUGE, HUGE],
        "arguments": {"x": HUGE},
    },
    {"outcome": "died", "code": -HUGE},
]
dumps, turn = json.dumps, []


def forged(answer, *arguments, **options):
    if type(answer) is dict and "outcome" in answer:
        frame = sys._getframe()
        while frame and "request" not in frame.f_locals:
            frame = frame.f_back
        name = str(frame.f_locals["request"]["function"]) if frame else ""
        answer = {"id": answer.get("id"), **REPLIES[sum(name.encode()) % len(REPLIES)]}
    return dumps(answer, *arguments, **options)


json.dumps = forged
