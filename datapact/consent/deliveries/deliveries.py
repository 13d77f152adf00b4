"""Deliveries: what left, when, to whom, about whom, and on which decision.

Without deliveries no withdrawal finds its recipients (Art. 19 GDPR), and no person can learn to whom their data went
(Art. 15(1)(c), C-154/21). A delivery is one record of the organisation history; the people in it are rows under its
Merkle root (history/commitments/sealed_list.py), which still verify where some were erased.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert
from sqlmodel import col, select

from datapact.base.beginnings import require_enough
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.texts import N_
from datapact.consent.records.bulk_write import raw
from datapact.consent.records.corrections import Standing, corrections, standing_of
from datapact.consent.records.delivered import Delivered, counting_deliveries, next_number, signed_deliveries
from datapact.consent.records.tables import DELIVERY_SUBJECT, DeliveryRow, DeliverySubject
from datapact.history.commitments.sealed_list import Row, leaf, new_salts, root
from datapact.history.entries.body_members import LONGEST_LINE
from datapact.organisation.acting.records import Record, append_record, record_by_entry
from datapact.organisation.identity.reference import is_reference
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


MOST_SUBJECTS = 2_000_000
LONGEST_PSEUDONYM = 100
_NAMED = 5


@dataclass(frozen=True, slots=True)
class NewDelivery:
    """A delivery to be recorded.

    ``decision`` is the digest of the decision's entry that was relied on, or ``reason`` says why there is none.
    ``override`` is the reason for including people whom the decision does not allow. ``basis`` is the article of the
    GDPR on which the data was shared, where it is known.
    """

    dataset: str
    """Key of the dataset within its agreements."""
    version: str
    """Of the dataset, as people call it; one line, may be empty."""
    recipient: str
    """Reference of a partner: organisation id or ``external:N``."""
    purpose: str
    """IRI, or the key of an agreement's own purpose."""
    at: datetime
    """When the data left, UTC; not later than now."""
    subjects: Sequence[Sent]
    """One for each person, in the order of the list, at most 2,000,000."""
    agreement: str = ""
    """History id (``urn:uuid:…``); empty for none."""
    basis: str = ""
    decision: str = ""
    reason: str = ""
    override: str = ""
    note: str = ""
    """Free text of a person, may be empty."""
    agreed: str = ""
    """The agreed purpose, ``AGREEMENT#purposes.KEY``; empty where none is known."""
    of_nobody: bool = False
    """Data of no person (Data Act): the list is empty then, and only then."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it was recorded; ``count`` people, of whom ``overridden`` were not allowed by the decision."""

    entry: str
    """Digest of the entry that recorded it."""
    dataset: str
    """Key of the dataset within its agreements."""
    version: str
    """Of the dataset, as people call it; may be empty."""
    recipient: str
    """Organisation id or ``external:N``."""
    purpose: str
    """IRI, or the key of an agreement's own purpose."""
    basis: str
    """Article of the GDPR, such as ``6(1)(a)``; empty where it was not stated."""
    agreement: str
    """History id (``urn:uuid:…``); empty for none."""
    decision: str
    """Digest of the decision's entry; empty where none was relied on."""
    reason: str
    """The reason for relying on no decision; empty where it relies on one."""
    at: datetime
    """When the data left, UTC."""
    recorded: datetime
    """Time of the entry, UTC."""
    count: int
    root: str
    """Merkle root of the list of people, base64url of 32 bytes."""
    overridden: int
    override_reason: str
    """The reason for including people whom the decision did not allow; empty where there were none."""
    note: str
    """Free text of a person, may be empty."""
    agreed: str = ""
    """The agreed purpose, ``AGREEMENT#purposes.KEY``; empty where none is known, as of deliveries of older programs."""
    recipient_name: str = ""
    """The recipient's name when it was recorded; empty where an earlier program recorded it."""
    standing: Standing = ""
    """What people recorded against it: a key of ``corrections.STANDING_WORDS``; empty for nothing."""
    row_missing: bool = False
    """As in ``Delivered``."""
    list_missing: bool = False
    """As in ``Delivered``."""


def record_delivery(acting: Acting, new: NewDelivery, allowed: Collection[str] | None = None) -> Delivery:
    """Record a delivery. ``allowed`` are the pseudonyms that the decision allows; None where no decision was relied on.

    Raises AnswerNo naming the first lines whose people the decision does not allow, unless ``override`` gives a reason
    (Locked then unless the member is legal); WrongUse for an impossible delivery, Locked where the roles do not allow
    it.
    """
    with acting.vault.write() as session:
        return record_within(acting, session, new, allowed)


