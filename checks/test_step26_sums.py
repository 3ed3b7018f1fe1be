"""Step 26: Sums."""

STEP = 26
