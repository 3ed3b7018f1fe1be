"""Step 34: The same network, faster."""

STEP = 34
