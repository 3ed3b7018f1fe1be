"""Step 46: A tokenizer that learns."""

STEP = 46
