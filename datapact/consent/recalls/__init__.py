"""Recalls: which recipients must be told, by when, and what they answered."""
