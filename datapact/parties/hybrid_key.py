"""Hybrid HPKE keys: an organisation's sealing key and a member's personal key.

RFC 9180 with the KEM 0x647A of draft-ietf-hpke-pq (ML-KEM-768 with X25519), HKDF-SHA256 and AES-256-GCM, as
``cryptography`` has it. Raw forms: public key = ML-KEM encapsulation key || X25519 key (1,216 bytes);
private key = ML-KEM seed || X25519 key (96 bytes).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from datapact.errors import Damaged, Malformed
from datapact.strictjson import to_base64url
from datapact.texts import N_

_MLKEM_PUBLIC = 1184
_MLKEM_SEED = 64
PUBLIC_LENGTH = _MLKEM_PUBLIC + 32
PRIVATE_LENGTH = _MLKEM_SEED + 32


@dataclass(frozen=True, slots=True)
class HybridKey:
    """A key pair in raw bytes; the private half stays out of ``repr``."""

    public: bytes
    private: bytes = field(repr=False)

    @property
    def thumbprint(self) -> str:
        return key_thumbprint(self.public)


def new_hybrid_key() -> HybridKey:
    """A fresh key pair."""
    mlkem = MLKEM768PrivateKey.generate()
    x25519 = X25519PrivateKey.generate()
    return HybridKey(
        mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw(),
        mlkem.private_bytes_raw() + x25519.private_bytes_raw(),
    )


def key_thumbprint(public: bytes) -> str:
    """base64url(SHA-256(raw public key)), the name of a sealing key in headers and entries."""
    return to_base64url(hashlib.sha256(public).digest())


def load_public(public: bytes) -> MLKEM768X25519PublicKey:
    """The public key object of raw bytes; raises Malformed when they are not one."""
    try:
        if len(public) == PUBLIC_LENGTH:
            return MLKEM768X25519PublicKey(
                MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
                X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
            )
    except (ValueError, UnsupportedAlgorithm):
        pass
    raise Malformed(N_("A sealing key in this file is not valid. Ask the sender for a new file."))


def load_private(private: bytes) -> MLKEM768X25519PrivateKey:
    """The private key object of raw bytes; raises Damaged when they are not one."""
    try:
        if len(private) == PRIVATE_LENGTH:
            return MLKEM768X25519PrivateKey(
                MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_SEED]),
                X25519PrivateKey.from_private_bytes(private[_MLKEM_SEED:]),
            )
    except (ValueError, UnsupportedAlgorithm):
        pass
    raise Damaged(N_("A private key in this vault is damaged. Restore a backup."))


def wrap_to(public: bytes, secret: bytes, info: bytes) -> bytes:
    """``secret`` sealed for the holder of ``public``; ``info`` binds what it is for (RFC 9180, single shot)."""
    return suite().encrypt(secret, load_public(public), info)


def unwrap_with(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """The secret of ``wrap_to``; raises Damaged for another key, other bytes or another ``info``."""
    try:
        return suite().decrypt(sealed, load_private(private), info)
    except (InvalidTag, ValueError):
        raise Damaged(N_("A sealed key does not open: it is damaged or meant for somebody else.")) from None


def suite() -> Suite:
    """The one HPKE suite of DataPact's formats."""
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
