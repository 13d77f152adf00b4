"""Clauses, numbering, values in words, the document, and its changes word by word."""
