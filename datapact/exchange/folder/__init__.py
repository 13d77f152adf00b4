"""Folders that we share with partners: what we lay there, and what lies there for us."""
