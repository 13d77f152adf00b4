"""Agreements: terms, templates, text, checks, and the steps from draft to agreed text."""
