"""The process that runs a learner's code, and nothing else of the kit.

It imports the standard library alone, and nothing of the other packages: ``main`` is started as a
script. Others use ``observation`` (plain data from what a check returned), ``graph_nodes`` and
``module_loader``, which the referee's side runs, too.
"""
