"""The identity of an organisation for others: certificates, profile, card, fingerprint."""