def record_within(
    acting: Acting, session: Session, new: NewDelivery, allowed: Collection[str] | None = None
) -> Delivery:
    """``record_delivery`` inside the transaction in which ``allowed`` was found."""
    _check(acting, new)
    denied = frozenset(
        line for line, sent in enumerate(new.subjects, 1) if allowed is not None and sent.subject not in allowed
    )
    if denied and not new.override.strip():
        raise AnswerNo(
            N_(
                "The answer does not allow {count} of the people in the list: line {lines}. Take them"
                " out; if they did leave, a legal member records that with a reason."
            ),
            count=len(denied),
            lines=", ".join(
                f"{new.subjects[line - 1].read_at or line} ({new.subjects[line - 1].subject})"
                for line in sorted(denied)[:_NAMED]
            )
            + (" …" if len(denied) > _NAMED else ""),
        )
    if denied and "legal" not in acting.member.roles:
        raise Locked(N_("Only a legal member may record that data of people left whom the answer did not allow."))
    salts = new_salts(len(new.subjects))
    rows = [row_of(line, sent, line in denied) for line, sent in enumerate(new.subjects, 1)]
    leaves = [leaf(salt, row) for salt, row in zip(salts, rows, strict=True)]
    body = {
        "key": str(uuid.uuid4()),
        "agreement": new.agreement,
        "dataset": new.dataset,
        "version": new.version,
        "recipient": new.recipient,
        "purpose": new.purpose,
        "agreed": new.agreed,
        "basis": new.basis,
        "at": write_time(new.at),
        "decision": new.decision,
        "reason": new.reason,
        "count": len(rows),
        "root": root(leaves),
        "overridden": len(denied),
        "override_reason": new.override if denied else "",
        "note": new.note,
    }
    names = reference_names(session)
    if new.recipient not in names:
        raise WrongUse(
            N_("There is no partner “{text}”. Add its card first, or look at the list of partners."),
            text=new.recipient,
        )
    body["recipient_name"] = names[new.recipient][:LONGEST_LINE]  # of a partner without DataPact nothing else is signed
    record = append_record(acting, session, "delivery", body)
    number = _add_row(session, record)
    people = [
        {
            "delivery": number,
            "line": line,
            "dataset": new.dataset,
            "pseudonym": sent.subject,
            "sent_as": sent.sent_as or sent.subject,
            "overridden": int(line in denied),
            "salt": salt,
            "leaf": digest,
        }
        for line, (sent, salt, digest) in enumerate(zip(new.subjects, salts, leaves, strict=True), 1)
    ]
    if people:
        session.connection().execute(insert(DELIVERY_SUBJECT), people)
    return _delivery(record.entry, record.recorded, record.body)


def _check(acting: Acting, new: NewDelivery) -> None:
    if bool(new.subjects) == new.of_nobody:
        raise WrongUse(N_("The list of this delivery is empty. Name the people whose data left."))
    if len(new.subjects) > MOST_SUBJECTS:
        raise WrongUse(N_("The list of this delivery is too long. Record it in several deliveries."))
    if not is_reference(new.recipient) or new.recipient == acting.organisation:
        raise WrongUse(N_("A delivery goes to a partner. Name one from your list of partners."))
    if not new.decision and not new.reason.strip():
        raise WrongUse(N_("Name the answer that this delivery relied on, or say why there is none."))
    if new.at > acting.clock():
        raise WrongUse(N_("The delivery lies in the future. Record it when the data has left."))
    seen: dict[str, int] = {}
    for place, sent in enumerate(new.subjects, 1):
        line = sent.read_at or place  # as the file that people look at counts them
        for pseudonym in (sent.subject, sent.sent_as):
            if len(pseudonym) > LONGEST_PSEUDONYM or not (pseudonym.isprintable() and pseudonym == pseudonym.strip()):
                raise WrongUse(
                    N_("Line {line}: this is not a pseudonym of at most {most} plain characters. Correct the list."),
                    line=line,
                    most=LONGEST_PSEUDONYM,
                )
        if not sent.subject:
            raise WrongUse(N_("Line {line}: the pseudonym is missing. Correct the list."), line=line)
        if seen.setdefault(sent.subject, line) != line:
            raise WrongUse(
                N_("Line {line} names the same person as line {first}. Correct the list."),
                line=line,
                first=seen[sent.subject],
            )


def deliveries(
    session: Session,
    *,
    dataset: str | None = None,
    recipient: str | None = None,
    agreement: str | None = None,
    known_at: datetime | None = None,
    limit: int | None = None,
) -> tuple[Delivery, ...]:
    """The deliveries recorded by ``known_at`` (default: all), those that left last first."""
    found = [
        one
        for one in signed_deliveries(session, known_at=known_at)
        if dataset in (None, one.dataset) and recipient in (None, one.recipient) and agreement in (None, one.agreement)
    ]
    found.sort(key=lambda one: (one.at, one.seq), reverse=True)
    against = corrections(session)
    return tuple(
        replace(delivery_of(session, one), standing=standing_of(against.get(one.entry, ()))) for one in found[:limit]
    )


def find_delivery(session: Session, text: str) -> Delivery:
    """The one delivery whose entry begins with ``text``; raises WrongUse."""
    require_enough(text)
    begun = [one for one in signed_deliveries(session) if one.entry.startswith(text)]
    if len(begun) != 1:
        raise WrongUse(N_("There is no single delivery “{text}”. Look at the list of deliveries."), text=text)
    found = delivery_of(session, begun[0])
    return replace(found, standing=standing_of(corrections(session).get(found.entry, ())))


