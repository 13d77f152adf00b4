"""The layout engine: fonts, lines, tables, tags, PDF/A, without knowledge of agreements."""
