"""Consents from CSV and XLSX: options, lines, preview, aliases, the import itself."""
