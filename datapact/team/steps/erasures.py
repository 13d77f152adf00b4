"""Erasure (Art. 17 GDPR) at all computers of a team: what one erased is erased at the others, too.

The entry that records the erasure signs the list of what went, which travels as a file before it and names nobody. What is gone at one computer is gone at all, whatever a slow device still brings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.errors import Damaged
from datapact.base.strictjson import strings_in
from datapact.base.texts import N_
from datapact.consent.records.batch import erase_events
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.delivered import signed_deliveries
from datapact.consent.records.repeated import settle_all
from datapact.consent.views.erased_list import Erased, ErasedOfEntry, erased_by, list_of
from datapact.consent.views.erasing import (
    Emptied,
    erase_delivery_rows,
    erase_files,
    erase_recall_rows,
    of_agreements,
)
from datapact.history.commitments.jws import is_digest
from datapact.history.entries import store as history_store
from datapact.history.entries.entry import without
from datapact.organisation.acting.records import rebuild_records
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.vault.database.session import Session

_MORE = (
    "SELECT CASE WHEN e.scope = 0 THEN r.more ELSE e.more END FROM json_each(?) AS w CROSS JOIN consent_event AS e ON e.id = w.value"
    " LEFT JOIN consent_repeat AS r ON r.id = e.id WHERE e.salt IS NOT NULL AND (e.scope <> 0 OR r.id IS NOT NULL)"
)
_MORE_OF_BATCH = (
    "SELECT CASE WHEN e.scope = 0 THEN r.more ELSE e.more END FROM consent_batch AS b CROSS JOIN consent_event AS e"
    " ON e.id BETWEEN b.first AND b.first + b.count - 1 LEFT JOIN consent_repeat AS r ON r.id = e.id WHERE b.entry = ?"
    " AND e.salt IS NOT NULL AND coalesce(r.more, e.more) NOT IN ('', '{}')"
)
_MORE_OF_ALL = _MORE_OF_BATCH.replace("SELECT CASE", "SELECT b.entry, CASE").replace("b.entry = ? AND", "")
_BODIES = "SELECT entry, body FROM organisation_record"
_RECORDS = text("SELECT digest FROM entry WHERE kind = 'erased' AND history = :history AND stream = 'internal'")
_FIRST = text("SELECT first, count FROM consent_batch WHERE entry = :entry")


def erase_as_recorded(session: Session, records: Iterable[Entry]) -> None:
    """Erase here what colleagues erased; what is gone already, or is not here, is passed over.

    ``records`` are the records of erasures that are new here, verified: somebody with the role for it signed in each the list of
    what went, and nothing else goes. Raises Damaged where the list is missing or names more than the record counts.
    """
    emptied = Emptied()
    evidence: set[str] = set()
    allowed = dict.fromkeys(("events", "deliveries", "recalls"), 0)
    for record in records:
        said = list_of(session, record)
        if said is None:
            continue
        for name in allowed:
            allowed[name] += int(record.body.get(name, 0))
        for one in said.entries:
            entry = history_store.load_one(session, one.entry)
            if entry is not None and entry.stream == "internal" and entry.history == record.history:
                evidence |= _erase_of(session, entry, one, emptied)
        evidence.update(said.files)
    for name, most in allowed.items():
        if getattr(emptied, name) > most:
            raise Damaged(N_("A colleague's item erases more than a recorded erasure says. It was refused."))
    if emptied:
        settle_all(session)  # what was set aside because of an erased row counts now, as where both never were
    if emptied.records:
        rebuild_records(session)
    erase_files(session, evidence, emptied, also_kept=True)  # those that nothing else here names


def _erase_of(session: Session, entry: Entry, erased: ErasedOfEntry, emptied: Emptied) -> set[str]:
    """Erase rows and parts of one entry; returns the files that the rows named."""
    files: set[str] = set()
    batch = session.connection().execute(_FIRST, {"entry": entry.digest}).first()
    delivery = next((one.id for one in signed_deliveries(session) if one.entry == entry.digest), None)
    if batch is not None:
        first, count = batch
        numbers = [first + line for line in erased.lines if line < count]
        files = _evidence(session, numbers)
        emptied.events += erase_events(session, numbers)
    elif delivery is not None:
        erase_delivery_rows(session, [(delivery, line + 1) for line in erased.lines], emptied)
    else:
        erase_recall_rows(session, [(entry.digest, line + 1) for line in erased.lines], emptied)
    parts = [digest for digest in erased.parts if digest not in entry.absent]
    if parts:
        history_store.save_disclosures(session, without(entry, parts, erased=True))
        emptied.records += 1
    return files


def erased_here(session: Session, history: str, fresh: Iterable[Entry]) -> Mapping[str, Erased]:
    """Erased places that recorded erasures name, by entry: those of a house that lie here, and new ones, verified."""
    known = session.connection().execute(_RECORDS, {"history": history}).scalars().all()
    there = (history_store.load_one(session, str(digest)) for digest in known)
    return erased_by(session, [*(one for one in there if one is not None), *fresh])


def named_files(session: Session, entry: Entry) -> set[str]:
    """Digests in an entry, and in the rows that it seals: of what travels with it where a file has that digest."""
    found = {one for one in strings_in(entry.body) if is_digest(one)}
    if entry.kind == "consent_batch":
        found |= _digests_in(more for (more,) in raw(session).execute(_MORE_OF_BATCH, (entry.digest,)))
    return found


def entries_naming(session: Session, digests: set[str]) -> set[str]:
    """The entries that name a file of one of these digests, in their body or in a row that stays."""
    if not digests:
        return set()
    found = set(of_agreements(session, digests))
    for statement in (_MORE_OF_ALL, _BODIES):
        found |= {str(entry) for entry, told in raw(session).execute(statement) if digests & _digests_in([told])}
    return found


def erased_with(session: Session, history: str, file: str) -> set[str]:
    """The entries that lost something in the erasures with which a file went."""
    found: set[str] = set()
    for digest in session.connection().execute(_RECORDS, {"history": history}).scalars().all():
        record = history_store.load_one(session, str(digest))
        said = list_of(session, record) if record is not None else None
        if said is not None and file in said.files:
            found.update(one.entry for one in said.entries)
    return found


def _evidence(session: Session, numbers: Iterable[int]) -> set[str]:
    """The files that rows name, before they are erased."""
    return _digests_in(more for (more,) in raw(session).execute(_MORE, (json.dumps(list(numbers)),)))


def _digests_in(several: Iterable[str]) -> set[str]:
    return {text for more in several for text in strings_in(read_stored_json(more)) if is_digest(text)}
