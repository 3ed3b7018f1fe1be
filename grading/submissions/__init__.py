"""The submissions of a class: in folders, archives and downloads, found and read once.

Others use ``finding`` (``find_submissions``, ``count_submissions``). Nothing of an archive is
written to disk, and whatever is wrong with one submission is said in it and stops no other.
"""
