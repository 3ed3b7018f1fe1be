"""Step 48: Do not compute twice."""

STEP = 48
