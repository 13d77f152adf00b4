"""Calling data back: who must be told, by when, and what they answered."""
