"""Step 37: The same by gradient."""

STEP = 37
