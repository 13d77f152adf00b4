"""Edits as commands: of terms and clauses, comparing, merging."""
