"""Dialogs that take a file in or verify it: what kind it is, what it would change, its verdict."""
