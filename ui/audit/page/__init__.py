"""The room as a page."""
