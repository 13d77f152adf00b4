"""Text that comes from and goes to other programs over the clipboard: HTML and plain words."""
