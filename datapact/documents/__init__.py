"""Agreements as documents for people: tagged PDF/A-3a that also meets PDF/UA-1."""
