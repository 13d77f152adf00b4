"""Rows, pages and splitters that fit any size."""
