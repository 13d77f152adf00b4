"""Consent: who agreed to what, whether data may be shared, what left, and calling it back."""
