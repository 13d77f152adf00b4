"""One agreement: summary, text, terms, parties, attachments, history, findings."""
