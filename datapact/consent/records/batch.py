"""The rows of a signed batch: read back, proven to be under its root, checked, and erased one by one.

A row that was erased has no columns and no salt; its leaf stays, so that the root and the proofs of all others hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from datapact.base.errors import Damaged, WrongUse
from datapact.base.strictjson import JsonObject, to_base64url
from datapact.base.texts import N_, Message
from datapact.consent.records.batch_proof import Inclusion, RowProof
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.event import EVENT_ID, SAME_ID
from datapact.consent.records.repeated import find_newest_anew
from datapact.consent.records.row_disclosure import Row, canonical_row
from datapact.history.commitments.disclosure import WITHHELD
from datapact.history.commitments.merkle import Tree, inclusion_path
from datapact.history.commitments.sealed_list import disclosure_of, leaf_of
from datapact.history.entries import store
from datapact.organisation.acting.vouching import vouchers_for
from datapact.vault.database.session import Session

SIGNED_COLUMNS = (
    f"coalesce({EVENT_ID}, r.event_id), coalesce(u.pseudonym, r.pseudonym), coalesce(s.dataset, r.dataset),"
    " coalesce(s.purpose, r.purpose), coalesce(s.controller, r.controller), coalesce(r.state, e.state), coalesce(r.at, e.at),"
    " CASE WHEN r.id IS NULL THEN e.until ELSE r.until END, coalesce(r.notice, e.notice),"
    " coalesce(r.notice_version, e.notice_version), coalesce(r.explicit, e.explicit), coalesce(r.more, e.more)"
)
"""The columns of ``Row`` of an event ``e`` as it was signed, whether it counts or was set aside."""
SIGNED_TABLES = (
    "LEFT JOIN consent_scope AS s ON s.id = e.scope LEFT JOIN consent_subject AS u ON u.id = e.subject"
    " LEFT JOIN consent_repeat AS r ON r.id = e.id"
)
_ROWS = (
    f"SELECT e.id - b.first, r.id IS NULL, e.salt, e.leaf, {SIGNED_COLUMNS} FROM consent_batch AS b JOIN consent_event AS e"  # noqa: S608
    f" ON e.id BETWEEN b.first AND b.first + b.count - 1 {SIGNED_TABLES} WHERE b.entry = :entry"
)
_ERASE = (
    "UPDATE consent_event SET event_id = NULL, scope = 0, subject = 0, state = 0, at = 0, until = NULL, notice = '',"
    " notice_version = '', explicit = 0, more = '', salt = NULL, line = 0 WHERE id = ?"
)


@dataclass(frozen=True, slots=True)
class BatchRowText:
    """A row as it was signed; an erased row has only place and digest left."""

    index: int
    """Place in the batch, from 0."""
    digest: str
    """Of its disclosure: base64url of the leaf's data."""
    disclosure: str = ""
    """Base64url of ``[salt, row]``; empty once erased, ``?`` where columns are gone."""
    text: str = ""
    """Canonical JSON of the row."""
    salt: str = ""
    """16 random bytes as base64url; empty once erased."""
    is_true: bool = True
    """Whether the columns still give the digest."""
    counts: bool = True
    """False for a row that was set aside, because a colleague recorded the same or what holds against it."""

    @property
    def erased(self) -> bool:
        return not self.disclosure


def rows_of(session: Session, entry: str) -> Iterator[BatchRowText]:
    """The rows of the batch that an entry signs, in order, erased ones too; read one by one."""
    found = session.connection().execute(text(f"{_ROWS} ORDER BY e.id"), {"entry": entry})
    return map(_row_text, found)


def row_at(session: Session, entry: str, index: int) -> BatchRowText:
    """One row of a batch; raises WrongUse for a place that does not exist."""
    values = {"entry": entry, "index": index}
    found = session.connection().execute(text(f"{_ROWS} AND e.id = b.first + :index"), values).first()
    if found is None:
        raise WrongUse(N_("The batch has no such row."))
    return _row_text(found)


