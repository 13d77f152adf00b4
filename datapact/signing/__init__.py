"""PAdES signatures, the signing ceremony, and contracts signed elsewhere."""
