"""Step 42: A block."""

STEP = 42
