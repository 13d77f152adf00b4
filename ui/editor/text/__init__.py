"""The text under the hands: rows, selection, finding."""
