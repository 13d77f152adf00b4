"""Background work, progress, display of errors, dialogs as a seam."""
