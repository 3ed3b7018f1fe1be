"""Step 30: Cross-entropy in one go."""

STEP = 30
