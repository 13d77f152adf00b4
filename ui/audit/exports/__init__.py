"""Dossiers, archives, registers, decisions."""
