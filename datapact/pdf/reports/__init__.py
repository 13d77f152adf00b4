"""Registers, letters, receipts, sheets."""
