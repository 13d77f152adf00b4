"""The steps of people with a team: create it, join it, synchronise, look at it, leave it."""
