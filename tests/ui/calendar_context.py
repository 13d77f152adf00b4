"""A context with contracts whose days lie around today, for the tests of the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from datapact.obligations.due.projection import refresh_stale
from datapact.organisation.acting.acting_member import Acting
from tests.obligations.offices import file_contract


def with_contracts(acting: Acting, today: date) -> str:
    """One contract with a review due in five days and an end in seventy; returns its history."""
    history = file_contract(
        acting,
        "R-1",
        review={"first": today + timedelta(days=5), "every_months": 12},
        duration={"start": today - timedelta(days=300), "end": today + timedelta(days=70)},
    )
    refresh_stale(acting)
    return history
