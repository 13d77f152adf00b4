"""What a view gets: who is at work, how to go somewhere, what is overdue."""
