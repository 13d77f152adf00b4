"""Breaches: whom to notify, until when, and how far that is."""
