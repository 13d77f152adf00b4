"""Pages of dossiers and decisions as pure functions of the file: the exporter draws them, the verifier draws them again."""
