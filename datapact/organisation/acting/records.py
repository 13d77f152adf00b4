"""Records that our organisation keeps for itself, each an internal entry of its history, found by kind and key.

Notices, legal bases, authorisations, deliveries, decisions, met obligations, exports: few of each, so one table
projects them all. A later record with the same kind and key replaces the earlier one; known on a day are the records
written by then. The table can be rebuilt from the entries at any time.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Index, Integer, Text, delete
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, select

from datapact.base.clock import read_time, write_time
from datapact.base.strictjson import canonical, parse_object, to_base64url
from datapact.base.texts import Message
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.entries import store
from datapact.history.entries.entry import Entry, organisation_history
from datapact.history.entries.shapes import ORGANISATION_SHAPES, RECORD_KINDS
from datapact.organisation.acting.log import append_organisation_entry
from datapact.organisation.acting.strictest_record import KINDS, strictest
from datapact.organisation.identity.house import has_merged, house_places, in_house_order, knowing_in_house
from datapact.organisation.identity.own_history import own_line
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.session import Session
from datapact.vault.database.tables import EntryRow
from datapact.vault.keys.own_data import RECORD, own_data

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def _text(*, key: bool = False) -> Column[str]:
    return Column(Text, primary_key=key, nullable=False)


class RecordRow(SQLModel, table=True):
    """A record, by the entry that holds it."""

    __tablename__ = "organisation_record"
    __table_args__ = (
        Index("organisation_record_key", "kind", "key", "seq"),
        Index("organisation_record_about", "about", "kind"),
    )
    seq: int | None = Field(default=None, sa_column=Column(Integer, primary_key=True))
    """From 1, in the order of writing; in a team in the order that is the same at each computer."""
    entry: str = Field(sa_column=Column(Text, unique=True, nullable=False))
    """Digest of the entry."""
    kind: str = Field(sa_column=_text())
    """One of ``RECORD_KINDS``, such as ``delivery``."""
    key: str = Field(sa_column=_text())
    """The key under which a later record of the kind replaces it: the body's member ``key``."""
    about: str = Field(sa_column=_text())
    """The agreement that it is about, else empty."""
    author: str = Field(sa_column=_text())
    """Thumbprint of the author's key."""
    recorded: str = Field(sa_column=_text())
    """Time of the entry (UTC)."""
    body: str = Field(sa_column=_text())
    """JSON of the body; members that were erased are missing."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record. ``body`` holds the members of its kind, without erased ones."""

    entry: str
    """Digest of the entry."""
    kind: str
    """One of ``RECORD_KINDS``, such as ``delivery``."""
    key: str
    """The key under which a later record of the kind replaces it; empty where the kind has none."""
    about: str
    """History id of the agreement that it is about; empty for none."""
    author: str
    """Thumbprint of the author's key."""
    recorded: datetime
    """Time of the entry, UTC."""
    body: Mapping[str, Any] = field(hash=False)


def append_record(acting: Acting, session: Session, kind: str, body: Mapping[str, Any]) -> Record:
    """Sign and store a record of one of RECORD_KINDS, also one of an older version that ends or is corrected.

    Raises Locked where the roles do not allow it, WrongUse for a body that does not fit the kind.
    """
    assert kind in RECORD_KINDS, "a row that no entry would give again is lost with the next erasure"
    entry = append_organisation_entry(acting, session, kind, ORGANISATION_SHAPES[kind].completed(body))
    row = row_of_entry(entry)
    session.add(row)
    session.flush()
    return record_of_row(row)


def records(
    session: Session,
    kind: str,
    *,
    key: str | None = None,
    about: str | None = None,
    known_at: datetime | None = None,
    up_to: int | None = None,
) -> list[Record]:
    """Every record of a kind that was recorded by ``known_at`` (default: all), oldest first, replaced ones too.

    ``up_to`` is the place in commit order of the last entry that counts.
    """
    wanted = select_columns(*_COLUMNS).where(col(RecordRow.kind) == kind)
    if key is not None:
        wanted = wanted.where(col(RecordRow.key) == key)
    if about is not None:
        wanted = wanted.where(col(RecordRow.about) == about)
    if known_at is not None:
        wanted = wanted.where(col(RecordRow.recorded) <= write_time(known_at))
    if up_to is not None:
        stored = select(EntryRow.seq).where(col(EntryRow.digest) == col(RecordRow.entry), col(EntryRow.seq) <= up_to)
        wanted = wanted.where(stored.exists())
    found: list[tuple[str, ...]] = [tuple(row) for row in session.execute(wanted.order_by(col(RecordRow.seq)))]
    return [_READ.made(session, one, partial(_record, one)) for one in found]


_COLUMNS = tuple(
    col(one)
    for one in (
        RecordRow.entry,
        RecordRow.kind,
        RecordRow.key,
        RecordRow.about,
        RecordRow.author,
        RecordRow.recorded,
        RecordRow.body,
    )
)
_READ = Remembered[tuple[str, ...], Record](4_000)
"""By all that is stored of them."""


def newest_records(
    session: Session, kind: str, *, known_at: datetime | None = None, up_to: int | None = None
) -> dict[str, Record]:
    """The record in force of each key of a kind, as known then, in the order of their first writing.

    Of what permits sharing the strictest counts, where several of one key did not know of each other.
    """
    return in_force(session, kind, records(session, kind, known_at=known_at, up_to=up_to))


