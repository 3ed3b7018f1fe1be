"""Step 36: Count the pairs."""

STEP = 36
