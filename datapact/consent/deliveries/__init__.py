"""Deliveries: what left, to whom, on which decision."""
