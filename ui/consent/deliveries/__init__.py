"""Deliveries and recalls."""
