"""Bars, rings and time lines."""
