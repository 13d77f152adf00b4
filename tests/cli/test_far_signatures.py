"""A partner whose clock, or whose program, signs at an end of the calendar: its partner's vault works on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from datapact.agreements.projection import append
from datapact.history.entries.entry import write_entry
from tests.cli.desks import Desk, Houses, carry, frozen

pytestmark = pytest.mark.journey

FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.fixture(params=[(FIRST, "America/New_York"), (LAST, "Europe/Berlin")], ids=["year 1", "year 9999"])
def at(request: pytest.FixtureRequest) -> Iterator[datetime]:
    """A moment that the calendar does not have where the computer stands."""
    moment, zone = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        if hasattr(time, "tzset"):
            time.tzset()
        yield moment
    if hasattr(time, "tzset"):
        time.tzset()


def test_a_signature_at_the_end_of_the_calendar(houses: Houses, monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    history = frozen(houses)
    with monkeypatch.context() as patch:
        patch.setattr(append, "write_entry", lambda **known: write_entry(**known | {"time": at}))
        anna("agreement", "sign", history)
    martin("agreement", "sign", history)
    carry(martin, history, sofia)
    _reads(sofia, history)
    sofia("agreement", "sign", history)
    assert sofia.status(history) in ("signed", "in_force")
    obligations = _reads(sofia, history)
    carry(sofia, history, anna)
    with monkeypatch.context() as patch:
        patch.setattr(append, "write_entry", lambda **known: write_entry(**known | {"time": at}))
        anna("agreement", "comment", history, "from far away")
    carry(anna, history, sofia)
    assert _reads(sofia, history) == obligations
    assert obligations > 0


def _reads(desk: Desk, history: str) -> int:
    """What a person asks for; how many duties there are."""
    for command in (("agreement", "show", history), ("agreement", "history", history), ("obligations",)):
        desk(*command)
        desk.json(*command)
    assert desk.json("vault", "check")["sound"]
    return len(desk.json("obligations", "--due-within", "1500")["duties"])
