"""Colours, measures, icons and the small widgets that all views share."""
