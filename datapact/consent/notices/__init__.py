"""Notices to subjects and their versions."""
