"""One organisation's encrypted folder on this computer. Knows no agreement and no person but its members' slots."""
