"""Breaches at partners that are on file and that nobody has settled: whoever shares more data there should know of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.base.clock import read_time
from datapact.base.local_time import day_of
from datapact.organisation.acting.records import newest_records

if TYPE_CHECKING:
    from datapact.vault.database.session import Session

MORE_DATA = "more-data"
"""Id of the step after a breach at a partner in which we judge whether more data may go there; once it is marked, no answer warns."""
BREACH = "breach"
"""Kind of the link of a reason that a breach at the recipient is open."""
WEIGHS = ("high", "unknown")
"""The risks of a breach that every answer names: a high one, and one that nobody has judged."""


@dataclass(frozen=True, slots=True)
class OpenBreach:
    """A breach at a partner that is not settled; its title stays here, since answers leave the house."""

    key: str
    """``breach-`` and 8 hexadecimal digits."""
    partner: str
    """Reference of the partner at which it happened."""
    day: date
    """Local day on which we became aware of it."""
    risk: str
    """``high`` or ``unknown``, for the people concerned."""


def open_breaches(
    session: Session, zone: tzinfo, known_at: datetime | None = None, up_to: int | None = None
) -> tuple[OpenBreach, ...]:
    """Every breach at a partner whose risk weighs and whose step ``MORE_DATA`` is not marked, as known then."""
    settled = {
        str(one.body.get("breach", ""))
        for one in newest_records(session, "breach_step", known_at=known_at, up_to=up_to).values()
        if one.body.get("step") == MORE_DATA
    }
    found = []
    for key, one in newest_records(session, "breach", known_at=known_at, up_to=up_to).items():
        partner, risk = str(one.body.get("at_partner", "")), str(one.body.get("risk", ""))
        if partner and risk in WEIGHS and key not in settled:
            aware = read_time(one.body["aware"]) if one.body.get("aware") else one.recorded
            found.append(OpenBreach(key, partner, day_of(aware, zone), risk))
    return tuple(found)
