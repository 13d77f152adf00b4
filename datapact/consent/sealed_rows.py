"""A list sealed by one digest: salted rows under a Merkle root, of which any can be shown or erased alone.

A row is an RFC 9901 disclosure, the base64url of the JSON array [salt, row], with a salt of its own of 128 bits; its
digest is RFC 9901, 4.2.3. The tree over the digests in the order of the lines is that of RFC 9162, 2.1.1. Who keeps
the digest of a row can destroy row and salt: nobody can find out then what it was, and the root still verifies.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence

from datapact.history.disclosure import SALT_BYTES
from datapact.strictjson import to_base64url

type Row = Mapping[str, str | int | bool]


def new_salts(count: int) -> list[bytes]:
    """A salt of 128 random bits for each of ``count`` rows."""
    pool = secrets.token_bytes(SALT_BYTES * count)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]


def disclosure(salt: bytes, row: Row) -> str:
    """The RFC 9901 disclosure that opens a row."""
    text = json.dumps([to_base64url(salt), row], ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return to_base64url(text.encode("utf-8"))


def leaf(salt: bytes, row: Row) -> bytes:
    """The digest of a row's disclosure, 32 bytes."""
    return hashlib.sha256(disclosure(salt, row).encode("ascii")).digest()


def root(leaves: Sequence[bytes]) -> str:
    """The Merkle tree hash of RFC 9162, 2.1.1 over these digests, as base64url."""
    return to_base64url(_tree([hashlib.sha256(b"\0" + one).digest() for one in leaves]))


def _tree(level: list[bytes]) -> bytes:
    # Pairing neighbours and passing an odd last one up makes the tree of the RFC, which splits at powers of two.
    if not level:
        return hashlib.sha256().digest()
    while len(level) > 1:
        paired = [
            hashlib.sha256(b"\1" + level[place] + level[place + 1]).digest() for place in range(0, len(level) - 1, 2)
        ]
        level = paired + level[len(level) - len(level) % 2 :]
    return level[0]
