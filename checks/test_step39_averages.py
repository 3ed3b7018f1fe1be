"""Step 39: Averaging the past, three ways."""

STEP = 39
