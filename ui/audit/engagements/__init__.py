"""Audits, samples, remarks."""