def delivery_of(session: Session, signed: Delivered) -> Delivery:
    """The delivery of a signed entry, with all that it records."""
    record = record_by_entry(session, signed.entry)
    body: Mapping[str, Any] = {} if record is None else record.body
    names = ("dataset", "version", "recipient", "purpose", "basis", "agreement", "decision")
    facts = {**{name: getattr(signed, name) for name in names}, "count": signed.people}
    found = _delivery(signed.entry, datetime.fromtimestamp(signed.recorded, UTC), {**body, **facts})
    return replace(
        found,
        at=datetime.fromtimestamp(signed.at, UTC),
        row_missing=signed.row_missing,
        list_missing=signed.list_missing,
    )


def recipients_of(session: Session, dataset: str, pseudonym: str) -> tuple[tuple[str, Delivery], ...]:
    """The recipients of a person's data: (recipient, delivery), oldest first; not those that never left."""
    wanted = select(DeliverySubject.delivery).where(
        DeliverySubject.dataset == dataset, DeliverySubject.pseudonym == pseudonym
    )
    among = set(session.exec(wanted))
    found = [one for one in counting_deliveries(session) if one.id in among]
    found.sort(key=lambda one: (one.at, one.seq))
    return tuple((one.recipient, delivery_of(session, one)) for one in found)


def _add_row(session: Session, record: Record) -> int:
    made = _delivery(record.entry, record.recorded, record.body)
    row = DeliveryRow(
        id=next_number(raw(session)),
        entry=made.entry,
        dataset=made.dataset,
        version=made.version,
        recipient=made.recipient,
        purpose=made.purpose,
        basis=made.basis,
        agreement=made.agreement,
        decision=made.decision,
        at=int(made.at.timestamp()),
        recorded=int(made.recorded.timestamp()),
        count=made.count,
    )
    session.add(row)
    number = row.id
    assert number is not None
    session.flush()
    return number


def _delivery(entry: str, recorded: datetime, body: Mapping[str, Any]) -> Delivery:
    at = body.get("at")
    return Delivery(
        entry=entry,
        dataset=body["dataset"],
        version=body["version"],
        recipient=body["recipient"],
        purpose=body["purpose"],
        basis=body.get("basis", ""),
        agreement=body.get("agreement", ""),
        agreed=body.get("agreed", ""),
        decision=body.get("decision", ""),
        reason=body.get("reason", ""),
        at=recorded if at is None else datetime.fromisoformat(at),
        recorded=recorded,
        count=body.get("count", 0),
        root=body.get("root", ""),
        overridden=body.get("overridden", 0),
        override_reason=body.get("override_reason", ""),
        note=body.get("note", ""),
        recipient_name=body.get("recipient_name", ""),
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """A person in a delivery: our pseudonym, and the recipient's where it differs."""

    subject: str
    """Pseudonym in our records, at most 100 characters."""
    sent_as: str = ""
    """Pseudonym at the recipient; empty where it is the same."""
    read_at: int = field(default=0, compare=False)
    """Line of the file that it was read from, from 1; 0 where there was none."""


@dataclass(frozen=True, slots=True)
class SentRow:
    """A line of a delivery's list; erased members are empty."""

    line: int
    """Number in the list, from 1."""
    subject: str
    """Pseudonym in our records."""
    sent_as: str
    """Pseudonym at the recipient, also where it is the same."""
    overridden: bool
    """The decision did not allow this person; a legal member recorded the delivery all the same."""
    salt: bytes
    """16 random bytes of the row's disclosure."""
    leaf: bytes
    """SHA-256 over the row's disclosure, 32 bytes; it stays after an erasure."""


def row_of(line: int, sent: Sent, overridden: bool) -> Row:
    """The sealed form of a line of the list."""
    row: dict[str, str | int | bool] = {"line": line, "subject": sent.subject}
    if sent.sent_as and sent.sent_as != sent.subject:
        row["sent_as"] = sent.sent_as
    if overridden:
        row["overridden"] = True
    return row


def rows_of(session: Session, entry: str) -> tuple[SentRow, ...]:
    """The lines of a delivery's list in order, by the digest of the delivery's entry."""
    number = next((one.id for one in signed_deliveries(session) if one.entry == entry), 0)
    rows = session.exec(
        select(DeliverySubject).where(DeliverySubject.delivery == number).order_by(col(DeliverySubject.line))
    )
    return tuple(
        SentRow(row.line, row.pseudonym or "", row.sent_as or "", bool(row.overridden), row.salt or b"", row.leaf)
        for row in rows
    )


def sealed_row(row: SentRow) -> Row:
    """The sealed form of a recorded line that was not erased."""
    return row_of(row.line, Sent(row.subject, row.sent_as if row.sent_as != row.subject else ""), row.overridden)


def proves_itself(session: Session, delivery: Delivery) -> bool:
    """Whether the rows of a delivery are those that its entry sealed; erased ones count by their digest alone."""
    rows = rows_of(session, delivery.entry)
    whole = all(not row.salt or leaf(row.salt, sealed_row(row)) == row.leaf for row in rows)
    return whole and len(rows) == delivery.count and root([row.leaf for row in rows]) == delivery.root
