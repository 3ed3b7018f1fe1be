"""A class: many submissions graded into a gradebook, on one machine or on several.

Others use ``class_run`` (``run_class``), the places where the work is done (``local_processes``,
``dask_cluster``), ``submission_grader`` (``conditions_of``) and ``class_view``. Every submission is
graded by a session, as a single one is.
"""
