"""Verifying in an open vault: bundles are opened, trust comes from partners, and nothing stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.audit.own_vault.verify import verify_here
from datapact.base.errors import Malformed
from datapact.organisation.acting.own_profile import write_card
from tests.conftest import SteppingClock
from tests.exchange.houses import Houses, build, contents_of, offer, opened, send


@pytest.fixture
def houses(tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    build(tmp_path / "made", clock)
    made = opened(tmp_path / "made", tmp_path / "open", clock)
    yield made
    made.close()


def test_a_bundle_for_us_is_opened_and_nothing_stays(houses: Houses) -> None:
    offer(houses.keller, houses.institute)
    data = send(houses.keller, houses.institute)
    before = contents_of(houses.institute)
    checked = verify_here(houses.institute, data, "angebot.dpact")
    assert checked.verdict.verdict == "valid"
    assert checked.standings == {houses.keller.organisation: "confirmed"}
    assert contents_of(houses.institute) == before
    assert verify_here(houses.keller, data, "angebot.dpact").standings == {houses.keller.organisation: "own"}
    assert verify_here(houses.third, data, "angebot.dpact").verdict.verdict == "indeterminate"
    broken = verify_here(houses.institute, data[:-1] + bytes([data[-1] ^ 1]), "angebot.dpact")
    assert broken.verdict.verdict == "invalid"
    assert broken.verdict.reasons


def test_a_card_and_how_sure_we_are(houses: Houses) -> None:
    known = verify_here(houses.keller, write_card(houses.institute), "x.dpcard")
    assert known.verdict.verdict == "valid"
    assert known.standings == {houses.institute.organisation: "confirmed"}
    stranger = verify_here(houses.institute, write_card(houses.third), "x.dpcard")
    assert stranger.standings == {houses.third.organisation: "unknown"}
    own = verify_here(houses.keller, write_card(houses.keller), "x.dpcard")
    assert own.standings == {houses.keller.organisation: "own"}


@pytest.mark.parametrize("data", [b"", b"PK", b"nothing at all"])
def test_rubbish_is_said_in_words(houses: Houses, data: bytes) -> None:
    with pytest.raises(Malformed):
        verify_here(houses.keller, data, "x.bin")
