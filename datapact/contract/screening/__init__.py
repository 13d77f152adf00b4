"""The screening: questions whose answers decide which rules apply."""
