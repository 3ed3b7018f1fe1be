"""Step 23: A GPT that learns names."""

STEP = 23
