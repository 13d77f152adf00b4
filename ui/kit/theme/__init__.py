"""Colours, icons, measures, style."""
