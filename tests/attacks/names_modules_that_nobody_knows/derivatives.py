import json
import sys

NAMES = [["no_such_module"], ["engine", "graph", "training"], ["../derivatives"], [1, None], []]
dumps = json.dumps


def forged(answer, *arguments, **options):
    if type(answer) is dict and "outcome" in answer:
        frame = sys._getframe()
        while frame and "request" not in frame.f_locals:
            frame = frame.f_back
        name = str(frame.f_locals["request"]["function"]) if frame else ""
        answer = {
            "id": answer.get("id"),
            "outcome": "raised",
            "importing": NAMES[sum(name.encode()) % len(NAMES)],
            "type": "ImportError",
            "message": "no",
            "frames": [
                ["engine.py", 3, "Value.__add__"],
                ["/etc/passwd", 1, "root"],
                ["graph.py", 10**9, "trace"],
            ],
        }
    return dumps(answer, *arguments, **options)


json.dumps = forged
