"""Routing labels of a network: what a carrier sorts sealed files by, and says nothing outside the network.

A directory may hold a random routing key. The label of a member is HMAC-SHA256 (RFC 2104) over its organisation id under that
key, cut to 128 bits: whoever has the directory knows whose it is, nobody else can tell it from chance, and the labels
of one organisation in two networks have nothing in common. Keys that hide what travels under labels are derived from the
same key with HKDF-SHA256 (RFC 5869).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from datapact.base.errors import Malformed
from datapact.base.format import Shown
from datapact.base.strictjson import from_base64url, to_base64url

KEY_SIZE = 32
SALT_SIZE = 32
_LABEL_SIZE = 16
_LABEL_OF = b"datapact routing label 1\0"
_COVER_OF = b"datapact parcel 1"
_AES_KEY, _AES_NONCE = 32, 12


def is_label(text: object) -> bool:
    """Whether a text has the form of a label: base64url of 16 bytes."""
    return _size_of(text) == _LABEL_SIZE


def is_routing_key(text: object) -> bool:
    """Whether a text is a routing key in base64url."""
    return _size_of(text) == KEY_SIZE


def _size_of(text: object) -> int:
    try:
        return len(from_base64url(text))
    except Malformed:
        return -1


type Label = Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{22}$"}, is_label)]


@dataclass(frozen=True, slots=True)
class Routing:
    """The routing of files within a network, by one directory of it."""

    network: str
    """Id of the network for the organisation that put the directory together."""
    name: str
    """Of the network."""
    members: tuple[str, ...]
    """Organisation ids."""
    key: str
    """Its routing key, base64url of 32 bytes: a secret of the network."""
    version: int = 1
    """Of the directory."""

    def label(self, organisation: str) -> str:
        """The label of a member."""
        return label_of(self.key, organisation)


def new_routing_key() -> str:
    """A random routing key."""
    return to_base64url(secrets.token_bytes(KEY_SIZE))


def label_of(routing_key: str, organisation: str) -> str:
    """The label of an organisation under a routing key."""
    mac = hmac.digest(from_base64url(routing_key), _LABEL_OF + organisation.encode("ascii"), hashlib.sha256)
    return to_base64url(mac[:_LABEL_SIZE])


def cover_key(routing_key: str, salt: bytes) -> tuple[bytes, bytes]:
    """Key and nonce of AES-256-GCM that cover one file; ``salt`` is random and used for that file alone."""
    made = HKDF(hashes.SHA256(), _AES_KEY + _AES_NONCE, salt, _COVER_OF).derive(from_base64url(routing_key))
    return made[:_AES_KEY], made[_AES_KEY:]
