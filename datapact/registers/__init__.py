"""Registers of agreements, processing (Art. 30 GDPR) and transfers as at any date."""
