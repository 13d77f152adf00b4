"""The apparent content of such a paper, weighed by rules that a reader can follow."""
