# -*- coding: utf-8 -*-
"""The one command: ``python grader.py`` sets the kit up on first use, and grades.

In here, syntax that every Python can read, so that each gets as far as a clear sentence.
"""

import os
import sys

KIT = os.path.dirname(os.path.abspath(__file__))
OLDEST = (3, 11)


def main():
    """Find or make an interpreter that has what is needed, and hand over to the command."""
    if sys.version_info < OLDEST:
        version = "{}.{}".format(*sys.version_info[:2])
        sys.stderr.write("The kit needs Python 3.11 or newer; this one is %s.\n" % version)
        sys.exit(2)
    sys.path.insert(0, KIT)
    try:
        from grading.cli.interpreter import demand_interpreter

        demand_interpreter()
        from grading.cli.main import main as command

        command()
    except KeyboardInterrupt:  # so early that nobody else takes it
        sys.stderr.write("\nInterrupted; nothing was changed.\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
