"""Making, opening, locking, rotating, backing up, restoring and checking the folder."""
