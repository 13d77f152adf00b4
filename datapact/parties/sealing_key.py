"""Keys that files are sealed for: MLKEM768-X25519, the hybrid that stays safe if either half is broken.

KEM 0x647A of draft-ietf-hpke-pq (the same as X-Wing). As raw bytes, in the forms of that draft:

- private key: a seed of 32 bytes; SHAKE256(seed) gives 64 bytes for ML-KEM-768 (d and z) and then 32 for X25519;
- public key: 1,184 bytes of ML-KEM-768 and then 32 bytes of X25519, 1,216 in all.

The thumbprint of a key is base64url(SHA-256(public key)).
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from datapact.errors import Malformed
from datapact.strictjson import to_base64url
from datapact.texts import N_

PRIVATE_SIZE = 32
PUBLIC_SIZE = 1216
_MLKEM_SEED = 64
_MLKEM_PUBLIC = 1184


def new_private() -> bytes:
    """A fresh private key as raw bytes."""
    return secrets.token_bytes(PRIVATE_SIZE)


def public_of(private: bytes) -> bytes:
    """The raw public key of a raw private key."""
    mlkem, x25519 = _halves(private)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def thumbprint(public: bytes) -> str:
    """The name of a public key in cards and bundles."""
    return to_base64url(hashlib.sha256(public).digest())


def read_private(private: bytes) -> MLKEM768X25519PrivateKey:
    """The key object of raw bytes; raises Malformed for another size."""
    return MLKEM768X25519PrivateKey(*_halves(private))


def read_public(public: bytes) -> MLKEM768X25519PublicKey:
    """The key object of raw bytes; raises Malformed for another size or an impossible key."""
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC])
        return MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC:]))
    except ValueError:
        raise Malformed(N_("A sealing key is not an MLKEM768-X25519 key. Ask the partner for a new card.")) from None


def _halves(private: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    if len(private) != PRIVATE_SIZE:
        raise Malformed(N_("A sealing key in this vault is damaged. Restore a backup."))
    expanded = hashlib.shake_256(private).digest(_MLKEM_SEED + 32)
    return (
        MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED]),
        X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED:]),
    )
