"""Before a vault is open: first start, unlock, invitation, restore."""
