"""From one check and one worker's answer to a verdict.

Others use ``judge`` (``Judge``), ``verdict`` (``Verdict`` and the statuses), ``worker_process``,
``comparison``, ``source_place`` and ``in_process``, which asks torch itself.
"""
