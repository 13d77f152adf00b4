"""Projections of one folded agreement: status, text in force, versions, findings, its row in the list."""
