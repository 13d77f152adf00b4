"""Work beside the UI thread, progress, errors shown, dialogs as a seam."""