def _row_text(columns: Sequence[Any]) -> BatchRowText:
    index, counts, salt, leaf, *rest = columns
    digest = to_base64url(leaf)
    if salt is None:
        return BatchRowText(index, digest)
    values = [*rest[:10], bool(rest[10]), rest[11]]
    if any(value is None for place, value in enumerate(values) if place != 7):
        return BatchRowText(index, digest, "?", is_true=False)  # scope or subject is gone though the row is not erased
    try:
        shown = canonical_row(Row._make(values))
    except (LookupError, TypeError, ValueError, OverflowError):  # no state, or no moment, that there is
        return BatchRowText(index, digest, "?", is_true=False)
    disclosure = disclosure_of(salt, shown).decode("ascii")
    return BatchRowText(
        index, digest, disclosure, shown, to_base64url(salt), leaf_of(salt, shown) == leaf, bool(counts)
    )


def leaves_of(session: Session, entry: str) -> list[bytes]:
    """The leaf data of a batch: 32 bytes a row."""
    statement = (
        "SELECT e.leaf FROM consent_batch AS b JOIN consent_event AS e"
        " ON e.id BETWEEN b.first AND b.first + b.count - 1 WHERE b.entry = ? ORDER BY e.id"
    )
    return [bytes(leaf) for (leaf,) in raw(session).execute(statement, (entry,))]


def inclusion_proof(session: Session, entry: str, index: int) -> Inclusion:
    """The proof for one row of a batch; raises WrongUse for a place that does not exist."""
    row = row_at(session, entry, index)
    leaves = leaves_of(session, entry)
    tree = Tree()
    tree.extend(leaves)
    path = tuple(to_base64url(node) for node in inclusion_path(leaves, index))
    signed = store.load_one(session, entry)
    if signed is None or not row.is_true or signed.body.get("root") not in (WITHHELD, to_base64url(tree.root())):
        raise Damaged(_wrong(entry))
    return Inclusion(entry, index, len(leaves), to_base64url(tree.root()), row.digest, row.disclosure, path)


def write_proof(session: Session, proof: Inclusion) -> JsonObject:
    """A proof as JSON that anybody can check: the signed entry with its disclosures, the row, the path."""
    signed = store.load_one(session, proof.entry)
    if signed is None:
        raise WrongUse(N_("The entry of this batch is not in the vault."))
    vouchers = vouchers_for(session, [signed])
    return RowProof(signed, proof.index, proof.size, proof.disclosure, proof.path, vouchers).to_json()


def place_of(session: Session, event_id: str) -> tuple[str, int]:
    """Entry and place of the batch row of an event; raises WrongUse where there is none."""
    statement = text(
        "SELECT b.entry, e.id - b.first FROM consent_event AS e JOIN consent_batch AS b ON b.id = e.batch"  # noqa: S608
        f" WHERE {SAME_ID.format(':event')} ORDER BY e.event_id"
    )
    found = session.connection().execute(statement, {"event": event_id}).first()
    if found is None:
        raise WrongUse(N_("There is no event {event}."), event=event_id[:100])
    return str(found[0]), int(found[1])


def erase_events(session: Session, numbers: Iterable[int]) -> int:
    """Erase events by their numbers (see ``events_of``); returns how many. ``consent_now`` is found anew.

    The columns and the salt are removed, the leaf stays. A person without any event left is removed too.
    """
    connection = raw(session)
    keys: set[tuple[int, int]] = set()
    erased = 0
    for number in numbers:
        found = connection.execute(
            "SELECT scope, subject FROM consent_event WHERE id = ? AND salt IS NOT NULL", (number,)
        ).fetchone()
        if found is not None:
            keys.add((int(found[0]), int(found[1])))
            connection.execute(_ERASE, (number,))
            connection.execute("DELETE FROM consent_repeat WHERE id = ?", (number,))
            erased += 1
    find_newest_anew(session, keys)
    return erased


def _wrong(entry: str) -> Message:
    return Message(
        N_("The consents under entry {entry} are not those that were signed. Restore the newest backup."),
        {"entry": entry},
    )
