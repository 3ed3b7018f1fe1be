"""Step 29: Picking rows."""

STEP = 29
