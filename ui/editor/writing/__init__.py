"""Acts while writing: pasting, finding and replacing, what has changed since the last offer."""
