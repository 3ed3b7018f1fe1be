"""Step 28: The same numbers, another shape."""

STEP = 28
