"""What the course is: curriculum, checks, lessons, recorded references, solutions and their stubs.

Others use ``curriculum`` (parts, steps, modules), ``check`` (a step's checks), ``references``
(``expected_of``, ``KitError``), ``solution_blocks`` (what of a solution belongs to which step),
``stubs``, ``lessons`` and ``paths``.
"""
