"""The part of a team that a copy of the vault keeps: which table travels and how, items, facts, and what an item brings."""
