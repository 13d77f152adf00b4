"""The shape of sealing_key."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from datapact.history.kinds.kind import Shape
from datapact.history.kinds.members import Check, binary, digest, record
from datapact.strictjson import from_base64url, to_base64url

MEMBERS: Mapping[str, Check] = {"public": binary, "thumbprint": digest}


def is_sealing_key(value: Any) -> bool:
    """A public key with its true thumbprint, the base64url SHA-256 of the raw key."""
    return record(MEMBERS)(value) and "..." not in value and _matches(value)


def _matches(body: Mapping[str, Any]) -> bool:
    return bool(to_base64url(hashlib.sha256(from_base64url(body["public"])).digest()) == body["thumbprint"])


SEALING_KEY_SHAPE = Shape(
    name="sealing_key",
    stream="public",
    members=MEMBERS,
)
