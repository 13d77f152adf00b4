"""Other organisations: known, trusted, distrusted, without DataPact, imported."""
