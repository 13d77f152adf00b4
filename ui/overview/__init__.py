"""What needs you today, and the alliance in pictures."""
