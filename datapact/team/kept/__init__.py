"""What a copy of the vault keeps of its team: which table travels and how, items, facts, and what an item brings."""
