"""How long data are kept, and erasure that leaves everything else verifiable."""
