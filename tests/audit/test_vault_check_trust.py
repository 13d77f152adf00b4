"""Trust that nobody gave: the table of partners is held against the signed entries."""

from __future__ import annotations

from pathlib import Path

from datapact.audit.own_vault.check import check_whole_vault
from datapact.organisation.identity.tables import PartnerRow
from datapact.organisation.partners.partners import distrust_partner
from tests.conftest import SteppingClock
from tests.exchange.houses import build, meet, opened


def test_trust_without_an_entry_is_found(tmp_path: Path, clock: SteppingClock) -> None:
    build(tmp_path / "made", clock)
    houses = opened(tmp_path / "made", tmp_path / "here", clock)
    meet(houses.institute, houses.third, confirm=False)
    assert check_whole_vault(houses.institute, lambda *_: None) == []
    with houses.institute.vault.write() as session:
        row = session.get(PartnerRow, houses.third.organisation)
        assert row is not None
        row.trust = "confirmed"
        session.add(row)
    (problem,) = check_whole_vault(houses.institute, lambda *_: None)
    assert "Lindner" in str(problem)
    houses.close()


def test_trust_that_was_withdrawn_does_not_come_back_by_itself(tmp_path: Path, clock: SteppingClock) -> None:
    build(tmp_path / "made", clock)
    houses = opened(tmp_path / "made", tmp_path / "here", clock)
    meet(houses.institute, houses.third)
    distrust_partner(houses.institute, houses.third.organisation, "Die Nummer war falsch.")
    assert check_whole_vault(houses.institute, lambda *_: None) == []
    with houses.institute.vault.write() as session:
        row = session.get(PartnerRow, houses.third.organisation)
        assert row is not None
        row.trust = "confirmed"
        session.add(row)
    assert len(check_whole_vault(houses.institute, lambda *_: None)) == 1
    houses.close()
