"""Records of the house against their entries: each row of the table, in order, and what was erased in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import col, select

from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.consent.proof.entries import check_signatures
from datapact.consent.proof.unproven import Unproven
from datapact.consent.proof.unreadable import UNREADABLE, note_unreadable, unreadable_row, unreadable_table
from datapact.history.entries import store
from datapact.history.entries.body_members import MOST_MEMBERS
from datapact.history.entries.entry import Entry, organisation_history
from datapact.history.entries.shapes import RECORD_KINDS
from datapact.organisation.acting.records import RecordRow, row_of_entry
from datapact.organisation.identity.house import in_house_order, unknown_parents
from datapact.vault.database.remembered import Remembered

if TYPE_CHECKING:
    from datapact.history.state.organisation import OrganisationLine
    from datapact.vault.database.session import Session

_DIGESTS = text("SELECT digest FROM entry WHERE history = :history AND stream <> 'public' ORDER BY seq")
_COLUMNS = ("entry", "kind", "key", "about", "author", "recorded", "body")
_ENTRIES = Remembered[tuple[str, tuple[str, ...], tuple[str, ...]], Entry](20_000)


def house_entries(session: Session, organisation: str) -> list[Entry]:
    """All entries of the own history that are not public, in commit order; raises Damaged."""
    from datapact.vault.database.entries import entries

    found = []
    for stored in entries(session, organisation_history(organisation)):
        if stored.stream == "public":
            continue
        given = (stored.jws, stored.disclosures, stored.erased)
        found.append(_ENTRIES.made(session, given, partial(store.entry_of, session, stored)))
    return found


def check_records(
    session: Session, organisation: str, known: Mapping[str, OrganisationLine]
) -> tuple[int, list[Unproven], list[Entry]]:
    """The number of records, what does not fit, and the entries read."""
    try:
        written = house_entries(session, organisation)
    except (DataPactError, *UNREADABLE) as error:
        note_unreadable(error)
        return 0, list(_unread(session, organisation)) or [unreadable_table("entry")], []
    wrong = [*_out_of_order(written), *check_signatures(session, written, known), *_disclosures(written)]
    recorded = in_house_order(session, (entry for entry in written if entry.kind in RECORD_KINDS))
    expected = [row_of_entry(entry) for entry in recorded]
    rows = list(session.exec(select(RecordRow).order_by(col(RecordRow.seq))))
    by_entry = {row.entry: row for row in rows}
    for one in expected:
        row = by_entry.pop(one.entry, None)
        if row is None:
            words = N_("The record {entry} ({kind}) is signed, but missing from the table.")
        elif any(getattr(row, name) != getattr(one, name) for name in _COLUMNS):
            words = N_("The record {entry} ({kind}) is not the one that was signed.")
        else:
            continue
        told = Message(words, {"entry": one.entry[:12], "kind": one.kind})
        wrong.append(Unproven("organisation_record", one.entry, told, about=one.about, follows=True))
    for row in by_entry.values():
        told = Message(N_("The record {entry} ({kind}) was never signed."), {"entry": row.entry[:12], "kind": row.kind})
        wrong.append(Unproven("organisation_record", row.entry, told, about=row.about, follows=True))
    if not wrong and [row.entry for row in rows] != [one.entry for one in expected]:
        told = Message(N_("The records do not stand in the order in which they were signed."))
        wrong.append(Unproven("organisation_record", "", told, follows=True))
    return len(rows), wrong, written


def _unread(session: Session, organisation: str) -> Iterator[Unproven]:
    """The own entries that nobody can read: without them, no record, consent or list can be held."""
    asked = session.connection().execute(_DIGESTS, {"history": organisation_history(organisation)})
    for digest in asked.scalars().all():
        try:
            store.load_one(session, digest)
        except DataPactError as error:
            yield Unproven("entry", str(digest), error.message, unheld=True)
        except UNREADABLE as error:
            note_unreadable(error)
            yield replace(unreadable_row("entry", digest), unheld=True)


def _out_of_order(written: list[Entry]) -> Iterator[Unproven]:
    """The entries that build on one which is not here: each internal entry names all heads before it, one as a rule."""
    before: set[str] = set()
    for entry in written:
        if unknown_parents(entry, before):
            told = Message(N_("An entry before {entry} is missing from the vault."), {"entry": entry.digest[:12]})
            yield Unproven("entry", entry.digest, told)
        before.add(entry.digest)


def _disclosures(written: list[Entry]) -> Iterator[Unproven]:
    """The own entries of which parts are missing that no recorded erasure explains."""
    explained: set[str] = set()
    cut = False
    for entry in written:
        if entry.kind == "erased":
            listed = entry.body.get("sealed_by", ())
            explained.update(str(one) for one in listed)
            cut = cut or len(listed) >= MOST_MEMBERS  # the list names only so many
    for entry in written:
        if entry.missing or (entry.erased and not cut and entry.digest not in explained):
            told = Message(
                N_("Parts of the entry {entry} are gone, and no recorded erasure says so."),
                {"entry": entry.digest[:12]},
            )
            yield Unproven("disclosure", entry.digest, told)


_COUNT_ERASED = {
    "events": text("SELECT count(*) FROM consent_event WHERE salt IS NULL"),
    "deliveries": text("SELECT count(*) FROM delivery_subject WHERE salt IS NULL"),
    "recalls": text("SELECT count(*) FROM recall_subject WHERE salt IS NULL"),
}
_TABLES = {
    "events": ("consent_event", Message(N_("Consents"))),
    "deliveries": ("delivery_subject", Message(N_("Deliveries"))),
    "recalls": ("recall_subject", Message(N_("Recalls"))),
}


def check_erased(session: Session, written: list[Entry]) -> Iterator[Unproven]:
    """Rows that stand as erased although the recorded erasures erased fewer."""
    for name, statement in _COUNT_ERASED.items():
        recorded = sum(int(entry.body.get(name, 0)) for entry in written if entry.kind == "erased")
        found = int(session.connection().execute(statement).scalar() or 0)
        table, words = _TABLES[name]
        if found > recorded:
            told = Message(
                N_("{what}: {found} rows are empty as if erased; the recorded erasures erased {recorded}."),
                {"found": found, "what": words, "recorded": recorded},
            )
            yield Unproven(table, "", told)
