"""Verification without a vault, and the check of a whole vault."""
