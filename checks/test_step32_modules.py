"""Step 32: Modules."""

STEP = 32
