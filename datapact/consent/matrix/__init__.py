"""Datasets, partners and purposes at a glance, one cell in full, and what if."""
