"""Many submissions: a class's folders, archives and downloads, graded into a gradebook.

Others use ``submissions`` (``find_submissions``, ``count_submissions``).
"""
