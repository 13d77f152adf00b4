"""Vocabulary of consent: states, purposes, fields, subjects, pseudonyms."""
