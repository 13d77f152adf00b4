"""Agreements and PDFs to be read."""
