"""What the paper says: terms, clauses and templates as pure values. Knows no vault and no session."""
