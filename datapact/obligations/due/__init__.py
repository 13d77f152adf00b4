"""Obligations and the source of each due day."""
