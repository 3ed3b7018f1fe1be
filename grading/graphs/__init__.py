"""A learner's graph beside the referee's, and its picture.

Others use ``learner_graph`` (which numbers of which node are right), ``replay`` (its backward pass
step by step), ``graph_picture`` (as a DOT text) and ``graphviz_program`` (as SVG).
"""
