"""What is raised where the kit is at fault."""


class KitError(Exception):
    """Something is wrong with the kit, not with what is graded; one sentence says what to do."""
