"""An entry in a file: its token, its disclosures, and the digests of those erased for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Protocol

from datapact.base.format import Base64url, Shown, Written, part
from datapact.history.commitments.jws import is_digest
from datapact.history.entries.entry import Entry, read_entry

_DIGEST = {"pattern": "^[A-Za-z0-9_-]{43}$", "description": "base64url SHA-256"}

type Digest = Annotated[str, Shown(_DIGEST, is_digest)]
type Jws = Annotated[str, Shown({"pattern": r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"})]


@part
class PackedEntry:
    """An entry in packed form, not yet checked."""

    jws: Jws
    disclosures: tuple[Base64url, ...]
    erased: tuple[Annotated[str, Shown(_DIGEST)], ...]
    """Digests of disclosures that the sender has erased and cannot send."""


def pack(entry: Entry) -> PackedEntry:
    """The entry in packed form."""
    return PackedEntry(entry.jws, entry.disclosures, entry.erased)


def unpack(packed: PackedEntry) -> Entry:
    """The entry, its structure checked; raises what ``read_entry`` raises."""
    return read_entry(packed.jws, packed.disclosures, packed.erased)


type EntryInFile = Annotated[Entry, Written(PackedEntry, unpack, pack)]


@part
class SignedEntry:
    """An entry without erasures in packed form, not yet checked."""

    jws: Jws
    disclosures: tuple[Base64url, ...]


def pack_signed(entry: Entry) -> SignedEntry:
    """The entry in the packed form without erasures."""
    return SignedEntry(entry.jws, entry.disclosures)


def unpack_signed(packed: SignedEntry) -> Entry:
    """The entry, its structure checked; raises what ``read_entry`` raises."""
    return read_entry(packed.jws, packed.disclosures)


type SignedEntryInFile = Annotated[Entry, Written(SignedEntry, unpack_signed, pack_signed)]


class HistoryInFile(Protocol):
    """A public history in a file: whose it is, and its entries in the form that the file has."""

    @property
    def id(self) -> str:
        """Of the organisation."""
        ...

    @property
    def entries(self) -> tuple[Entry, ...]:
        """In order."""
        ...


def entries_by_history(histories: Iterable[HistoryInFile]) -> Mapping[str, tuple[Entry, ...]]:
    """The entries by the id of their organisation; raises ValueError where a file has a history twice."""
    found: dict[str, tuple[Entry, ...]] = {}
    for one in histories:
        if one.id in found:
            raise ValueError
        found[one.id] = one.entries
    return found
