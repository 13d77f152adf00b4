"""Verification of files with the knowledge of the own vault, and the check of the vault itself."""
