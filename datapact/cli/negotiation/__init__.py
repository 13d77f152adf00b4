"""Commands on a negotiation: replies change by change, drafts, own words, Word files."""
