"""Summary, text, terms, parties, history, findings, obligations."""
