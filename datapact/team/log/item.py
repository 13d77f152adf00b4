"""An item of a team's log: a signed token over what is sealed beside it.

The token is a compact JWS by the key of the device that wrote it. It names the team, the number of the item, the epoch of
the key that seals it, the digest of the item before and the digest of the sealed bytes, and nothing else: this is all
that a database sees. The place of a row in the database means nothing, so that a device may put the same bytes back.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datapact.base.errors import Damaged
from datapact.base.format import Bounds, Format, Shown, part
from datapact.base.strictjson import canonical, sha256_of, to_base64url
from datapact.base.texts import N_
from datapact.history.commitments.jws import Unverified, is_digest, read_compact, sign_compact
from datapact.history.commitments.jws import verify as verify_token
from datapact.history.entries.packed import Digest

TYPE = "dp-team-item"
LARGEST_TOKEN = 4 * 1024
LARGEST_SEALED = 96 * 1024 * 1024
KEY_LENGTH = 32
_NONCE = 12
_MOST = 2**53 - 1

type Kind = Literal["keys", "contents"]


@part
class ItemHead(Format):
    """The head in the token of an item, not yet verified."""

    largest: ClassVar = LARGEST_TOKEN
    canonical_only: ClassVar = True
    malformed: ClassVar = N_("An item in the team's database is not in its form.")
    newer: ClassVar = N_(
        "A colleague works with a newer DataPact: this one can no longer take part. Update it; nothing is lost."
    )

    epoch: Annotated[int, Bounds(1, _MOST)]
    """Of the key that seals it, from 1; for ``keys`` the epoch that begins."""
    kind: Kind
    """``keys`` begins an epoch, ``contents`` is sealed with its key."""
    previous: Annotated[str, Shown({"description": "digest of the item before"}, lambda one: not one or is_digest(one))]
    """Digest of the item before; empty for the first."""
    sealed: Digest
    """SHA-256 of the bytes beside the token."""
    sequence: Annotated[int, Bounds(1, _MOST)]
    """From 1 without gaps."""
    team: Annotated[str, Bounds(22, 22)]
    """Random id of the team, base64url of 16 bytes."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item whose form is right and whose signature is still to be checked."""

    digest: str
    """Base64url of SHA-256 over header and payload of the token, without the signature."""
    device: str
    """Thumbprint of the key of the device that the token names."""
    head: ItemHead
    """What the token says."""
    token: str = field(repr=False)
    """Compact JWS."""
    load: Callable[[], bytes] = field(repr=False, compare=False, hash=False)
    """Fetches the bytes beside the token, from wherever they lie."""
    held: bytes | None = field(default=None, repr=False, compare=False, hash=False)
    """Those bytes once they were found to be what the token says; None before."""

    @property
    def sealed(self) -> bytes:
        """Ciphertext; for ``keys`` the wrapped keys. Raises Damaged where it is not what the token says."""
        if self.held is not None:
            return self.held
        found = self.load()
        if len(found) > LARGEST_SEALED or self.head.sealed != sha256_of(found):
            raise ItemHead.refusal("sealed")
        return found

    def fetched(self) -> Item:
        """The item with its bytes at hand; raises what ``sealed`` raises."""
        found = self.sealed
        return replace(self, load=lambda: found, held=found)

    @property
    def sequence(self) -> int:
        """Number of the item, from 1."""
        return self.head.sequence


def new_team() -> str:
    """A random name for a team; it says nothing."""
    return to_base64url(os.urandom(16))


def new_key() -> bytes:
    """The key of a new epoch."""
    return os.urandom(KEY_LENGTH)


def read_item(token: str, sealed: bytes) -> Item:
    """Read an item and check its form; raises Damaged (also Malformed, TooLarge and NewerFormat)."""
    return read_token(token, lambda: sealed).fetched()


def read_token(token: str, load: Callable[[], bytes]) -> Item:
    """Read an item whose bytes are fetched when they are needed; raises what ``read_item`` raises of the token."""
    if len(token) > LARGEST_TOKEN:
        raise ItemHead.refusal()
    unverified = read_compact(token, TYPE)
    return Item(_digest_of(unverified), unverified.kid, ItemHead.read(unverified.payload), token, load)


def write_item(
    key: ec.EllipticCurvePrivateKey, team: str, sequence: int, epoch: int, previous: str, kind: Kind, sealed: bytes
) -> Item:
    """Sign sealed bytes as the next item of a team."""
    head = ItemHead(epoch=epoch, kind=kind, previous=previous, sealed=sha256_of(sealed), sequence=sequence, team=team)
    return replace(read_token(sign_compact(head.write(), key, typ=TYPE), lambda: sealed), held=sealed)


def is_signed_by(item: Item, key: ec.EllipticCurvePublicKey) -> bool:
    """Whether the device with this key signed the item."""
    return verify_token(item.token, key, typ=TYPE)


def seal(key: bytes, plain: bytes, team: str, sequence: int, epoch: int) -> bytes:
    """The contents of an item under the key of an epoch: nonce and AES-256-GCM, bound to the place of the item."""
    return closed(key, plain, context(team, sequence, epoch))


def closed(key: bytes, plain: bytes, bound: bytes) -> bytes:
    """A fresh nonce, and AES-256-GCM of ``plain`` for a context."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def unseal(key: bytes, item: Item) -> bytes:
    """The contents of an item; raises Damaged for another key, another place or other bytes."""
    place = context(item.head.team, item.head.sequence, item.head.epoch)
    return unsealed(key, item.sealed, place)


def unsealed(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    """The plain bytes that AES-256-GCM sealed under this key for this context; raises Damaged."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError):
        raise Damaged(N_("An item in the team's database does not open with the team's key.")) from None


def context(team: str, sequence: int, epoch: int) -> bytes:
    """The associated data of an item."""
    return canonical({"epoch": epoch, "purpose": "team item", "sequence": sequence, "team": team, "v": 1})


def _digest_of(unverified: Unverified) -> str:
    return to_base64url(hashlib.sha256(unverified.signing_input).digest())
