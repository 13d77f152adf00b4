"""Obligations after the signature of an agreement: due days, breaches, retention."""
