"""One sharing decision with its reasons."""
