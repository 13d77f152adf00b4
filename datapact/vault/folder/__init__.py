"""The folder of a vault: make, open, lock, rotate, back up, restore and check."""
