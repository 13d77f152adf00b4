"""The text of an agreement that counts: now, as changed by annexes and amendments, on a day, in each version, on paper."""
