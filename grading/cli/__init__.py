"""The commands: they read the arguments, call another package, and print.

``grader.py`` calls ``main``.
"""
