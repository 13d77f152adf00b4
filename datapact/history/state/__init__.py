"""What a set of entries says: facts, their order, concurrent steps, where an agreement or organisation stands."""
