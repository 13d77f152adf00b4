"""Consent events as rows under a signed root; status of a person as at a moment."""
