import os
import site
import sys

here = os.path.dirname(os.path.abspath(__file__))
os.environ["PYTHONPATH"] = os.environ["PYTHONHOME"] = os.environ["PYTHONSTARTUP"] = here
sys.path.insert(0, here)
site.addsitedir(here)


def forward_difference(f, x, h):
    raise NotImplementedError("step 1: forward_difference")


def central_difference(f, x, h):
    raise NotImplementedError("step 1: central_difference")
