"""Tracking: duties, deadlines, breaches, registers; what an agreement asks of people after its signature."""
