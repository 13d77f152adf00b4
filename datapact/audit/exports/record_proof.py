"""Export the proof of a delivery or of a recall: its content, the right to export it, and the record of the export."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from datapact.audit.formats.record_proof import RecordProof, SealedList
from datapact.base.errors import AnswerNo, Damaged, Locked, TooLarge
from datapact.base.texts import N_, Message
from datapact.consent.deliveries import deliveries
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.recalls import records as recall_records
from datapact.history.commitments.partial_proof import ShownRows, sibling_nodes
from datapact.history.commitments.sealed_list import Row, disclosure
from datapact.history.entries import store
from datapact.history.entries.entry import places_in, without
from datapact.organisation.acting.records import record_export, records
from datapact.organisation.acting.vouching import vouchers_for
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

RELEASERS = frozenset({"legal", "lead", "auditor"})
_ANSWERS = {"recall": "recall_acknowledged", "recall_received": "recall_done"}
"""The kinds of records that answer a recall of ours, and one told to us."""
_SHOWN_OF_DELIVERIES = frozenset({"key", "dataset", "recipient", "purpose", "at", "count", "root"})
"""Of recalled deliveries; remarks and reasons stay in our organisation."""


@dataclass(frozen=True, slots=True)
class ProofMade:
    """A proof as bytes: the record that it is about, and how many lines of its list are shown and hidden."""

    data: bytes = field(repr=False)
    """JSON."""
    entry: str
    """Digest of the record's entry, base64url."""
    kind: str
    """``delivery``, ``recall`` or ``recall_received``."""
    shown: int
    """Number of lines with their disclosure."""
    hidden: int
    """Number of lines of which only the digest is there, erased ones included."""


def prove_delivery(acting: Acting, text: str, people: Collection[str] = ()) -> ProofMade:
    """The proof of the delivery whose entry begins with ``text``; with ``people`` (pseudonyms) only their lines.

    Raises WrongUse where no or several deliveries match, AnswerNo for a person who is not in it, Locked where the roles
    do not allow it, TooLarge for a list beyond what one file holds. ``record_proof_export`` records the export.
    """
    _check(acting)
    with acting.vault.read() as session:
        found = deliveries.find_delivery(session, text)
        proven_whole(acting, session, Rests(lists=frozenset({found.dataset})))
        rows = [
            (deliveries.sealed_row(row) if row.salt else None, row.salt, row.leaf)
            for row in deliveries.rows_of(session, found.entry)
        ]
        against = [
            one.entry for one in records(session, "delivery_corrected") if one.body.get("delivery") == found.entry
        ]
        return _made(session, found.entry, "delivery", [found.entry, *against], rows, people)


def prove_recall(acting: Acting, text: str, people: Collection[str] = ()) -> ProofMade:
    """The proof of the recall, ours or a partner's to us, whose key or entry begins with ``text``, with all answers.

    For a recall of ours it includes the recalled deliveries. Raises what ``prove_delivery`` raises.
    """
    _check(acting)
    with acting.vault.read() as session:
        found = recall_records.find_recall(session, text)
        proven_whole(acting, session, Rests(lists=frozenset({str(found.body.get("dataset"))})))
        before = found.body.get("deliveries", ()) if found.kind == "recall" else ()
        kinds = ("recall_sent", _ANSWERS[found.kind]) if found.kind == "recall" else (_ANSWERS[found.kind],)
        answers = [one.entry for kind in kinds for one in records(session, kind, key=found.key)]
        rows = [(one.row, one.salt, one.leaf) for one in recall_records.recall_line_rows(session, found.entry)]
        return _made(session, found.entry, found.kind, [*before, found.entry, *answers], rows, people)


def record_proof_export(acting: Acting, made: ProofMade) -> Entry:
    """Record the export; call it before the file is written."""
    names: dict[str, str | int | Message] = {"entry": made.entry[:12]}
    what = (
        N_("Proof of a delivery, entry {entry}") if made.kind == "delivery" else N_("Proof of a recall, entry {entry}")
    )
    return record_export(acting, Message(what, names), made.data)


def take_out(acting: Acting, made: ProofMade) -> bytes:
    """Record the export of a proof; returns its bytes."""
    record_proof_export(acting, made)
    return made.data


def may_take_out(roles: Collection[str]) -> bool:
    """Whether members with these roles may export proofs."""
    return not RELEASERS.isdisjoint(roles)


def _check(acting: Acting) -> None:
    if not may_take_out(acting.member.roles):
        raise Locked(N_("Proofs are exported by a legal member, a lead or an auditor. Ask one of them."))


def _made(
    session: Session,
    about: str,
    kind: str,
    entries: Sequence[str],
    rows: Sequence[tuple[Row | None, bytes, bytes]],
    people: Collection[str],
) -> ProofMade:
    """The proof of a list. ``rows`` are its lines in order: the line (None once erased), its salt, its leaf."""
    wanted = frozenset(people)
    lacking = sorted(wanted - {name for row, _salt, _leaf in rows for name in _names(row)})
    if lacking:
        raise AnswerNo(N_("{person} is not in this list, or was erased."), person=lacking[0][:100])
    shown = {
        place: disclosure(salt, row)
        for place, (row, salt, _leaf) in enumerate(rows)
        if row is not None and (not wanted or not wanted.isdisjoint(_names(row)))
    }
    line = own_line(session)
    signed = [_entry(session, one) for one in entries]
    proof = RecordProof(
        line.id,
        tuple(_brief(one) if one.kind == "delivery" and one.digest != about else one for one in signed),
        SealedList(about, ShownRows(len(rows), shown, sibling_nodes([leaf for _row, _salt, leaf in rows], shown))),
        tuple(line.entries),
        vouchers_for(session, signed),
    )
    data = proof.write()
    if len(data) > RecordProof.largest:
        raise TooLarge(N_("This list is too long for one file. Name the people whose lines are to be shown."))
    return ProofMade(data, about, kind, len(shown), len(rows) - len(shown))


def _names(row: Mapping[str, object] | None) -> list[str]:
    """The pseudonyms in a line, ours and the recipient's."""
    return [] if row is None else [str(row[name]) for name in ("subject", "sent_as") if name in row]


def _brief(delivery: Entry) -> Entry:
    rest = [digest for digest, path in places_in(delivery).items() if path[0] not in _SHOWN_OF_DELIVERIES]
    return without(delivery, rest, erased=False)


def _entry(session: Session, digest: str) -> Entry:
    found = store.load_one(session, digest)
    if found is None:
        raise Damaged(N_("An entry that this proof needs is missing from the vault. Restore the newest backup."))
    return found
