"""Entries in the vault: what was verified on arrival goes in, and comes out as it was."""

from __future__ import annotations

from sqlmodel import Session

from datapact.clock import write_time
from datapact.history.entry import Entry, read_entry
from datapact.vault import store
from datapact.vault.store import StoredEntry


def save(session: Session, entry: Entry) -> int:
    """Store a verified entry and return its place in commit order; the caller has asked ``has`` before."""
    return store.append_entry(
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
    store.set_disclosures(session, entry.digest, entry.disclosures, entry.erased)


def has(session: Session, digest: str) -> bool:
    """Whether an entry is stored."""
    return store.has(session, digest)


def load(session: Session, history: str) -> list[Entry]:
    """All entries of a history in commit order; raises Damaged for one that cannot be read."""
    return [_read(stored) for stored in store.entries(session, history)]


def load_one(session: Session, digest: str) -> Entry | None:
    """One entry by its digest."""
    stored = store.entry(session, digest)
    return None if stored is None else _read(stored)


def _read(stored: StoredEntry) -> Entry:
    return read_entry(stored.jws, stored.disclosures, stored.erased)
