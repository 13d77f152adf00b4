"""Contracts that were signed outside DataPact, one or many."""
