"""The actors: the own organisation, its members and keys, and the partners."""
