"""Consents, the sharing decision, deliveries and recalls."""
