"""Drafting: the interview and the clause editor."""
