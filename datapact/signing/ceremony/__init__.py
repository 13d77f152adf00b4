"""Freezing, slots, what is shown before signing, signing, receipt, export."""
