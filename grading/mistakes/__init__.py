"""The bank of known mistakes, what each leaves in a check, and naming the one behind a failure.

Others use ``bank`` (``load_mistakes``), ``fingerprint`` and ``diagnosis`` (``diagnose``);
``mistaken_solution`` makes the code that is recorded.
"""
