"""Step 38: A memory of three letters."""

STEP = 38
