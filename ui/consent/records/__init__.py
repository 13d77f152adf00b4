"""Consents and people."""
