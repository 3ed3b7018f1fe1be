"""Step 27: The matrix product."""

STEP = 27
