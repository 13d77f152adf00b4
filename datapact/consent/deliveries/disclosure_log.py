"""The disclosure log: to whom we gave one person's data (Art. 15(1)(c) GDPR; C-154/21).

It names each recipient itself, not only its category: when, what, for which purpose, on which decision, whether a
recall followed and what the recipient answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import col, select

from datapact.base.clock import read_time
from datapact.base.local_time import day_of, local_zone
from datapact.consent.deliveries.deliveries import Delivery, delivery_of
from datapact.consent.deliveries.left_after import LeftAfter, events_of_person, left_after
from datapact.consent.facts.purpose_links import other_terms
from datapact.consent.recalls.pending import open_recalls, sending_of, sendings
from datapact.consent.recalls.rectified import Rectification, rectifications_of
from datapact.consent.recalls.rules import DeliveryReach
from datapact.consent.records.corrections import Correction, corrections
from datapact.consent.records.delivered import Delivered, counting_deliveries, missing_words
from datapact.consent.records.events import moment
from datapact.consent.records.tables import DeliverySubject, RecallSubject
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import PurposeNames
from datapact.consent.terms.states import BY_CODE
from datapact.consent.terms.subjects import one_form
from datapact.organisation.acting.records import record_by_entry, record_of
from datapact.organisation.identity.own_history import own_organisation
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datapact.base.texts import Argument, Message
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class PersonRecall:
    """The recall told to a recipient to stop, erase or return: why, when, and what the recipient answered."""

    recall: str
    """Key of the recall, a UUID."""
    state: str
    """What happened, a name of ``terms.states.CALLED_FOR``."""
    written: datetime
    """Time of the entry that recorded the recall, UTC."""
    sent: datetime | None
    """When a person says that it was sent, UTC; None while nobody does, and nobody answered."""
    ask: str
    """The request to the recipient: a key of ``rules.ASK_WORDS``."""
    by_letter: bool
    """By a letter on paper instead of a bundle."""
    acknowledged: datetime | None
    """When the recipient answered, UTC; None until then."""
    outcome: str
    """Empty until the recipient acknowledged; ``received``, or what it did."""
    note: str
    """Free text of the recipient's answer, may be empty."""


@dataclass(frozen=True, slots=True)
class UninformedOf:
    """What a person declared and a recipient of its data has not been told of yet."""

    state: str
    """What happened, a name of ``terms.states.CALLED_FOR``."""
    at: datetime
    """When the person declared it, UTC."""


@dataclass(frozen=True, slots=True)
class Given:
    """A delivery in which the person was; ``sent_as`` is the pseudonym that the recipient has."""

    recipient: str
    """Organisation id or ``external:N``."""
    name: str
    """Of the recipient; its reference where we have no name of it."""
    delivery: Delivery
    """The delivery as a whole, with its day, purpose and decision."""
    sent_as: str
    overridden: bool
    """The decision did not allow this person, and data left all the same."""
    purpose: Argument
    """The name that the agreement of the delivery gives its purpose, else the vocabulary's."""
    corrections: tuple[Correction, ...]
    """What people recorded against it; it stays in this log unless two say that it never left."""
    recalls: tuple[PersonRecall, ...]
    """One for each recall of this delivery that names the person, oldest event first."""
    left_after: LeftAfter | None = None
    """What the person had declared before it left; None where nothing stood against it."""
    uninformed: tuple[UninformedOf, ...] = ()
    """What the recipient still has to be told of, oldest first; no recall of this delivery names the person yet."""


@dataclass(frozen=True, slots=True)
class DisclosureLog:
    """The disclosure log of one person, deliveries oldest first. ``recipients`` are the names, each once."""

    dataset: str
    """Key of the dataset within its agreements."""
    subject: str
    """Pseudonym in our records."""
    at: datetime
    """Moment of the question, UTC."""
    given: tuple[Given, ...]
    """One for each delivery that the person was in."""
    rectified: tuple[Rectification, ...] = ()
    """What was corrected since something was delivered, oldest first."""
    lost: tuple[Message, ...] = ()
    """That the lists of deliveries of the dataset are gone, so that nobody knows whether the person was in them."""

    @property
    def recipients(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.name for one in self.given))


