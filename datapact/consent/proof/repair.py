"""Write rows anew from the signed entries: what follows from them, and what their digests still tell.

A list of records, agreements, partners, present consents or batches follows from entries and events alone. A consent of
which one value was exchanged can be found again: only the value that was signed gives the row's digest. Nothing that was
signed is changed, and what cannot be found stays as it is and stays unproven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.write_row import project
from datapact.base.errors import DataPactError, Locked
from datapact.base.texts import N_
from datapact.consent.proof.entries import columns_of
from datapact.consent.proof.house_records import house_entries
from datapact.consent.proof.run import EVERYTHING, prove
from datapact.consent.proof.signed_value import MOST_MENDED, scopes_of, signed_value
from datapact.consent.proof.unproven import Proof
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.delivered import delivery_columns, lists_without_row, next_number
from datapact.consent.records.event import EVENT_ID
from datapact.consent.records.repeated import settle_all
from datapact.consent.records.row_disclosure import Row, canonical_row
from datapact.consent.terms.states import BY_CODE
from datapact.history.commitments.sealed_list import leaf_of
from datapact.history.entries import store
from datapact.organisation.acting.records import rebuild_records
from datapact.organisation.identity.card import read_stored_card
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.partners import fill_row

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

MAY_REPAIR = frozenset({"legal", "admin"})


def repair(acting: Acting) -> Proof:
    """Write anew what does not fit; returns the proof afterwards. Raises Locked unless the member is legal or admin."""
    if acting.member.roles.isdisjoint(MAY_REPAIR):
        raise Locked(N_("Rows are written anew by a legal member or an administrator. Ask one of them."))
    with acting.vault.write() as session:
        before = prove(acting, session, EVERYTHING)
        tables = {one.table for one in before.unproven}
        if "entry" in tables:
            _entries(session, {one.row for one in before.unproven if one.table == "entry"})
        written = house_entries(session, acting.organisation)
        rebuild_records(session)
        if tables & {"consent_batch", "consent_event", "consent_now"}:
            _consents(session, written)
        _deliveries(session, written)
        for one in before.unproven:
            if one.table == "agreement":
                _agreement(acting, session, one.row)
            elif one.table == "partner":
                _partner(session, one.row)
        session.flush()
        session.expire_all()
        return prove(acting, session, EVERYTHING)


def _entries(session: Session, digests: set[str]) -> None:
    """The columns beside an entry, from its signed bytes."""
    for digest in sorted(digests):
        try:
            entry = store.load_one(session, digest)
        except DataPactError:
            continue
        if entry is not None:
            names = columns_of(entry)
            changes = ", ".join(f"{name} = :{name}" for name in names)
            statement = text(f"UPDATE entry SET {changes} WHERE digest = :digest")  # noqa: S608 - our own names
            session.connection().execute(statement, {**names, "digest": digest})


def _consents(session: Session, written: Sequence[Entry]) -> None:
    connection = raw(session)
    batches = [entry for entry in written if entry.kind == "consent_batch"]
    connection.execute("DELETE FROM consent_batch")
    first = 1
    for number, entry in enumerate(batches, 1):
        count = int(entry.body["count"])
        connection.execute("INSERT INTO consent_batch VALUES (?, ?, ?, ?)", (number, entry.digest, first, count))
        connection.execute(
            "UPDATE consent_event SET batch = ?, recorded = ? WHERE id BETWEEN ? AND ? AND (batch <> ? OR recorded <> ?)",
            (number, recorded := int(entry.time.timestamp()), first, first + count - 1, number, recorded),
        )
        first += count
    for number, changes in list(_mended(connection)):
        connection.execute(
            "UPDATE consent_event SET state = ?, scope = ?, explicit = ? WHERE id = ?", (*changes, number)
        )
    settle_all(session)
    connection.execute("DELETE FROM consent_now")
    connection.execute(
        "INSERT INTO consent_now SELECT scope, subject, id, state, at, until, notice, notice_version, explicit FROM"
        " (SELECT *, row_number() OVER (PARTITION BY scope, subject ORDER BY at DESC, id DESC) AS place"
        " FROM consent_event WHERE salt IS NOT NULL AND scope <> 0) WHERE place = 1 ORDER BY scope, subject"
    )
    connection.execute("DELETE FROM consent_tally")
    connection.execute("DELETE FROM consent_subject WHERE id NOT IN (SELECT subject FROM consent_event)")


_EVENTS = (
    f"SELECT e.id, e.salt, e.leaf, e.scope, {EVENT_ID}, u.pseudonym, e.state, e.at, e.until, e.notice, e.notice_version,"  # noqa: S608
    " e.explicit, e.more, u.dataset FROM consent_event AS e JOIN consent_subject AS u ON u.id = e.subject"
    " WHERE e.salt IS NOT NULL"
)


def _mended(connection: Any) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Events whose state, scope or explicitness was exchanged, with the values that give their digest."""
    scopes = scopes_of(connection)
    sought = 0
    for number, salt, leaf, scope, event_id, person, state, *rest, dataset in connection.execute(_EVENTS):
        at, until, notice, version, explicit, more = rest
        names = scopes.get(scope, (dataset, "", ""))
        row = Row._make((event_id, person, *names, state, at, until, notice, version, explicit, more))
        if _is_sound(salt, leaf, row):
            continue
        sought += 1
        if sought > MOST_MENDED:
            return
        found = signed_value(salt, leaf, row._replace(dataset=dataset), scope, scopes)
        if found is not None and found != (state, scope, explicit):
            yield number, found


def _is_sound(salt: bytes, leaf: bytes, row: Row) -> bool:
    if row.explicit not in (0, 1) or not 0 <= row.state < len(BY_CODE):
        return False
    return bool(leaf_of(salt, canonical_row(row._replace(explicit=bool(row.explicit)))) == leaf)


def _deliveries(session: Session, written: Sequence[Entry]) -> None:
    """The row of each delivery from its entry; one that is missing gets back the list whose root its entry seals."""
    connection = raw(session)
    signed = {entry.digest: entry for entry in written if entry.kind == "delivery"}
    for number, digest in connection.execute("SELECT id, entry FROM delivery").fetchall():
        if digest not in signed:
            connection.execute("DELETE FROM delivery WHERE id = ?", (number,))
    known = dict(connection.execute("SELECT entry, id FROM delivery").fetchall())
    lists = lists_without_row(connection)
    for entry in signed.values():
        number = known.get(entry.digest) or lists.get(str(entry.body.get("root")))
        if number is None:
            if entry.body.get("count"):
                continue  # its list is gone, too
            number = next_number(connection)
        connection.execute(
            "INSERT OR REPLACE INTO delivery (id, entry, dataset, version, recipient, purpose, basis, agreement, decision,"
            " at, recorded, count) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, entry.digest, *delivery_columns(entry)),
        )


def _agreement(acting: Acting, session: Session, history: str) -> None:
    try:
        project(session, load_state(session, history), acting)
    except DataPactError:
        session.connection().execute(text("DELETE FROM agreement WHERE id = :id"), {"id": history})


def _partner(session: Session, organisation: str) -> None:
    row = session.get(PartnerRow, organisation)
    if row is None:
        return
    try:
        fill_row(row, read_stored_card(row.card))
    except DataPactError:
        return
    session.add(row)
