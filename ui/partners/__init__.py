"""Partners, their cards and fingerprints."""
