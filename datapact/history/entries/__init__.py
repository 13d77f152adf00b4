"""Entries without their meaning: the shape of each kind, reading, writing and storing."""
