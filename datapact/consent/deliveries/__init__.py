"""What left, to whom, on which decision."""
