"""Making dossiers, decisions, archives and registers from a vault."""
