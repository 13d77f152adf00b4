"""Vocabularies of others: DPV labels, citations, acts, countries."""