def disclosure_log_of(session: Session, dataset: str, subject: str, at: datetime) -> DisclosureLog:
    """The disclosure log of this person in a dataset as known at ``at`` (now); found by index, whatever the size."""
    subject = one_form(subject)
    names = reference_names(session)
    wanted = select(DeliverySubject).where(DeliverySubject.dataset == dataset, DeliverySubject.pseudonym == subject)
    corrected = corrections(session)
    people = {person.delivery: person for person in session.exec(wanted)}
    every = counting_deliveries(session)
    rows = [(one, people[one.id]) for one in every if one.id in people]
    rows.sort(key=lambda found: (found[0].at, found[0].seq))
    purposes = purpose_names(session, day_of(at, local_zone(at)), agreements={row.agreement for row, _person in rows})
    called = _declared(session, dataset, subject)
    events = events_of_person(session, dataset, subject)
    own, others = own_organisation(session), other_terms(session) if called else {}
    due = {one for task in open_recalls(session, at) if called and task.stage == "tell" for one in task.deliveries}
    given = tuple(
        _with_uninformed(
            replace(
                _given(session, row, person, names, purposes, corrected.get(row.entry, ())),
                left_after=left_after(
                    events,
                    DeliveryReach(
                        row.dataset,
                        {row.purpose, *others.get((row.agreement, row.purpose), ())},
                        row.recipient,
                        row.basis,
                    ),
                    moment(row.at),
                    own,
                    names.keys(),
                ),
            ),
            called if row.entry in due else (),
        )
        for row, person in rows
    )
    lost = missing_words(one for one in every if one.list_missing and one.dataset == dataset)
    return DisclosureLog(dataset, subject, at, given, rectifications_of(session, dataset, subject), lost)


_DECLARED = text(
    "SELECT e.state, e.at FROM consent_event AS e JOIN consent_subject AS s ON s.id = e.subject"
    " WHERE s.dataset = :dataset AND s.pseudonym = :subject AND e.state IN (5, 7, 8, 9, 10) ORDER BY e.at"
)


def _declared(session: Session, dataset: str, subject: str) -> tuple[UninformedOf, ...]:
    """The events of a person of which recipients are told."""
    rows = session.connection().execute(_DECLARED, {"dataset": dataset, "subject": subject})
    return tuple(dict.fromkeys(UninformedOf(BY_CODE[state].name, moment(at)) for state, at in rows))


def _with_uninformed(one: Given, declared: tuple[UninformedOf, ...]) -> Given:
    return one if one.recalls or not declared else replace(one, uninformed=declared)


def _given(
    session: Session,
    row: Delivered,
    person: DeliverySubject,
    names: Mapping[str, str],
    purposes: PurposeNames,
    words: tuple[Correction, ...],
) -> Given:
    called = session.exec(
        select(RecallSubject)
        .where(RecallSubject.delivery == row.id, RecallSubject.pseudonym == person.pseudonym)
        .order_by(col(RecallSubject.at))
    )
    found = (_person_recall(session, one) for one in called.all())
    delivery = delivery_of(session, row)
    return Given(
        recipient=row.recipient,
        name=delivery.recipient_name or names.get(row.recipient, row.recipient),
        delivery=delivery,
        sent_as=person.sent_as or "",
        overridden=bool(person.overridden),
        purpose=purposes.outside_name(delivery.agreed or delivery.purpose, delivery.agreement),
        corrections=words,
        recalls=tuple(one for one in found if one is not None),
    )


def _person_recall(session: Session, row: RecallSubject) -> PersonRecall | None:
    record = record_by_entry(session, row.recall)
    if record is None:
        return None
    answer = record_of(session, "recall_acknowledged", record.key)
    body = {} if answer is None else answer.body
    at = body.get("at")
    sent = sending_of(record, sendings(session)).sent
    return PersonRecall(
        recall=record.key,
        state=BY_CODE[row.state].name,
        written=record.recorded,
        sent=sent or (None if answer is None else read_time(at) if at else answer.recorded),
        ask=record.body.get("ask", ""),
        by_letter=record.body.get("channel") == "letter",
        acknowledged=read_time(at) if at else None,
        outcome=body.get("outcome", ""),
        note=body.get("note", ""),
    )
