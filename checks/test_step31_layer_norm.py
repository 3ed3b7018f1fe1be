"""Step 31: Layer norm."""

STEP = 31
