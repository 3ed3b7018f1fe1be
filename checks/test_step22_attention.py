"""Step 22: Attention in plain numbers."""

STEP = 22
