"""Key slots, passphrases, recovery codes, and vault.json that holds them."""
