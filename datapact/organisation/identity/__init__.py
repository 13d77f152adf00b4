"""What an organisation is to others: certificates, profile, card, fingerprint."""
