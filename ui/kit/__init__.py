"""Widgets shared by all rooms, without knowledge of any."""
