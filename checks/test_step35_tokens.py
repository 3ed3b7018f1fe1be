"""Step 35: Text becomes numbers."""

STEP = 35
