"""Storage of entries in the vault: they are verified on arrival, stored, and loaded unchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from datapact.base.clock import write_time
from datapact.base.errors import Damaged
from datapact.history.commitments.reveal import Revealed, Unopened
from datapact.history.entries.entry import Entry, Link, read_entry, read_link
from datapact.vault.database import entries
from datapact.vault.database.entries import StoredEntry
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.session import Session
from datapact.vault.keys.own_data import ENTRY, own_data

MANY = 50  # number of disclosures from which caching an entry pays


def save(session: Session, entry: Entry) -> int:
    """Store a verified entry and return its place in commit order; the caller has asked ``has`` before."""
    return entries.append_entry(
        session,
        StoredEntry(
            digest=entry.digest,
            history=entry.history,
            stream=entry.stream,
            kind=entry.kind,
            organisation=entry.organisation,
            replica=entry.replica,
            counter=entry.counter,
            time=write_time(entry.time),
            jws=entry.jws,
            disclosures=entry.disclosures,
            erased=entry.erased,
        ),
    )


def save_disclosures(session: Session, entry: Entry) -> None:
    """Store an entry's disclosures anew, after an erasure or once withheld ones arrived."""
    entries.set_disclosures(session, entry.digest, entry.disclosures, entry.erased)


def has(session: Session, digest: str) -> bool:
    """Whether an entry is stored."""
    return entries.has(session, digest)


def load(session: Session, history: str, up_to: int | None = None) -> list[Entry]:
    """The entries of a history in commit order, all or those up to a place; raises Damaged for one that cannot be read."""
    return [
        entry_of(session, stored)
        for stored in entries.entries(session, history)
        if up_to is None or stored.seq <= up_to
    ]


def load_to_fold(session: Session, history: str) -> list[Entry]:
    """The entries of a history as the fold needs them: the texts of proposals are opened, and proven, when they are read.

    Reading one that is damaged raises Damaged then.
    """
    return [_entry_of(session, stored) for stored in entries.entries(session, history)]


@dataclass(frozen=True, slots=True)
class Links:
    """The links of a history up to a place in commit order."""

    links: tuple[Link, ...] = ()
    """In commit order."""
    place: int = 0
    """Of the last of them in commit order, 0 for none."""
    running: bytes = b""
    """The running digest there, which covers every entry before it."""


def load_links(session: Session, history: str) -> tuple[Link, ...]:
    """The links of a history in commit order; those read before in this process are not read again.

    Raises Damaged for an entry that cannot be read.
    """
    known = _LINKS.get(session, history)
    if known is None or entries.running_at(session, known.place) != known.running:
        known = Links()
    new = entries.tokens(session, history, known.place)
    if new:
        with own_data(ENTRY):
            links = tuple(read_link(token) for _place, _running, _digest, token in new)
        if any(link.digest != digest for link, (_place, _running, digest, _token) in zip(links, new, strict=True)):
            raise Damaged(ENTRY)
        place, running, _digest, _token = new[-1]
        known = _LINKS.put(session, history, Links((*known.links, *links), place, running))
    return known.links


# of one house; the running digest where they end tells whether they are still what lies there
_LINKS = Remembered[str, Links](1)


def load_one(session: Session, digest: str) -> Entry | None:
    """One entry by its digest."""
    stored = entries.entry(session, digest)
    return None if stored is None else entry_of(session, stored)


# Proposals have hundreds of disclosures and one command reads them several times. Keyed by every byte that is read, so
# that the result cannot differ; nobody changes the body of an entry.
_LARGE = Remembered[tuple[str, tuple[str, ...], tuple[str, ...]], Entry](16)


def entry_of(session: Session, stored: StoredEntry) -> Entry:
    """The entry of a stored row, all of it opened; raises Damaged where it cannot be read or has another digest."""
    entry = _entry_of(session, stored)
    if isinstance(entry.revealed, Unopened):
        entry.revealed.opened()
    return entry


def _entry_of(session: Session, stored: StoredEntry) -> Entry:
    given = (stored.jws, stored.disclosures, stored.erased)
    with own_data(ENTRY):
        if len(stored.disclosures) >= MANY:
            entry = _LARGE.made(session, given, lambda: read_entry(*given, later=_of_our_own))
        else:
            entry = read_entry(*given)
    if entry.digest != stored.digest:
        raise Damaged(ENTRY)
    return entry


def _of_our_own(open_all: Callable[[], Revealed]) -> Revealed:
    with own_data(ENTRY):
        return open_all()
