"""People whose data went to a partner: their number by dataset; a first number for a breach that happened there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.consent.records.delivered import counting_deliveries, missing_words
from datapact.consent.records.tables import DeliverySubject

if TYPE_CHECKING:
    from datapact.base.texts import Message
    from datapact.vault.database.session import Session


def datasets_at(session: Session, partner: str) -> tuple[str, ...]:
    """Keys of the datasets of which something went to a partner, sorted."""
    return tuple(sorted({one.dataset for one in counting_deliveries(session) if one.recipient == partner}))


def missing_at(session: Session, partner: str) -> tuple[Message, ...]:
    """What is gone of the rows of what went to a partner: its people cannot be counted whole; nothing where all is there."""
    return missing_words(one for one in counting_deliveries(session) if one.recipient == partner)


def people_at(session: Session, partner: str, datasets: Collection[str]) -> int:
    """Number of different people whose data of these datasets went to a partner; lines that were erased do not count."""
    there = [one for one in counting_deliveries(session) if one.recipient == partner and one.dataset in datasets]
    numbers = [one.id for one in there if one.id]
    people = (
        select(DeliverySubject.dataset, DeliverySubject.pseudonym)
        .where(col(DeliverySubject.delivery).in_(numbers), col(DeliverySubject.pseudonym).is_not(None))
        .distinct()
    )
    return sum(1 for _one in session.exec(people))
