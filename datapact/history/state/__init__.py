"""State from a set of entries: facts, their order, concurrent steps, the state of an agreement or organisation."""
