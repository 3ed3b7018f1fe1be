import os
import sys

here = os.path.dirname(os.path.abspath(__file__))
for folder in (here, os.path.dirname(sys.argv[1]) if len(sys.argv) > 1 else here):
    try:
        os.makedirs(os.path.join(folder, ".kit", "attack-was-here"), exist_ok=True)
        for name in ("history.jsonl", "history.json", "cures.json", "grade.json"):
            with open(os.path.join(folder, ".kit", name), "w") as file:
                file.write('{"points": 977}\n' * 1000)
    except OSError:
        continue
