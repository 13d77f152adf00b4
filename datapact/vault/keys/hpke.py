"""HPKE key pairs, to seal for slots, people and organisations.

RFC 9180 with the hybrid KEM 0x647A (ML-KEM-768 with X25519, draft-ietf-hpke-pq), HKDF-SHA256 and AES-256-GCM: a quantum
computer that reads an old copy of the vault later must not open data sealed today.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
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

from datapact.base.errors import Damaged, Malformed
from datapact.base.texts import N_
from datapact.vault.keys.slot import PRIVATE_LENGTH, PUBLIC_LENGTH

_MLKEM_PRIVATE, _MLKEM_PUBLIC = 64, 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def new_private_key() -> bytes:
    """A fresh private key, ``PRIVATE_LENGTH`` raw bytes."""
    return os.urandom(_MLKEM_PRIVATE) + X25519PrivateKey.generate().private_bytes_raw()


def public_key(private: bytes) -> bytes:
    """The ``PUBLIC_LENGTH`` raw bytes that belong to a private key."""
    mlkem, x25519 = _private_halves(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def seal(public: bytes, plaintext: bytes, info: bytes) -> bytes:
    """HPKE base mode, single shot: encapsulated key || ciphertext. Raises Malformed for a bad public key."""
    try:
        if len(public) != PUBLIC_LENGTH:
            raise ValueError
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]),
        )
        return _SUITE.encrypt(plaintext, key, info)
    except ValueError:
        raise Malformed(N_("A public sealing key is not valid. Ask for a new one.")) from None


def unseal(private: bytes, sealed: bytes, info: bytes) -> bytes:
    """The plaintext of ``seal``; raises Damaged when it was sealed for another key, for another use, or altered."""
    try:
        return _SUITE.decrypt(sealed, MLKEM768X25519PrivateKey(*_private_halves(private)), info)
    except (InvalidTag, ValueError):
        raise Damaged(N_("Sealed data does not open with this key: it is damaged, or sealed for somebody else.")) from (
            None
        )


def _private_halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != PRIVATE_LENGTH:
        raise Malformed(N_("A private sealing key has the wrong length. Restore the newest backup."))
    return (
        MLKEM768PrivateKey.from_seed_bytes(private[:_MLKEM_PRIVATE]),
        X25519PrivateKey.from_private_bytes(private[_MLKEM_PRIVATE:]),
    )
