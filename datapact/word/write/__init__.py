"""From an agreement to a Word file."""
