"""Step 45: Let it speak."""

STEP = 45
