"""Fonts, lines, tables, tags, PDF/A: knows nothing of agreements."""
