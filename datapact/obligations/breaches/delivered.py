"""People whose data went to a partner: their number by dataset; a first number for a breach that happened there."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.consent.records.corrections import never_left
from datapact.consent.records.tables import DeliveryRow, DeliverySubject

if TYPE_CHECKING:
    from datapact.vault.database.session import Session


def datasets_at(session: Session, partner: str) -> tuple[str, ...]:
    """Keys of the datasets of which something went to a partner, sorted."""
    gone = never_left(session)
    rows = session.exec(select(DeliveryRow.entry, DeliveryRow.dataset).where(DeliveryRow.recipient == partner))
    return tuple(sorted({dataset for entry, dataset in rows if entry not in gone}))


def people_at(session: Session, partner: str, datasets: Collection[str]) -> int:
    """Number of different people whose data of these datasets went to a partner; lines that were erased do not count."""
    gone = never_left(session)
    wanted = select(DeliveryRow.id, DeliveryRow.entry).where(
        DeliveryRow.recipient == partner, col(DeliveryRow.dataset).in_(list(datasets))
    )
    numbers = [number for number, entry in session.exec(wanted) if entry not in gone]
    people = (
        select(DeliverySubject.dataset, DeliverySubject.pseudonym)
        .where(col(DeliverySubject.delivery).in_(numbers), col(DeliverySubject.pseudonym).is_not(None))
        .distinct()
    )
    return sum(1 for _one in session.exec(people))
