"""The agreement on paper: cover, clauses, annexes, signature page; comparing renditions."""
