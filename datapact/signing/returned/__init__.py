"""Signature packets for people without DataPact, and the judgement of what came back."""
