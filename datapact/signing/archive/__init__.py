"""Signed agreements over decades: proofs added after the last signature, renewed before they end."""
