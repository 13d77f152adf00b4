"""A list sealed by one digest: salted rows under a Merkle root, of which any can be shown or erased alone.

A row is an RFC 9901 disclosure, the base64url of the JSON array [salt, row], with a salt of its own of 128 bits; its
digest is RFC 9901, 4.2.3. The tree over the digests in the order of the lines is that of RFC 9162, 2.1.1. Who keeps
the digest of a row can destroy row and salt: nobody can find out then what it was, and the root still verifies.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from datapact.consent.row import SALT_BYTES, disclosure_of, leaf_of
from datapact.history.merkle import root_of
from datapact.strictjson import canonical, to_base64url

type Row = Mapping[str, str | int | bool]


def new_salts(count: int) -> list[bytes]:
    """A salt of 128 random bits for each of ``count`` rows."""
    pool = secrets.token_bytes(SALT_BYTES * count)
    return [pool[start : start + SALT_BYTES] for start in range(0, len(pool), SALT_BYTES)]


def disclosure(salt: bytes, row: Row) -> str:
    """The disclosure that shows a row: base64url of the JSON array [salt, row]."""
    return disclosure_of(salt, canonical(dict(row)).decode("utf-8")).decode("ascii")


def leaf(salt: bytes, row: Row) -> bytes:
    """The digest of a row's disclosure, 32 bytes: its leaf data in the tree."""
    return leaf_of(salt, canonical(dict(row)).decode("utf-8"))


def root(leaves: Sequence[bytes]) -> str:
    """The root over these digests, as base64url."""
    return to_base64url(root_of(leaves))
