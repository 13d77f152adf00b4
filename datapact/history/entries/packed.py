"""An entry as files carry it: its token, what it discloses, and the digests of what was erased for a person."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from datapact.base.format import Written, part, shown_as
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry, read_entry


def _digest(text: str) -> str:
    if not is_digest(text):
        raise ValueError
    return text


_DIGEST = shown_as(pattern="^[A-Za-z0-9_-]{43}$", description="base64url SHA-256")
type Digest = Annotated[str, AfterValidator(_digest), _DIGEST]
type Base64url = Annotated[str, shown_as(pattern="^[A-Za-z0-9_-]*$")]
type Jws = Annotated[str, shown_as(pattern=r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$")]


@part
class PackedEntry:
    """An entry, not yet looked at."""

    jws: Jws
    disclosures: tuple[Base64url, ...]
    erased: tuple[Annotated[str, _DIGEST], ...]
    """Digests of disclosures that the sender has erased and cannot send."""


def pack(entry: Entry) -> PackedEntry:
    """The entry as a file carries it."""
    return PackedEntry(entry.jws, entry.disclosures, entry.erased)


def unpack(packed: PackedEntry) -> Entry:
    """The entry, its structure checked; raises what ``read_entry`` raises."""
    return read_entry(packed.jws, packed.disclosures, packed.erased)


type EntryInFile = Annotated[Entry, Written(PackedEntry, unpack, pack)]
