"""All rules in order, run on a text as at a day."""
