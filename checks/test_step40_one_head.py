"""Step 40: One head."""

STEP = 40
