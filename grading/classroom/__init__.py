"""A class: many submissions graded into a gradebook, on one machine or on several.

Others use ``class_run`` (``run_class``), ``executors`` (where the work is done) and
``submission_grader`` (``Conditions``). Every submission is graded by a session, as a single one is.
"""
