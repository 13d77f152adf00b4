"""Obligations in a table and in detail."""
