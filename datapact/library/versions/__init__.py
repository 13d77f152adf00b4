"""Versions of what the house keeps in its library, each a signed record, and the approval of exactly one of them."""
