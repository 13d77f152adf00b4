"""Erasure (Art. 17 GDPR) at all computers of a team: what one erased is erased at the others, too.

The entry that records the erasure names the entries whose rows or parts were emptied; with it travels which these are. It
names nobody. What is gone at one computer is gone at all, whatever a slow device still brings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import Damaged
from datapact.base.strictjson import strings_in
from datapact.base.texts import N_
from datapact.consent.records.batch import erase_events
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.repeated import settle_all
from datapact.consent.views.erasing import Emptied, erase_delivery_rows, erase_files, erase_recall_rows
from datapact.history.commitments.jws import is_digest
from datapact.history.entries import store as history_store
from datapact.history.entries.body_members import MOST_MEMBERS
from datapact.history.entries.entry import without
from datapact.organisation.acting.records import rebuild_records
from datapact.team.kept.store import is_logged
from datapact.team.log.contents import CarriedErasure
from datapact.vault.database import entries as vault_store
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

_BATCH = "SELECT e.id - b.first FROM consent_batch AS b JOIN consent_event AS e ON e.id BETWEEN b.first AND b.first + b.count - 1 WHERE b.entry = ? AND e.salt IS NULL ORDER BY e.id"
_DELIVERY = "SELECT p.line - 1 FROM delivery AS d JOIN delivery_subject AS p ON p.delivery = d.id WHERE d.entry = ? AND p.salt IS NULL ORDER BY p.line"
_RECALL = "SELECT line - 1 FROM recall_subject WHERE recall = ? AND salt IS NULL ORDER BY line"
_ALL = (
    "SELECT b.entry FROM consent_batch AS b WHERE EXISTS (SELECT 1 FROM consent_event AS e"
    " WHERE e.id BETWEEN b.first AND b.first + b.count - 1 AND e.salt IS NULL)"
    " UNION SELECT d.entry FROM delivery AS d JOIN delivery_subject AS p ON p.delivery = d.id WHERE p.salt IS NULL"
    " UNION SELECT recall FROM recall_subject WHERE salt IS NULL"
    " UNION SELECT entry FROM disclosure WHERE erased NOT IN ('', '[]')"
)
_MORE = (
    "SELECT CASE WHEN e.scope = 0 THEN r.more ELSE e.more END FROM json_each(?) AS w CROSS JOIN consent_event AS e ON e.id = w.value"
    " LEFT JOIN consent_repeat AS r ON r.id = e.id WHERE e.salt IS NOT NULL AND (e.scope <> 0 OR r.id IS NOT NULL)"
)
_MORE_OF_BATCH = (
    "SELECT CASE WHEN e.scope = 0 THEN r.more ELSE e.more END FROM consent_batch AS b CROSS JOIN consent_event AS e"
    " ON e.id BETWEEN b.first AND b.first + b.count - 1 LEFT JOIN consent_repeat AS r ON r.id = e.id WHERE b.entry = ?"
    " AND e.salt IS NOT NULL AND coalesce(r.more, e.more) NOT IN ('', '{}')"
)
_FIRST = text("SELECT first, count FROM consent_batch WHERE entry = :entry")
_DELIVERED = text("SELECT id FROM delivery WHERE entry = :entry")


def erasures_of(session: Session, record: Entry) -> tuple[CarriedErasure, ...]:
    """What the entries that a recorded erasure names have lost here."""
    found = []
    named_there = [str(digest) for digest in record.body.get("sealed_by", ())]
    if len(named_there) >= MOST_MEMBERS:  # the record names only so many
        named_there = [str(digest) for (digest,) in raw(session).execute(_ALL)]
    for digest in named_there:
        entry = history_store.load_one(session, str(digest))
        if entry is None:
            continue
        connection = raw(session)
        statement = {"consent_batch": _BATCH, "delivery": _DELIVERY}.get(entry.kind, _RECALL)
        lines = tuple(int(line) for (line,) in connection.execute(statement, (entry.digest,)))
        named = {one for one in strings_in(entry.body) if is_digest(one)}
        gone = tuple(
            sorted(
                one for one in named if is_logged(session, "file", one) and vault_store.attachment(session, one) is None
            )
        )
        found.append(CarriedErasure(digests=tuple(entry.erased), entry=entry.digest, files=gone, lines=lines))
    return tuple(found)


def erase_as_told(
    session: Session, entries: Iterable[Entry], new: frozenset[str], several: Iterable[CarriedErasure]
) -> None:
    """Erase here what a colleague erased; what is gone already, or is not here, is passed over.

    ``entries`` are those of the item, verified, ``new`` the digests of those that are new here: somebody with the role for it
    recorded the erasure among them. What comes with a record that is here already was erased then. Raises Damaged for more than was
    recorded.
    """
    there = [entry for entry in entries if entry.kind == "erased"]
    recorded = [entry for entry in there if entry.digest in new]
    emptied = Emptied()
    evidence: set[str] = set()
    for one in several:
        if not _names(there, one.entry):
            raise Damaged(N_("A colleague's item erases more than a recorded erasure says. It was refused."))
        if not _names(recorded, one.entry):
            continue
        entry = history_store.load_one(session, one.entry)
        if entry is None:
            continue
        batch = session.connection().execute(_FIRST, {"entry": one.entry}).first()
        delivery = session.connection().execute(_DELIVERED, {"entry": one.entry}).scalar()
        if batch is not None:
            first, count = batch
            numbers = [first + line for line in one.lines if line < count]
            evidence |= _evidence(session, numbers)
            emptied.events += erase_events(session, numbers)
        elif delivery is not None:
            erase_delivery_rows(session, [(int(delivery), line + 1) for line in one.lines], emptied)
        else:
            erase_recall_rows(session, [(one.entry, line + 1) for line in one.lines], emptied)
        parts = [digest for digest in one.digests if digest not in entry.absent]
        if parts:
            history_store.save_disclosures(session, without(entry, parts, erased=True))
            emptied.records += 1
        named = {text for text in strings_in(entry.body) if is_digest(text)}
        evidence |= named.intersection(one.files)
        settle_all(
            session
        )  # what was set aside because of an erased row counts now, as at a computer that never had both
    for name in ("events", "deliveries", "recalls"):
        if getattr(emptied, name) > sum(int(entry.body.get(name, 0)) for entry in recorded):
            raise Damaged(N_("A colleague's item erases more than a recorded erasure says. It was refused."))
    if emptied.records:
        rebuild_records(session)
    erase_files(session, evidence, emptied)  # those that nothing else here names


def _names(records: Iterable[Entry], digest: str) -> bool:
    """Whether one of these erasures says that it emptied an entry; one of very many names only some."""
    listed = [entry.body.get("sealed_by", ()) for entry in records]
    return any(digest in one or len(one) >= MOST_MEMBERS for one in listed)


def named_files(session: Session, entry: Entry) -> set[str]:
    """Digests in an entry, and in the rows that it seals: of what travels with it where a file has that digest."""
    found = {one for one in strings_in(entry.body) if is_digest(one)}
    if entry.kind == "consent_batch":
        found |= _digests_in(more for (more,) in raw(session).execute(_MORE_OF_BATCH, (entry.digest,)))
    return found


def _evidence(session: Session, numbers: Iterable[int]) -> set[str]:
    """The files that rows name, before they are erased."""
    return _digests_in(more for (more,) in raw(session).execute(_MORE, (json.dumps(list(numbers)),)))


def _digests_in(several: Iterable[str]) -> set[str]:
    return {text for more in several for text in strings_in(read_stored_json(more)) if is_digest(text)}
