"""Erase the names of people in consents, deliveries and recalls; every signature and root still verifies.

Who objected (Art. 21 GDPR) stays on file whatever else goes: without the objection a later import would bring the person back.
An erased row loses its columns and its salt; the digest stays in the tree of its entry (RFC 9162), and without the salt
(128 random bits) nobody can find out whom it named. Files that only erased rows named are erased too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.consent.records.batch import erase_events
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.delivered import signed_deliveries
from datapact.history.commitments.jws import is_digest
from datapact.history.entries import store as history_store
from datapact.history.transitions.common import files_of
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_CHUNK = 10_000


@dataclass(slots=True)
class Emptied:
    """Counts of what was erased; ``entries`` are the digests of the entries that sealed it."""

    events: int = 0
    """Events of consent."""
    deliveries: int = 0
    """Lines of deliveries."""
    recalls: int = 0
    """Lines of recalls."""
    records: int = 0
    """Entries of which members were destroyed."""
    files: int = 0
    """Attachments that nothing else names."""
    kept: int = 0
    """Lines that stay until recipients have answered."""
    objections: int = 0
    """Objections that stay."""
    entries: set[str] = field(default_factory=set)
    lines: dict[str, set[int]] = field(default_factory=dict)
    """Places of rows, from 0, by the entry that sealed them."""
    parts: dict[str, set[str]] = field(default_factory=dict)
    """Digests of parts of bodies, by entry."""
    lost: set[str] = field(default_factory=set)
    """Digests of attachments."""

    def __bool__(self) -> bool:
        return bool(self.events or self.deliveries or self.recalls or self.records or self.files)


# the newest objection of a person in a scope, unless the person agreed anew there since
_OBJECTION = (
    "SELECT e.id FROM consent_event AS e WHERE e.scope = ? AND e.subject = ? AND e.state = 8 AND NOT EXISTS ("
    "SELECT 1 FROM consent_event AS g WHERE g.scope = e.scope AND g.subject = e.subject AND g.state IN (2, 3)"
    " AND g.at > e.at) ORDER BY e.at DESC, e.id DESC LIMIT 1"
)


_SET_ASIDE = (
    "SELECT r.id FROM consent_subject AS u JOIN consent_repeat AS r ON r.dataset = u.dataset AND r.pseudonym = u.pseudonym"
    " JOIN consent_scope AS s ON s.dataset = r.dataset AND s.purpose = r.purpose AND s.controller = r.controller"
    " WHERE u.id = ? AND s.id = ?"
)


def erase_pairs(
    session: Session,
    pairs: Iterable[tuple[int, int]],
    emptied: Emptied,
    keep: frozenset[int] = frozenset(),
    *,
    objections_too: bool = False,
) -> None:
    """Erase all events of these (scope, subject) pairs of ids, except events with ids in ``keep``.

    The objection that stands stays, unless ``objections_too``: it is what bars further processing (Art. 21 GDPR).
    """
    connection = raw(session)
    events: list[int] = []
    for scope, subject in pairs:
        stays = set(keep)
        if not objections_too:
            standing = [number for (number,) in connection.execute(_OBJECTION, (scope, subject))]
            emptied.objections += len(standing)
            stays.update(standing)
        found = connection.execute("SELECT id FROM consent_event WHERE scope = ? AND subject = ?", (scope, subject))
        events += [number for (number,) in found if number not in stays]
        events += [number for (number,) in connection.execute(_SET_ASIDE, (subject, scope))]
    files: set[str] = set()
    for part in _chunks(events):
        for more, entry, line in connection.execute(
            "SELECT coalesce(r.more, e.more), b.entry, e.id - b.first FROM json_each(?) AS w JOIN consent_event AS e ON e.id = w.value"
            " JOIN consent_batch AS b ON b.id = e.batch LEFT JOIN consent_repeat AS r ON r.id = e.id",
            (json.dumps(part),),
        ):
            emptied.entries.add(entry)
            emptied.lines.setdefault(entry, set()).add(line)
            files.update(_digests(more))
    emptied.events += erase_events(session, events)
    erase_files(session, files, emptied)


def erase_delivery_rows(session: Session, rows: Iterable[tuple[int, int]], emptied: Emptied) -> None:
    """Erase lines of deliveries by (id of the delivery, line)."""
    connection = raw(session)
    entries = {one.id: one.entry for one in signed_deliveries(session) if one.id}
    for delivery, line in rows:
        if delivery not in entries:  # of no signed delivery: nobody could tell which list it belonged to
            continue
        done = connection.execute(
            "UPDATE delivery_subject SET pseudonym = NULL, sent_as = NULL, salt = NULL"
            " WHERE delivery = ? AND line = ? AND salt IS NOT NULL",
            (delivery, line),
        )
        if done.rowcount:
            emptied.deliveries += 1
            entry = entries[delivery]
            emptied.entries.add(entry)
            emptied.lines.setdefault(entry, set()).add(line - 1)


def erase_recall_rows(session: Session, rows: Iterable[tuple[str, int]], emptied: Emptied) -> None:
    """Erase lines of recalls by (digest of the recall's entry, line)."""
    connection = raw(session)
    for recall, line in rows:
        done = connection.execute(
            "UPDATE recall_subject SET pseudonym = NULL, sent_as = NULL, salt = NULL"
            " WHERE recall = ? AND line = ? AND salt IS NOT NULL",
            (recall, line),
        )
        if done.rowcount:
            emptied.recalls += 1
            emptied.entries.add(recall)
            emptied.lines.setdefault(recall, set()).add(line - 1)


def erase_files(session: Session, digests: Iterable[str], emptied: Emptied, *, also_kept: bool = False) -> None:
    """Erase attachments by digest that no consent, record or agreement names any more.

    ``also_kept``: also inputs of decisions and letters of recalls, whose records go on naming what went.
    """
    wanted = {digest for digest in digests if is_digest(digest)}
    if not wanted:
        return
    connection = raw(session)
    for (written,) in connection.execute(_NAMING_BUT_KEPT if also_kept else _NAMING):
        wanted.difference_update(_digests(written))
        if not wanted:
            return
    kept = {digest for digest in wanted if connection.execute(_KEPT, (digest,)).fetchone() is not None}
    for digest in kept - set().union(*of_agreements(session, kept).values()):
        emptied.files += connection.execute("DELETE FROM attachment WHERE digest = ?", (digest,)).rowcount
        emptied.lost.add(digest)


_ROWS_NAMING = (
    "SELECT more FROM consent_event WHERE salt IS NOT NULL AND scope <> 0 AND more <> '{}' UNION ALL"
    " SELECT more FROM consent_repeat UNION ALL SELECT"
)
_NAMING = f"{_ROWS_NAMING} body FROM organisation_record"
_NAMING_BUT_KEPT = (
    f"{_ROWS_NAMING} CASE kind WHEN 'decision' THEN json_remove(body, '$.inputs')"
    " WHEN 'recall' THEN json_remove(body, '$.letter') ELSE body END FROM organisation_record"
)
_KEPT = "SELECT 1 FROM attachment WHERE digest = ?"
_WITH_FILES = (
    "signed",
    "outside_step",
    "signed_elsewhere",
    "ended_elsewhere",
    "slots_fixed",
    "slot_signed",
    "slot_vouched",
    "counterpart_signed",
)
"""Kinds of entries of agreements that name files: a digest in a table of consents must not destroy a contract."""
_REVISIONS = ("revision_from", "revision_to", "pdf", "before", "after")


def of_agreements(session: Session, digests: set[str]) -> dict[str, set[str]]:
    """The entries of agreements that name files of these digests, each with those that it names."""
    found: dict[str, set[str]] = {}
    named = text("SELECT digest FROM entry WHERE kind = :kind")
    for kind in _WITH_FILES if digests else ():
        for entry in session.connection().execute(named, {"kind": kind}).scalars().all():
            written = history_store.load_one(session, entry)
            if written is not None:
                names = {name for one in _REVISIONS if isinstance(name := written.body.get(one), str)}
                names |= {file.digest for file in files_of(written.body.get("files"))}
                if names & digests:
                    found[str(entry)] = names & digests
    return found


def _digests(written: str) -> set[str]:
    """Every value in a JSON text that has the form of a digest."""
    found: set[str] = set()
    left: list[Any] = [read_stored_json(written)]
    while left:
        value = left.pop()
        if isinstance(value, str):
            if is_digest(value):
                found.add(value)
        elif isinstance(value, dict):
            left += value.values()
        elif isinstance(value, list):
            left += value
    return found


def _chunks(values: Sequence[int]) -> Iterable[list[int]]:
    return (list(values[start : start + _CHUNK]) for start in range(0, len(values), _CHUNK))
