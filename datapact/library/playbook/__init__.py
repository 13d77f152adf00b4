"""Positions of the house by topic, fallbacks in order, and where a text deviates from them."""
