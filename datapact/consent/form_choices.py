"""What the forms of consents, notices and deliveries offer to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from datapact.agreements.tables import AgreementRow
from datapact.consent.asking import Choice, choices
from datapact.consent.moments import day_of, end_of_day, local_zone, start_of_day
from datapact.consent.notices import Notice, notices
from datapact.parties.references import reference_names

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

_MOST_AGREEMENTS = 2_000


@dataclass(frozen=True, slots=True)
class FormChoices:
    """Datasets and purposes as ``asking`` has them; ``partners`` without, ``parties`` with our own house at the top."""

    datasets: tuple[Choice, ...]
    purposes: tuple[Choice, ...]
    partners: tuple[Choice, ...]
    parties: tuple[Choice, ...]
    notices: tuple[Notice, ...]
    """Versions that are not invalid, the newest of those that are valid already first."""
    agreements: tuple[tuple[str, str], ...]
    """Id, and number with title."""


def form_choices(acting: Acting) -> FormChoices:
    """Everything there is to choose from."""
    known = choices(acting)
    now = acting.clock()
    today = day_of(now, local_zone(now))
    with acting.vault.read() as session:
        own = Choice(acting.organisation, reference_names(session)[acting.organisation])
        told = sorted(
            (one for one in notices(session).values() if one.invalid_from is None),
            key=lambda one: (one.valid_from <= today, one.valid_from, one.key, one.version),
            reverse=True,
        )
        rows = session.exec(
            select(AgreementRow.id, AgreementRow.number, AgreementRow.title)
            .where(AgreementRow.archived == 0)
            .order_by(col(AgreementRow.number))
            .limit(_MOST_AGREEMENTS)
        ).all()
    return FormChoices(
        known.datasets,
        known.purposes,
        known.partners,
        (own, *known.partners),
        tuple(told),
        tuple((key, f"{number}  {title}".strip()) for key, number, title in rows),
    )


def moment_entered(day: date | None, now: datetime, *, ends: bool = False) -> datetime | None:
    """The moment that a person means by a day in a form: its first second, with ``ends`` its last; today means now.

    None where no day was entered.
    """
    zone = local_zone(now)
    if day is None:
        return None
    if day == day_of(now, zone) and not ends:
        return now
    return end_of_day(day, zone) if ends else start_of_day(day, zone)


def moment_of_withdrawal(day: date | None, now: datetime) -> datetime | None:
    """The moment of a withdrawal, objection or restriction said to be of a day: its last second, so that what was given
    earlier that day does not outlive it; today means now.
    """
    zone = local_zone(now)
    return None if day is None or day == day_of(now, zone) else end_of_day(day, zone)
