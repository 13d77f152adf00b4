"""Directories of networks: all cards in one signed file, taken in at once, confirmed in one meeting or call."""
