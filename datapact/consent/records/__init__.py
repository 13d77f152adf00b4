"""Consent events as rows under a signed root; the status of a person at a moment."""
