"""What the words of such a paper seem to say, weighed by rules that a reader can follow."""
