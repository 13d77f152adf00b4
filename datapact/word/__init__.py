"""Agreements as Word files (ECMA-376, WordprocessingML): out with tracked changes, and in again."""
