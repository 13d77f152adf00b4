"""Deliveries as they were signed, and those of them that count: what every count, recall, answer and letter is made from.

A row of the table ``delivery`` only tells under which number the list of people stands. What left, when and to whom is read
from the signed entry: a row that somebody deleted or edited hides no recipient. A delivery of which two persons recorded
that it never left counts nowhere, from the moment at which that was known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from sqlalchemy import text

from datapact.base.clock import read_time
from datapact.base.errors import DataPactError
from datapact.base.strictjson import to_base64url
from datapact.base.texts import Message, counted
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.corrections import never_left
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.merkle import root_of
from datapact.history.entries import store
from datapact.history.entries.entry import organisation_history
from datapact.organisation.identity.own_history import own_organisation
from datapact.vault.database.remembered import Remembered
from datapact.vault.database.unchanged import while_unchanged

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session


class Delivered(NamedTuple):
    """A delivery by its signed entry."""

    id: int
    """Under which number the list of people stands; 0 where it is not there, as of data of nobody without its row."""
    entry: str
    """Digest of the entry."""
    dataset: str
    """Key of the dataset within its agreements."""
    version: str
    """Of the dataset, as people call it; may be empty."""
    recipient: str
    """Organisation id or ``external:N``."""
    purpose: str
    """IRI, or the key of an agreement's own purpose."""
    basis: str
    """Article of the GDPR; empty where it was not stated."""
    agreement: str
    """History id; empty for none."""
    decision: str
    """Digest of the decision's entry; empty for none."""
    at: int
    """When the data left, seconds since 1970 (UTC)."""
    recorded: int
    """Time of the entry, seconds since 1970 (UTC)."""
    people: int
    """How many were in it, erased ones too; 0 for data of nobody."""
    seq: int
    """Place of the entry in commit order."""
    row_missing: bool
    """The row behind the entry is gone: somebody deleted it from the database."""

    @property
    def list_missing(self) -> bool:
        """The list of people is gone, too: nobody can say here whom the delivery concerned."""
        return not self.id and self.people > 0


_COLUMNS = "dataset, version, recipient, purpose, basis, agreement, decision, at, recorded, count"
_SIGNED = text(
    "SELECT e.seq, e.digest, coalesce(x.erased, ''), d.id FROM entry AS e LEFT JOIN disclosure AS x ON x.entry = e.digest"
    " LEFT JOIN delivery AS d ON d.entry = e.digest WHERE e.kind = 'delivery' AND e.history = :own ORDER BY e.seq"
)
_ROW = f"SELECT {_COLUMNS} FROM delivery WHERE entry = ?"  # noqa: S608 - our own words
_READ = Remembered[tuple[str, str], tuple[tuple[Any, ...], str]](20_000)
"""The columns and the root of a delivery, by its entry and what was erased of it."""


