"""Breaches and their plans."""
