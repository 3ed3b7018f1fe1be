"""Step 33: Optimisers."""

STEP = 33
