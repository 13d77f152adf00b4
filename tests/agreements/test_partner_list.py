"""The list of partners and what is known of one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.agreements.steps.drafting import preview_import
from datapact.agreements.views.partners import own_facts, partner_facts, partner_lines
from datapact.base.errors import Malformed
from tests.conftest import SteppingClock
from tests.exchange.houses import NAMES, Houses, build, opened, state, with_roles, write
from tests.organisation.lists import import_csv


@pytest.fixture
def houses(tmp_path: Path, clock: SteppingClock) -> Iterator[Houses]:
    build(tmp_path / "made", clock)
    made = opened(tmp_path / "made", tmp_path / "open", clock)
    yield made
    made.close()


def test_all_partners_by_name_with_and_without_datapact(houses: Houses) -> None:
    import_csv(houses.keller, b"name;city;region;country\nStadtwerke Ulm GmbH;Ulm;Schwaben;DE\n")
    draft = state(houses.keller, houses.institute)
    draft["terms"]["parties"][1]["name"] = NAMES["institute"][0]
    write(houses.keller, "draft", {"state": draft, "note": ""})
    lines = partner_lines(houses.keller)
    assert [(line.name, line.standing, line.region, line.agreements) for line in lines] == [
        (NAMES["institute"][0], "confirmed", "Heilbronn, DE", 1),
        ("Stadtwerke Ulm GmbH", "without_datapact", "Schwaben, DE", 0),
        (NAMES["third"][0], "confirmed", "Heilbronn, DE", 0),
    ]
    assert [bool(line.fingerprint) for line in lines] == [True, False, True]


def test_one_partner_with_its_people(houses: Houses) -> None:
    facts = partner_facts(houses.keller, houses.institute.organisation)
    assert facts is not None
    assert [(person.name, person.power) for person in facts.signatories] == [("Jonas Weber", "managing_director")]
    assert facts.others == 0
    assert facts.may_confirm
    assert facts.provenance.confirmed_by == "Anna Keller"
    assert partner_facts(houses.keller, houses.keller.organisation) is None
    assert own_facts(houses.keller).profile.name == NAMES["keller"][0]


def test_who_may_not_confirm_is_not_asked_to(houses: Houses) -> None:
    facts = partner_facts(with_roles(houses.keller, ["auditor"]), houses.institute.organisation)
    assert facts is not None
    assert not facts.may_confirm


def test_an_import_is_seen_before_it_is_made(houses: Houses) -> None:
    whole = state(houses.keller, houses.institute)
    seen = preview_import(houses.keller, whole)
    assert (seen.number, seen.clauses, seen.why_not) == ("DP-2026-0001", 1, None)
    foreign = preview_import(houses.third, whole)
    assert foreign.why_not is not None
    with pytest.raises(Malformed):
        preview_import(houses.keller, {**whole, "clauses": "none"})
