"""The overview: what needs you today, and the alliance in pictures."""
