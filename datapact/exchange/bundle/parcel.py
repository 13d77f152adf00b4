"""A parcel: a sealed file under routing labels, so that somebody who is no party can carry and sort it.

A file is one line of JSON, ``{"core":{...},"keys":[]}``, a line feed, and the sealed file, covered with AES-256-GCM. The line
shows the sender's and the recipients' labels and the size, nothing else. The cover hides the thumbprints that a sealed file
shows, which are the same in every network; its key is derived from the routing key of the network's directory and a random
salt, the canonical core is associated data. The cover keeps nothing secret within a network: that is what the seal is for.

The line is that of a bundle of a later format, so that a program which knows no labels says that it is too old.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from datapact.base.errors import Damaged, NotForUs
from datapact.base.format import Bounds, Format, SchemaOf, Shown, Written, part
from datapact.base.strictjson import from_base64url, parse_object, sha256_of, to_base64url
from datapact.base.texts import N_
from datapact.exchange.bundle.envelope import TAMPERED, TYPE
from datapact.exchange.bundle.limits import KIB, LIMITS
from datapact.organisation.network.labels import SALT_SIZE, Label, Routing, cover_key, label_of

LARGEST_LINE = 16 * KIB
_TAG_SIZE = 16
LARGEST = LIMITS.payload + LIMITS.header + LARGEST_LINE + 1024
"""Bytes of a parcel, and of a sealed file without labels, too."""
_MALFORMED = N_("The labels on this file are not in DataPact's format, or were damaged on the way. Ask for a new file.")
UNKNOWN_LABELS = N_(
    "This file travels under the labels of a network whose directory is not taken in here. Take in the newest directory of "
    "the network (.dpdir), then take in this file again."
)


def _is_sorted(labels: tuple[str, ...]) -> bool:
    return list(labels) == sorted(set(labels))


@part
class _Core(Format):
    file_kind: ClassVar = TYPE
    numbers: ClassVar = (2,)
    malformed: ClassVar = _MALFORMED
    too_large: ClassVar = N_("This file names more recipients than a bundle may have. Nothing was taken in.")
    names: ClassVar[Mapping[str, str]] = {"sender": "from"}

    salt: Annotated[
        bytes,
        Written(Annotated[str, Shown({"pattern": "^[A-Za-z0-9_-]{43}$"})], from_base64url, to_base64url),
        Shown({}, lambda data: len(data) == SALT_SIZE),
    ]
    sender: Label
    size: Annotated[int, Bounds(_TAG_SIZE, LARGEST)]
    to: Annotated[tuple[Label, ...], Bounds(1, LIMITS.recipients), Shown({"uniqueItems": True}, _is_sorted)]


@part
class ParcelLine(Format):
    """The first line of a parcel."""

    numbers: ClassVar = ()
    largest: ClassVar = LARGEST_LINE
    malformed: ClassVar = _MALFORMED

    core: Annotated[_Core, Written(Annotated[dict[str, Any], SchemaOf(_Core)], _Core.of, _Core.to_json)]
    """Labels, salt and size."""
    keys: Annotated[tuple[str, ...], Bounds(0, 0)] = ()
    """Empty: who can open the file stands under the cover."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The open part of a parcel, readable without a key."""

    sender: str
    """The sender's label, as whoever wrote the line claims."""
    to: tuple[str, ...]
    """The recipients' labels, sorted."""
    size: int
    """Bytes of the whole file."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The parcel as which a bundle came."""

    digest: str
    """base64url SHA-256 of the whole file, as receipts name it."""
    parcel: Parcel
    """What it showed from outside."""
    routing_key: str
    """The routing key that uncovered it, base64url."""


def write_parcel(sealed: bytes, routing: Routing, sender: str, recipients: Iterable[str]) -> bytes:
    """``sealed`` under the labels of these organisations."""
    core = _Core(
        salt=secrets.token_bytes(SALT_SIZE),
        sender=routing.label(sender),
        size=len(sealed) + _TAG_SIZE,
        to=tuple(sorted({routing.label(one) for one in recipients})),
    )
    key, nonce = cover_key(routing.key, core.salt)
    return ParcelLine(core).write() + b"\n" + AESGCM(key).encrypt(nonce, sealed, core.write())


def is_parcel(data: bytes) -> bool:
    """Whether a file begins as a parcel does; nothing else of it is looked at."""
    line = data[:LARGEST_LINE].partition(b"\n")[0]
    return line.startswith(b'{"core":{"format":2,') and line.endswith(b'"},"keys":[]}')


def look_at_parcel(head: bytes) -> Parcel:
    """The label on the first line; ``head`` is the beginning of the file, at least ``LARGEST_LINE`` bytes of a longer one.

    Raises Malformed, NewerFormat or TooLarge. No label is proof of who wrote the file.
    """
    line, core = _read_line(head)
    return Parcel(core.sender, core.to, len(line) + 1 + core.size)


def _read_line(head: bytes) -> tuple[bytes, _Core]:
    end = head.find(b"\n", 0, LARGEST_LINE + 1)
    if end < 0:
        raise ParcelLine.refusal()
    line = head[:end]
    read = ParcelLine.of(parse_object(line, limit=LARGEST_LINE))
    if read.write() != line:
        raise ParcelLine.refusal()
    return line, read.core


def open_parcel(data: bytes, routing_keys: Sequence[str], own: str) -> tuple[Carried, bytes]:
    """The label of the parcel, and the sealed file under its cover; ``routing_keys`` are those of our networks.

    Raises NotForUs where our label under none of them stands on it, Damaged where it was changed on the way, or what
    ``look_at_parcel`` raises.
    """
    line, core = _read_line(data)
    start = len(line) + 1
    if len(data) != start + core.size:
        raise Damaged(TAMPERED)
    keys = [one for one in routing_keys if label_of(one, own) in (core.sender, *core.to)]
    if not keys:
        raise NotForUs(UNKNOWN_LABELS)
    for routing_key in keys:
        key, nonce = cover_key(routing_key, core.salt)
        try:
            sealed = AESGCM(key).decrypt(nonce, memoryview(data)[start:], core.write())
        except InvalidTag:
            continue
        return Carried(sha256_of(data), Parcel(core.sender, core.to, len(data)), routing_key), sealed
    raise Damaged(TAMPERED)
