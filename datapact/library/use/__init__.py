"""The library at work: own clauses in drafts, where they stand, and what partners accepted before."""
