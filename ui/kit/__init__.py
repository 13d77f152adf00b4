"""Widgets that every room shares. Knows no room."""
