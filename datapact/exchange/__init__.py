"""Sealed files between organisations."""
