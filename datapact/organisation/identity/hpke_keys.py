"""Hybrid key pairs of people and organisations: a member's personal key and an organisation's sealing key.

The cryptography is that of the vault's key slots (vault/keys/hpke.py: RFC 9180 with ML-KEM-768 and X25519); here a
pair gets its name, the thumbprint by which headers and entries know it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from datapact.base.strictjson import to_base64url
from datapact.vault.keys import hpke


@dataclass(frozen=True, slots=True)
class HybridKey:
    """A key pair in raw bytes (public 1,216, private 96); the private half stays out of ``repr``."""

    public: bytes
    """1,184 bytes of ML-KEM-768, then 32 of X25519."""
    private: bytes = field(repr=False)
    """64 bytes of the ML-KEM-768 seed, then 32 of X25519."""

    @property
    def thumbprint(self) -> str:
        return key_thumbprint(self.public)


def new_hybrid_key() -> HybridKey:
    """A fresh key pair."""
    private = hpke.new_private_key()
    return HybridKey(hpke.public_key(private), private)


def key_thumbprint(public: bytes) -> str:
    """base64url(SHA-256(raw public key)), the name of a key in headers and entries."""
    return to_base64url(hashlib.sha256(public).digest())


def wrap_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """``secret`` sealed for the holder of ``public``; ``info`` binds what it is for. Raises Malformed for a bad key."""
    return hpke.seal(public, secret, info)


def unwrap_with(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """The secret of ``wrap_to``; raises Damaged for another key, other bytes or another ``info``."""
    return hpke.unseal(private, sealed, info)
