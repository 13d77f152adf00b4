"""What an agreement asks of people after its signature."""