def in_force(session: Session, kind: str, found: Sequence[Record]) -> dict[str, Record]:
    """The record of each key that counts, of these records of a kind, oldest first."""
    return {record.key: record for record in found} | _strictest(session, kind, found)


def records_against_each_other(session: Session) -> tuple[Record, ...]:
    """The record that counts of each key of which several were written, not knowing of each other, that say different things."""
    return tuple(record for kind in KINDS for record in _strictest(session, kind, records(session, kind)).values())


def _strictest(session: Session, kind: str, found: Sequence[Record]) -> dict[str, Record]:
    if kind not in KINDS or not has_merged(session):
        return {}
    by_key: dict[str, list[Record]] = {}
    for record in found:
        by_key.setdefault(record.key, []).append(record)
    several = {key: ones for key, ones in by_key.items() if len(ones) > 1}
    if not several:
        return {}
    # of all at once, for what is known on a day, and then on another, is read in turn
    every = select(RecordRow.entry).where(col(RecordRow.kind).in_(KINDS)).order_by(col(RecordRow.seq))
    knowing = knowing_in_house(session, session.exec(every))
    counting = {}
    for key, ones in several.items():
        heads = [one for one in ones if not any(knowing.knows(other.entry, one.entry) for other in ones)]
        if any(one.body != heads[-1].body for one in heads):
            counting[key] = replace(heads[-1], body=strictest([one.body for one in heads]))
    return counting


def record_of(session: Session, kind: str, key: str, *, known_at: datetime | None = None) -> Record | None:
    """The record in force of one key."""
    found = records(session, kind, key=key, known_at=known_at)
    return _strictest(session, kind, found).get(key, found[-1]) if found else None


def record_by_entry(session: Session, digest: str) -> Record | None:
    """One record by the digest of its entry."""
    row = session.exec(select(RecordRow).where(RecordRow.entry == digest)).first()
    return None if row is None else record_of_row(row)


def rebuild_records(session: Session) -> None:
    """Write the table anew from the entries, as after an erasure, or once entries came that others do not know."""
    session.flush()
    session.connection().execute(delete(RecordRow))
    session.expire_all()  # rows of the same numbers that were read before
    written = store.load(session, organisation_history(own_line(session).id))
    for entry in in_house_order(session, (one for one in written if one.kind in RECORD_KINDS)):
        session.add(row_of_entry(entry))
    session.flush()


def insert_records(session: Session, entries: Iterable[Entry]) -> None:
    """Put the rows of entries, stored just now, where the order of the house has them: what comes behind them is numbered anew.

    As ``rebuild_records`` does, without reading every entry of the house again.
    """
    session.flush()
    new = {entry.digest: row_of_entry(entry) for entry in entries if entry.kind in RECORD_KINDS}
    if not new:
        return
    places = house_places(session)
    there = [
        (int(seq or 0), str(digest))
        for seq, digest in session.exec(select(RecordRow.seq, RecordRow.entry).order_by(col(RecordRow.seq)))
    ]
    digests = [digest for _seq, digest in there]
    if not places.keys() >= {*digests, *new} or any(places[one] > places[other] for one, other in pairwise(digests)):
        rebuild_records(session)  # rows that this program did not write
        return
    behind = bisect_left(digests, min(places[one] for one in new), key=places.__getitem__)
    moved = []
    if behind < len(there):
        wanted = col(RecordRow.seq) >= there[behind][0]
        found = session.exec(select(RecordRow).where(wanted)).all()
        moved = [RecordRow(**one.model_dump(exclude={"seq"})) for one in found]
        session.connection().execute(delete(RecordRow).where(wanted))
        session.expire_all()  # rows of the same numbers that were read before
    for row in sorted([*moved, *new.values()], key=lambda one: places[one.entry]):
        session.add(row)
    session.flush()


def row_of_entry(entry: Entry) -> RecordRow:
    """The row of an entry, as it is projected from what was signed."""
    body = {name: value for name, value in entry.body.items() if value is not WITHHELD}
    return RecordRow(
        entry=entry.digest,
        kind=entry.kind,
        key=str(body.get("key", "")),
        about=str(body.get("agreement", "")),
        author=entry.kid,
        recorded=write_time(entry.time),
        body=canonical(body).decode("utf-8"),
    )


def record_of_row(row: RecordRow) -> Record:
    """The record in a row; raises Damaged for a body that is no JSON object."""
    return _record((row.entry, row.kind, row.key, row.about, row.author, row.recorded, row.body))


def _record(stored: tuple[str, ...]) -> Record:
    entry, kind, key, about, author, recorded, body = stored
    with own_data(RECORD):
        return Record(entry, kind, key, about, author, read_time(recorded), parse_object(body.encode("utf-8")))


_LONGEST = 300


def record_export(acting: Acting, what: Message, data: bytes, recipient: str = "", release: str = "") -> Entry:
    """Write the ``exported`` entry for a file; its words are in the exporter's language.

    ``recipient`` is an organisation, an authority or a role, never a person whose data it is; ``release`` the entry by which
    a legal member released it.
    """
    with acting.vault.write(reader=True) as session:
        return note_export(acting, session, what, data, recipient, release)


def note_export(
    acting: Acting, session: Session, what: Message, data: bytes, recipient: str = "", release: str = ""
) -> Entry:
    """``record_export`` within the transaction that makes the file."""
    body = {
        "what": what.text()[:_LONGEST],
        "digest": to_base64url(hashlib.sha256(data).digest()),
        "recipient": recipient[:_LONGEST],
        "release": release,
    }
    return append_organisation_entry(acting, session, "exported", body)
