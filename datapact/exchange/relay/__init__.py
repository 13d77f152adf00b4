"""Relays: a folder in which somebody who is no party sorts sealed files by their labels, and receipts that members compare."""
