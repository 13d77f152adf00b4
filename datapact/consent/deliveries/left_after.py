"""Data that left after its person had withdrawn, objected, restricted or been erased: what was declared, and since when we knew.

A declaration counts from the day on which it was made, whenever it was written down: data that left in between left in good
faith, perhaps, yet nobody may read later that it went on a consent that stood.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import text

from datapact.base.clock import in_zone, read_time
from datapact.base.errors import Malformed
from datapact.base.texts import N_, Message, counted
from datapact.consent.recalls.rules import DeliveryReach, EventScope, reaches
from datapact.consent.records.event import RECEIVED
from datapact.consent.terms.states import BY_CODE, CALLED_FOR, CALLING_CODES, VALID_CODES
from datapact.contract.text.formatters import day_words
from datapact.vault.database.stored_json import read_stored_json

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

_EVENTS = text(
    "SELECT c.purpose, c.controller, e.state, e.at, e.recorded, e.more FROM consent_event AS e"
    " JOIN consent_subject AS s ON s.id = e.subject JOIN consent_scope AS c ON c.id = e.scope"
    " WHERE s.dataset = :dataset AND s.pseudonym = :subject ORDER BY e.at, e.id"
)


@dataclass(frozen=True, slots=True)
class LeftAfter:
    """What was declared before data left."""

    state: str
    """What happened, a name of ``terms.states.CALLED_FOR``."""
    at: datetime
    """When it was declared, UTC."""
    known: datetime
    """When it is on record here, or before that, when it is said to have been received, UTC."""
    left: datetime
    """When the data left, UTC."""

    @property
    def days(self) -> int:
        """Local days between the declaration and the day on which the data left."""
        return (in_zone(self.left).date() - in_zone(self.at).date()).days

    def words(self) -> tuple[Message, ...]:
        """That it left afterwards, and whether we knew: two sentences."""
        what = {"day": day_words(in_zone(self.at)), "what": Message(CALLED_FOR[self.state].label)}
        late = (
            counted(
                "This left {n} day after the declaration of {day} ({what}).",
                "This left {n} days after the declaration of {day} ({what}).",
                self.days,
                **what,
            )
            if self.days
            else Message(N_("This left on {day}, after the declaration of the same day ({what})."), what)
        )
        known = {"day": day_words(in_zone(self.known))}
        told = N_("The declaration was known here since {day}.")
        if self.known > self.left:
            told = N_("The declaration has been known here only since {day}.")
        return late, Message(told, known)


@dataclass(frozen=True, slots=True)
class PersonEvent:
    """An event of one person, as far as it decides whether data may leave."""

    scope: EventScope
    """Dataset, purpose and controller."""
    state: int
    """Code of ``terms.states.BY_CODE``."""
    at: datetime
    """When it was declared, UTC."""
    known: datetime
    """As in ``LeftAfter``."""


def events_of_person(session: Session, dataset: str, subject: str) -> tuple[PersonEvent, ...]:
    """The events of a person in a dataset, by their time."""
    rows = session.connection().execute(_EVENTS, {"dataset": dataset, "subject": subject})
    return tuple(
        PersonEvent(
            EventScope(dataset, row.purpose, row.controller),
            row.state,
            datetime.fromtimestamp(row.at, UTC),
            min(_known(row.more, datetime.fromtimestamp(row.recorded, UTC))),
        )
        for row in rows
    )


def _known(more: str, recorded: datetime) -> Iterator[datetime]:
    """The time of the record, and that of receipt where one is said."""
    yield recorded
    received = read_stored_json(more).get(RECEIVED) if more else None
    if received:
        with suppress(Malformed):  # a column of a file that is called so may hold anything
            yield read_time(received)


def left_after(
    events: Iterable[PersonEvent], delivery: DeliveryReach, left: datetime, own: str, known: Collection[str]
) -> LeftAfter | None:
    """The first declaration that stood when the data of a delivery left and that reaches it; None where none did.

    ``own`` and ``known`` are the references of our organisation and of all partners.
    """
    standing: dict[EventScope, list[PersonEvent]] = {}
    for one in events:
        if one.at >= left:
            continue
        if one.state in VALID_CODES:  # the person agreed anew
            standing.pop(one.scope, None)
        elif one.state in CALLING_CODES:
            standing.setdefault(one.scope, []).append(one)
    found = [
        one
        for events_there in standing.values()
        for one in events_there
        if reaches(BY_CODE[one.state].name, one.scope, delivery, own, known)
    ]
    first = min(found, key=lambda one: one.at, default=None)
    return None if first is None else LeftAfter(BY_CODE[first.state].name, first.at, first.known, left)
