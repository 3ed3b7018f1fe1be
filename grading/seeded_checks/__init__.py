"""Checks drawn anew from a seed, so that nobody can learn their answers by heart.

A drawn set is a folder of the shape of ``checks/``, made of it: other operands, sizes, orders,
texts and random expressions, with what live torch says to them. ``drawn_folder.draw_checks``
writes one; a process started with ``GRADER_CHECKS`` set to it grades with it (``course.paths``).
"""
