"""A class's points as files that other programs read: one module a format.

Each takes the scores of ``gradebook.class_scores`` one after the other, and writes a file whole or
not at all, ``-`` for standard output. ``formats`` (``export``) is the way in; ``gradescope`` and
``github_classroom`` also give the result of a single submission.
"""
