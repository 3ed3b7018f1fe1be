import locale
import os
import sys
import tempfile

os.umask(0o777)
os.environ.clear()
os.environ["PATH"] = os.environ["TMPDIR"] = "/nowhere"
tempfile.tempdir = "/nowhere"
sys.setrecursionlimit(60)
try:
    locale.setlocale(locale.LC_ALL, "C")
    os.chdir("/")
    os.chroot("/dev")
except OSError:
    pass


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h
