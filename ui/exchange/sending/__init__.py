"""Dialogs that send: agreements to partners, many at once, reminders, and files that a relay carries."""
