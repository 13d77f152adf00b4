"""Which agreements there are with a partner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.agreements.views.partners import agreements_with, numbers_of_agreements
from tests.conftest import SteppingClock
from tests.exchange.houses import HISTORY, NAMES, Houses, build, exchange, opened, state, write

OTHER = "urn:uuid:5a1f2c0e-94a0-4f0e-8a8e-0f6f3f1f7a11"


@pytest.fixture
def houses(tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    build(tmp_path / "made", clock)
    made = opened(tmp_path / "made", tmp_path / "open", clock)
    yield made
    made.close()


def test_by_name_before_and_by_receipt_after_an_answer(houses: Houses) -> None:
    draft = state(houses.keller, houses.institute)
    draft["terms"]["parties"][1]["name"] = NAMES["institute"][0]
    write(houses.keller, "draft", {"state": draft, "note": ""})
    elsewhere = state(houses.keller, houses.third, history=OTHER)
    elsewhere["terms"]["parties"][1]["name"] = "Unter anderem Namen e. V."
    both = sorted(party.organisation for party in (houses.keller, houses.third))
    write(houses.keller, "offer", {"parties": both, "state": elsewhere, "note": ""}, OTHER)
    names = {
        houses.institute.organisation: NAMES["institute"][0],
        houses.third.organisation: NAMES["third"][0],
    }
    with houses.keller.vault.read() as session:
        assert [row.id for row in agreements_with(session, *next(iter(names.items())))] == [HISTORY]
        assert numbers_of_agreements(session, names) == {houses.institute.organisation: 1, houses.third.organisation: 0}
    exchange(houses.keller, houses.third, OTHER)
    exchange(houses.third, houses.keller, OTHER)
    with houses.keller.vault.read() as session:
        assert [row.id for row in agreements_with(session, *next(reversed(names.items())))] == [OTHER]
        assert numbers_of_agreements(session, names)[houses.third.organisation] == 1


def test_a_name_within_a_longer_one_does_not_count(houses: Houses) -> None:
    draft = state(houses.keller, houses.institute)
    draft["terms"]["parties"][1]["name"] = NAMES["institute"][0] + " und andere"
    write(houses.keller, "draft", {"state": draft, "note": ""})
    with houses.keller.vault.read() as session:
        names = {houses.institute.organisation: NAMES["institute"][0]}
        assert numbers_of_agreements(session, names) == {houses.institute.organisation: 0}
