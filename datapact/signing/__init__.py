"""PAdES signatures, the road to them, and contracts signed elsewhere."""
