"""Word files and the vault: what is sent, what came back, and the draft that is made of it."""
