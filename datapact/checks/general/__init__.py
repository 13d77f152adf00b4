"""Rules for every agreement, by topic."""
