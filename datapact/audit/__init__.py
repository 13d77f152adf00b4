"""Self-contained proofs, their verification without a vault, and the work of auditors."""
