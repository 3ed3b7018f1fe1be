"""Step 47: Words first."""

STEP = 47
