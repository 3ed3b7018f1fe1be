"""Step 25: Shapes that stretch."""

STEP = 25
