"""The check in a vault: it knows the texts before, the signatures under the text, and what was overridden for it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.findings import earlier_states, signing_facts
from datapact.agreements.projection.own_findings import all_findings, open_findings
from datapact.agreements.text.current_text import current_state
from datapact.base.clock import utc_now
from datapact.organisation.members.unlocking import unlock
from tests.cli.desks import PASSPHRASE, Desk, Houses, build, carry, changes, draft, frozen, opened

DAY = date(2027, 6, 1)
BEFORE = date(2026, 12, 1)  # the first day of the draft


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("houses")
    build(folder)
    return folder


@pytest.fixture
def houses(made: Path, tmp_path: Path) -> Houses:
    return opened(made, tmp_path)


def revise(desk: Desk, history: str, toml: str) -> None:
    file = desk.folder / "revision.toml"
    file.write_text(toml, "utf-8")
    desk("agreement", "revise", history, "--answers", file)


def test_a_translation_that_was_left_behind(houses: Houses) -> None:
    history = draft(houses.anna)
    place = "[datasets.machine-logs.description]\n"
    revise(houses.anna, history, f'{place}de = "Eine andere Beschreibung"\n')
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        findings, _overridden = all_findings(anna, history, BEFORE)
    found = [(finding.id, finding.place) for finding in findings if finding.id != "C03"]  # free texts to be read
    assert found == [("G33", "datasets.machine-logs.description")]
    revise(houses.anna, history, f'{place}en = "Another description"\n')
    with unlock(houses.anna.vault, "anna-keller", PASSPHRASE, utc_now) as anna:
        assert {one.id for one in all_findings(anna, history, BEFORE)[0]} == {"C03"}
        with anna.vault.read() as session:
            assert len(earlier_states(load_state(session, history))) == 2


def test_an_override_holds_for_one_text_only(houses: Houses) -> None:
    anna, martin = houses.anna, houses.martin
    history = draft(anna)
    revise(anna, history, "[duration]\nend = 2026-12-01\n")
    martin("agreement", "override", history, "--finding", "G19", "--reason", "so gewollt")
    with unlock(anna.vault, "anna-keller", PASSPHRASE, utc_now) as acting:
        assert open_findings(acting, history, BEFORE) == ()
    anna("agreement", "revise", history, "--answers", changes(houses.folder, 4))
    with unlock(anna.vault, "anna-keller", PASSPHRASE, utc_now) as acting:
        assert [finding.id for finding in open_findings(acting, history, BEFORE)] == ["G19"]
    revise(martin, history, "[duration]\nend = 2026-12-02\n")  # now both have drafted
    martin.refused(1, "agreement", "override", history, "--finding", "G19", "--reason", "so gewollt")


@pytest.mark.journey
def test_the_check_knows_who_has_signed(houses: Houses) -> None:
    anna, martin, sofia = houses.anna, houses.martin, houses.sofia
    history = frozen(houses)
    told = [(False, set[str]())]
    for desk, party in ((anna, None), (martin, "keller"), (sofia, "ipd")):
        desk("agreement", "sign", history)
        if desk is not anna:
            carry(desk, history, sofia if desk is martin else anna)
        told.append((desk is sofia, told[-1][1] | ({party} if party else set())))
        with unlock(desk.vault, desk.member, PASSPHRASE, utc_now) as acting, acting.vault.read() as session:
            folded = load_state(session, history)
            facts = signing_facts(folded, current_state(folded), DAY)
        assert (facts.in_force, set(facts.rule_met)) == told[-1]
    with unlock(anna.vault, anna.member, PASSPHRASE, utc_now) as acting:
        assert {one.id for one in all_findings(acting, history, DAY)[0]} == {"C03"}
