"""Files verified by what the own vault knows, and the check of the vault itself."""