def signed_deliveries(
    session: Session, *, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[Delivered, ...]:
    """Every delivery that was signed, as known at a moment or up to a place in commit order, in that order."""
    every = while_unchanged(session, "signed deliveries", lambda: _read_all(session))
    return tuple(
        one
        for one in every
        if (known_at is None or one.recorded <= int(known_at.timestamp())) and (up_to is None or one.seq <= up_to)
    )


def counting_deliveries(
    session: Session, *, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[Delivered, ...]:
    """The deliveries that count: all that were signed, but those of which two persons recorded that the data never left."""
    every = signed_deliveries(session, known_at=known_at, up_to=up_to)
    gone = never_left(session, known_at=known_at, up_to=up_to) if every else frozenset()
    return tuple(one for one in every if one.entry not in gone) if gone else every


def lists_of(deliveries: Iterable[Delivered]) -> str:
    """The numbers of the lists of these deliveries, as a JSON array for ``json_each``."""
    return json.dumps([one.id for one in deliveries if one.id])


class Kept(Protocol):
    """A delivery, of which the rows in the database can be gone."""

    @property
    def row_missing(self) -> bool:
        """As in ``Delivered``."""

    @property
    def list_missing(self) -> bool:
        """As in ``Delivered``."""


def missing_words(deliveries: Iterable[Kept]) -> tuple[Message, ...]:
    """That rows of these deliveries are gone, and how to get them back; nothing where every row is there."""
    found = [one for one in deliveries if one.row_missing]
    lost = sum(one.list_missing for one in found)
    words = []
    if len(found) > lost:
        words.append(
            counted(
                "The row of {n} delivery is missing; what is said here comes from its signed entry. Write it anew (datapact"
                " vault repair, or Repair in the red bar).",
                "The rows of {n} deliveries are missing; what is said here comes from their signed entries. Write them anew"
                " (datapact vault repair, or Repair in the red bar).",
                len(found) - lost,
            )
        )
    if lost:
        words.append(
            counted(
                "The row of {n} delivery and its list of people are missing: whom it concerned is not known here. Restore the"
                " newest backup.",
                "The rows of {n} deliveries and their lists of people are missing: whom they concerned is not known here."
                " Restore the newest backup.",
                lost,
            )
        )
    return tuple(words)


def lists_without_row(connection: Any) -> dict[str, int]:
    """The lists of people whose delivery has no row: root, and the id that their lines bear."""
    found: dict[str, int] = {}
    for (number,) in connection.execute(
        "SELECT DISTINCT delivery FROM delivery_subject WHERE delivery NOT IN (SELECT id FROM delivery)"
    ).fetchall():
        leaves = connection.execute("SELECT leaf FROM delivery_subject WHERE delivery = ? ORDER BY line", (number,))
        try:
            found[to_base64url(root_of([bytes(leaf) for (leaf,) in leaves]))] = number
        except (TypeError, ValueError):  # a text where a digest belongs
            continue
    return found


def delivery_columns(entry: Entry) -> tuple[Any, ...]:
    """The columns of a delivery's row behind its entry, from what was signed."""
    body, recorded = entry.body, entry.time
    at = read_time(body["at"]) if body.get("at") else recorded
    names = ("dataset", "version", "recipient", "purpose", "basis", "agreement", "decision")
    return (
        *(body.get(name, "") for name in names),
        int(at.timestamp()),
        int(recorded.timestamp()),
        body.get("count", 0),
    )


def next_number(connection: Any) -> int:
    """The number of the next list of a delivery; none that any line bears, for a list whose row is gone stays where it is."""
    used = (
        "SELECT max(coalesce((SELECT max(id) FROM delivery), 0), coalesce((SELECT max(delivery) FROM delivery_subject), 0),"
        " coalesce((SELECT max(delivery) FROM recall_subject), 0)) + 1"
    )
    return int(connection.execute(used).fetchone()[0])


def _read_all(session: Session) -> tuple[Delivered, ...]:
    own = organisation_history(own_organisation(session))
    lists: dict[str, int] | None = None
    found = []
    for seq, entry, erased, number in session.connection().execute(_SIGNED, {"own": own}).all():
        read = _columns(session, entry, erased, number)
        if read is None:
            continue
        columns, root = read
        if number is None:
            lists = lists_without_row(raw(session)) if lists is None else lists
        place = (lists or {}).get(root, 0) if number is None else int(number)
        found.append(Delivered(*(place, entry, *columns, seq, number is None)))
    return tuple(found)


def _columns(session: Session, entry: str, erased: str, number: int | None) -> tuple[tuple[Any, ...], str] | None:
    """The columns and root of a delivery; of an entry that cannot be read, those of its row."""
    known = _READ.get(session, (entry, erased))
    if known is not None:
        return known
    try:
        read = store.load_one(session, entry)
        columns = () if read is None else delivery_columns(read)
    except (DataPactError, ValueError, TypeError):
        read, columns = None, ()
    if read is not None and columns and not any(one is WITHHELD for one in columns):
        return _READ.put(session, (entry, erased), (columns, str(read.body.get("root", ""))))
    row = None if number is None else raw(session).execute(_ROW, (entry,)).fetchone()
    return None if row is None else (tuple(row), "")
