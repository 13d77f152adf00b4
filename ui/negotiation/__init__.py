"""Windows on a negotiation: a reply change by change, drafts, Word files."""
