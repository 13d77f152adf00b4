"""Breaches at partners that are on file and that nobody has settled: whoever shares more data there should know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

MORE_DATA = "more-data"
"""Id of the step after a breach at a partner by which we decide that data may go there again; once it is marked, no answer warns."""
BREACH = "breach"
"""Kind of the link of a reason that a breach at the recipient is open."""
BREACH_RULE = "G13"
"""Rule of the warning that names one."""
WEIGHS = ("risk", "high", "unknown")
"""The risks of a breach that every answer names: all but a judged absence of one (Art. 33(1) GDPR)."""


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
    """One of ``WEIGHS``, for the people concerned."""


def risk_known_since(found: Iterable[tuple[str, str, datetime]]) -> dict[str, datetime]:
    """The moment, UTC, by key of a breach, since which its risk is what it is now.

    ``found`` are key, risk and moment of each of its records, oldest first. Whoever judged before it whether more data may go
    there judged another risk.
    """
    since: dict[str, tuple[str, datetime]] = {}
    for key, risk, moment in found:
        if since.get(key, ("",))[0] != risk:
            since[key] = risk, moment
    return {key: moment for key, (_risk, moment) in since.items()}
