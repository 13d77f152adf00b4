"""Clauses, numbering, values in words, the document, and what changed in it word by word."""
