"""For whom an agreement is drafted, and by which template of the house: facts of this vault alone."""
