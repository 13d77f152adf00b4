"""Slots, PAdES signatures and their validation."""
