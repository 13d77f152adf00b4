"""Formats of files for auditors: dossier, decision, archive, proofs; verdict, trust, signed reports."""
