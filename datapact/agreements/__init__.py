"""Agreements from draft to end: their rows, the steps, and what is shown of them."""
