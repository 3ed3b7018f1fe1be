"""Step 44: Train it: torch's curve."""

STEP = 44
