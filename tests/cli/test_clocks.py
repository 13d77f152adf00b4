"""Clocks that are years off: said or harmless, never a lost agreement."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.cli.desks import Houses, carry, draft, frozen


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch):
    def set_to(year: int) -> None:
        monkeypatch.setattr("datapact.cli.kit.session.utc_now", lambda: datetime(year, 6, 1, 12, 0, tzinfo=UTC))

    return set_to


@pytest.mark.journey
def test_the_calendar_moves_the_status(houses: Houses, set_clock) -> None:
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    history = frozen(houses)
    anna("agreement", "sign", history)
    martin("agreement", "sign", history)
    carry(martin, history, sofia)
    sofia("agreement", "sign", history)
    for year, status in ((2026, "signed"), (2027, "in_force"), (2040, "expired"), (2027, "in_force")):
        set_clock(year)
        assert sofia.status(history) == status
        assert [row["id"] for row in sofia.json("agreement", "list", "--status", status)] == [history]
        assert sofia.json("vault", "check")["sound"]


@pytest.mark.journey
@pytest.mark.parametrize("year", [1990, 2090])
def test_drafting_and_sending_with_a_wrong_clock(houses: Houses, set_clock, year: int) -> None:
    anna, sofia = houses.anna, houses.sofia
    set_clock(year)
    history = draft(anna)
    anna("send", history, "--to", "Institut", "-o", houses.folder / "off.dpact")
    set_clock(2026)
    received = sofia.json("receive", houses.folder / "off.dpact")
    assert bool(received["warnings"]) == (year > 2026)
    shown = sofia.json("agreement", "show", history)
    assert bool(shown["warnings"]) == (year > 2026)
    sofia("agreement", "accept", history)
    carry(sofia, history, anna)
    assert anna.status(history) == "agreed"
    for desk in (anna, sofia):
        assert desk.json("vault", "check")["sound"]


def test_no_signature_before_its_key_was_made(houses: Houses, set_clock) -> None:
    anna = houses.anna
    history = frozen(houses)
    set_clock(1999)
    assert "clock" in anna.refused(1, "agreement", "sign", history)
