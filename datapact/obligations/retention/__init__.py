"""Retention of data, and erasure that leaves everything else verifiable."""
