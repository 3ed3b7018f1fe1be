"""Grading at every save: noticing it, grading the current step first, showing what is new.

Others use ``watch`` (``Watch``) and ``watched_page``.
"""
