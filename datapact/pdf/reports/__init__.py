"""Registers, receipts and other reports."""
