"""The editable text: rows, selection, finding."""
