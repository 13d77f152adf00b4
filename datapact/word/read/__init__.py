"""A Word file of another hand: opened within bounds, resolved, and laid beside the text that was sent."""
