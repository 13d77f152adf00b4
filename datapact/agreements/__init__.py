"""Agreements from draft to end: their projection, steps and views."""
