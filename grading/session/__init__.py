"""One grading from start to end: which checks, on which workers, in what order, and the result.

Others use ``session`` (``Session``), ``result`` (``Grade``, ``StepResult``), ``worker_pool`` and
``demonstration``. Nothing else starts a worker, judges a check or names a mistake.
"""
