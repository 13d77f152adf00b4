"""The content of contracts: terms, clauses and templates as pure values, without vault or session."""
