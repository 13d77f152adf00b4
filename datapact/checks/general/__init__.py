"""Rules for every agreement, by theme."""
