"""The room as a page with its tabs."""
