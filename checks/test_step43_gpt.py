"""Step 43: The GPT."""

STEP = 43
