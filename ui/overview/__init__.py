"""What needs me today, and the alliance in pictures."""
