"""The gradebook: every graded submission of a class, in a database, and the points it earns.

Others use ``gradebook`` (``open_gradebook``, ``Gradebook``), ``course_file`` (``read_course``,
``Course``), ``credit`` (``score``) and ``class_scores`` (``class_scores``, what the exports take).
"""
