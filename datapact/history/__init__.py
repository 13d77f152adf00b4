"""Signed, immutable entries and the deterministic folds that turn them into state."""
