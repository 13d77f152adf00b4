"""Rows held against the signed entries and batches that they were projected from, before anything made of them leaves."""
