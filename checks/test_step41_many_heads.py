"""Step 41: Many heads at once."""

STEP = 41
