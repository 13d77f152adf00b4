"""Cryptographic commitments: JWS, salted disclosures, Merkle trees, sealed lists."""
