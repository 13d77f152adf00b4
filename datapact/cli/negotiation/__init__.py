"""Commands on a negotiation: replies change by change, drafts, Word files."""
