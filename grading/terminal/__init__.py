"""What a terminal shows: progress, a failing check explained, lessons, the history; keys and links.

Others use ``console``, ``progress``, ``causes``, ``explanation`` and the views.
"""
