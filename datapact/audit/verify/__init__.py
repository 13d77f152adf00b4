"""Verifying files of each format. Reads no vault."""
