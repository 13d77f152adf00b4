"""The list of deliveries: one line each, and all facts of one delivery with the check of its sealed list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import select

from datapact.agreements.projection.tables import AgreementRow
from datapact.consent.deliveries.deliveries import Delivery, deliveries, find_delivery, proves_itself, rows_of
from datapact.consent.records.corrections import Correction, corrections
from datapact.consent.records.delivered import signed_deliveries
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.some_people import some_people
from datapact.organisation.acting.records import Record, record_by_entry
from datapact.organisation.partners.references import reference_names

if TYPE_CHECKING:
    from datetime import date, datetime

    from datapact.base.texts import Argument
    from datapact.vault.database.session import Session

_CALLED = text(
    "SELECT delivery, count(DISTINCT pseudonym) FROM recall_subject WHERE pseudonym IS NOT NULL AND delivery <> 0"
    " GROUP BY delivery"
)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery with names in place of references; ``recalled_people`` is how many of its people were recalled."""

    delivery: Delivery
    """As it was recorded, with its references."""
    recipient: str
    """Name of the recipient; its reference where we have no name of it."""
    agreement: str
    """Number of the agreement; empty for none."""
    recalled_people: int
    purpose: Argument
    """The name that the agreement gives its purpose, else the vocabulary's."""


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """Facts of one delivery: the decision it relied on, whether its list matches its seal, lines erased."""

    line: DeliveryLine
    """The delivery and its names."""
    decision: Mapping[str, object] | None
    """Body of the decision's entry, by member; None where none was relied on or it is not here."""
    decided: datetime | None
    """Time of the decision's entry, UTC; None where there is none."""
    proven: bool
    """The rows give the Merkle root that the entry sealed."""
    erased: int
    """Number of lines whose people were erased."""
    corrections: tuple[Correction, ...]
    """What people recorded against it, each person's last word."""
    who: str = ""
    """The first of its people by our pseudonyms, as in ``some_people``; empty where the list is lost or of no person."""


def delivery_lines(session: Session, day: date) -> tuple[DeliveryLine, ...]:
    """All deliveries, those that left last first, with the names of a local day."""
    names = reference_names(session)
    entries = {one.id: one.entry for one in signed_deliveries(session) if one.id}
    people = session.connection().execute(_CALLED)
    called = {entries[delivery]: int(number) for delivery, number in people if delivery in entries}
    numbers = dict(session.exec(select(AgreementRow.id, AgreementRow.number)).all())
    every = deliveries(session)
    purposes = purpose_names(session, day, agreements={one.agreement for one in every}, datasets=None)
    return tuple(
        DeliveryLine(
            one,
            names.get(one.recipient, one.recipient),
            numbers.get(one.agreement, one.agreement),
            called.get(one.entry, 0),
            purposes.name(one.agreed or one.purpose, agreement=one.agreement, dataset=one.dataset),
        )
        for one in every
    )


def delivery_facts(session: Session, line: DeliveryLine) -> DeliveryFacts:
    """The facts of one delivery; reads its whole list."""
    one = find_delivery(session, line.delivery.entry)
    used: Record | None = record_by_entry(session, one.decision) if one.decision else None
    rows = rows_of(session, one.entry)
    erased = sum(not row.salt for row in rows)
    return DeliveryFacts(
        line,
        None if used is None else dict(used.body),
        None if used is None else used.recorded,
        proves_itself(session, one),
        erased,
        corrections(session).get(one.entry, ()),
        some_people((row.subject for row in rows if row.salt), one.count),
    )


def list_of_people(session: Session, entry: str) -> list[tuple[int, str, str, bool]]:
    """The sealed list of a delivery: line, our pseudonym, the recipient's, whether allowed; erased lines left out."""
    return [(row.line, row.subject, row.sent_as, not row.overridden) for row in rows_of(session, entry) if row.salt]
