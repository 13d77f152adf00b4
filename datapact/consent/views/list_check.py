"""The check of deliveries and recalls: each list against the root sealed by its entry, each row against its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlmodel import select

from datapact.base.texts import N_, Message, _
from datapact.consent.deliveries.deliveries import Delivery, proves_itself, recorded_delivery
from datapact.consent.recalls import records as recall_rows
from datapact.consent.records.tables import DeliveryRow
from datapact.organisation.acting.records import records

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_STRAYS = text(
    "SELECT (SELECT count(*) FROM delivery_subject WHERE delivery NOT IN (SELECT id FROM delivery))"
    " + (SELECT count(*) FROM recall_subject WHERE recall NOT IN"
    "  (SELECT entry FROM organisation_record WHERE kind IN ('recall', 'recall_received')))"
)


def check_lists(session: Session, progress: Callable[[str, int, int], None] = lambda *_: None) -> list[Message]:
    """The problems of all lists, none in a sound vault."""
    wrong: list[str] = []
    rows = {row.entry: row for row in session.exec(select(DeliveryRow))}
    written = records(session, "delivery")
    for done, record in enumerate(written):
        progress(_("deliveries"), done, len(written))
        made = recorded_delivery(record)
        row = rows.pop(record.entry, None)
        if row is None or not _is_same(row, made) or not proves_itself(session, made):
            wrong.append(record.entry)
    wrong += rows
    for kind in ("recall", "recall_received"):
        wrong += [record.entry for record in records(session, kind) if not recall_rows.proves_itself(session, record)]
    problems = [
        Message(
            N_("The list of people of entry {entry} is not the one that was sealed. Restore the newest backup."),
            {"entry": entry},
        )
        for entry in wrong
    ]
    if session.connection().execute(_STRAYS).scalar():
        problems.append(Message(N_("A list of people belongs to no delivery or recall. Restore the newest backup.")))
    return problems


def _is_same(row: DeliveryRow, made: Delivery) -> bool:
    names = ("dataset", "version", "recipient", "purpose", "basis", "agreement", "decision", "count")
    same = all(getattr(row, name) == getattr(made, name) for name in names)
    return same and (row.at, row.recorded) == (int(made.at.timestamp()), int(made.recorded.timestamp()))
