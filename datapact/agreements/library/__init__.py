"""The library at agreements: own clauses in drafts, where they stand, and what partners accepted before."""
