"""The page and the dialogs of its steps."""
