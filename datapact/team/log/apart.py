"""Erasable parts of an item, beside the item that names them: a chunk of the database, sealed under a key of its own.

The item keeps the digest of the chunk for good; the chunk and its key, which lies wrapped in front of it, can be deleted. A chunk is a row
like others, whose token is its name: so it is put back byte for byte, and junk hurts it as little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import ClassVar

from datapact.base.errors import Damaged
from datapact.base.format import Base64url, Format, part
from datapact.base.strictjson import canonical, sha256_of
from datapact.base.texts import N_
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.packed import Digest
from datapact.team.log import item as items
from datapact.team.log.contents import CarriedApart, CarriedFile

PREFIX = "chunk."
_WRAPPED = 12 + items.KEY_LENGTH + 16  # nonce, key, tag


@part
class CarriedParts:
    """The contents of the parts of an entry's body."""

    disclosures: tuple[Base64url, ...] = field(repr=False)
    """As in an entry."""
    entry: Digest
    """The entry."""


@part
class Apart(Format):
    """The content of one chunk; it is sealed."""

    file_kind: ClassVar = "datapact-team-apart"
    largest: ClassVar = items.LARGEST_SEALED
    malformed: ClassVar = N_("A part of a colleague's item is not in its form.")
    newer: ClassVar = items.ItemHead.newer

    files: tuple[CarriedFile, ...]
    """Files and rows."""
    parts: tuple[CarriedParts, ...]
    """Of entries."""


def seal_apart(apart: Apart, entries: Iterable[str], team: str, epoch: int, key: bytes) -> tuple[CarriedApart, bytes]:
    """A chunk under a fresh key, which the key of the epoch wraps: what an item says of it, and its bytes."""
    own = items.new_key()
    sealed = items.closed(key, own, _bound(team, epoch, "key")) + items.closed(
        own, apart.write(), _bound(team, epoch, "chunk")
    )
    return CarriedApart(chunk=sha256_of(sealed), entries=tuple(sorted(set(entries))), epoch=epoch), sealed


def open_apart(said: CarriedApart, sealed: bytes, team: str, key: bytes | None) -> Apart:
    """The content of a chunk; raises Damaged for other bytes than the item names, or another key."""
    if sha256_of(sealed) != said.chunk or key is None:
        raise Damaged(N_("A part of a colleague's item is not what the item says."))
    own = items.unsealed(key, sealed[:_WRAPPED], _bound(team, said.epoch, "key"))
    return Apart.read(items.unsealed(own, sealed[_WRAPPED:], _bound(team, said.epoch, "chunk")))


def token_of(chunk: str) -> str:
    """The substitute for a token in the row of a chunk."""
    return PREFIX + chunk


def chunk_of(token: str, sealed: str) -> str:
    """The name of the chunk in a row with this token and digest of bytes; empty for any other row."""
    name = token.removeprefix(PREFIX)
    return name if token.startswith(PREFIX) and name == sealed and is_digest(name) else ""


def _bound(team: str, epoch: int, what: str) -> bytes:
    return canonical({"epoch": epoch, "purpose": f"team apart {what}", "team": team, "v": 1})
