"""The grades that are kept, and what they tell of a learner's way through the course.

Others use ``history`` (``keep``, ``read_history``), ``learning_path`` (``LearningPath``) and
``begun`` (``is_begun``).
"""
