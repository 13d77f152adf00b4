"""Rules that apply only where their law does: Art. 28 GDPR, Data Act, AI Act, transfers, consent."""
