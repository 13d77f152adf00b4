"""Bytes that bind: JWS, salted disclosures, Merkle trees, sealed lists."""
