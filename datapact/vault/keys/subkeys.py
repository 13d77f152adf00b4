"""Sub-keys of the random vault key: one named HKDF sub-key a use, so that none serves two purposes."""

from __future__ import annotations

import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from datapact.vault.keys.slot import CHECK_LENGTH, KEY_LENGTH


def derive(secret: bytes, use: str, length: int = KEY_LENGTH) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a uniformly random secret; ``use`` is the info, in words."""
    return HKDF(SHA256(), length, salt=None, info=b"DataPact 1: " + use.encode("ascii")).derive(secret)


def database_key(vault_key: bytes) -> bytes:
    """The raw 256-bit key of vault.db."""
    return derive(vault_key, "database")


def key_check_value(vault_key: bytes) -> bytes:
    """16 bytes beside the slots that distinguish a wrong key from a damaged database."""
    return derive(vault_key, "key check value", CHECK_LENGTH)


def authenticate(vault_key: bytes, use: str, data: bytes) -> bytes:
    """HMAC-SHA256 of a file beside the database, under the sub-key for ``use``."""
    return hmac.digest(derive(vault_key, use), data, "sha256")


def is_authentic(vault_key: bytes, use: str, data: bytes, mac: bytes) -> bool:
    """Whether ``mac`` is that of ``authenticate``, compared in constant time."""
    return hmac.compare_digest(authenticate(vault_key, use, data), mac)
