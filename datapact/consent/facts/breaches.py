"""Breaches at partners that are on file and that nobody has settled: whoever shares more data there should know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datapact.organisation.acting.records import Record

MORE_DATA = "more-data"
"""Id of the step after a breach at a partner by which we decide that data may go there again; once it is marked, no answer warns."""
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


def risk_known_since(found: Iterable[Record]) -> dict[str, datetime]:
    """By key of a breach the moment, UTC, since which its risk is what it is now, of its records, oldest first.

    Whoever judged before it whether more data may go there judged another risk.
    """
    since: dict[str, tuple[str, datetime]] = {}
    for record in found:
        risk = str(record.body.get("risk", ""))
        if since.get(record.key, ("",))[0] != risk:
            since[record.key] = risk, record.recorded
    return {key: moment for key, (_risk, moment) in since.items()}
