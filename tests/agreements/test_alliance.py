"""The alliance in numbers and as a network."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapact.agreements.projection.status import STATUS_WORDS
from datapact.agreements.views.list_index import ListIndex
from datapact.agreements.views.network import MOST_EDGES, OWN, PHASE_STATUSES, network, split_partners
from datapact.agreements.views.portfolio import MOST_TASKS, months_after, portfolio, year_after
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.partners.locations import own_place, partner_places
from tests.agreements.listed_rows import PARTNERS, TODAY, fill
from tests.conftest import SteppingClock
from tests.organisation.founded import PASSPHRASE, founded
from tests.organisation.lists import import_csv


@pytest.fixture
def keller(tmp_path: Path, clock: SteppingClock) -> Iterator[Acting]:
    profile = {"name": "Maschinenbau Keller GmbH"}
    with founded(
        tmp_path / "keller.datapact", profile, "Anna Keller", {"legal", "signatory"}, PASSPHRASE, "", clock
    ).acting as acting:
        yield acting


def filled(acting: Acting, count: int) -> ListIndex:
    with acting.vault.write() as session:
        fill(session, count)
    index = ListIndex()
    with acting.vault.read() as session:
        index.load(session)
    return index


def test_tasks_are_ours_and_mine_come_first(keller: Acting) -> None:
    index = filled(keller, 300)
    with keller.vault.read() as session:
        found = portfolio(session, index, TODAY, {"signatory"})
    assert found.tasks
    assert all(task.agreement.mover == "us" for task in found.tasks)
    mine = [task.mine for task in found.tasks]
    assert mine == sorted(mine, reverse=True)
    assert any(mine)
    assert not all(mine)
    for wanted in (True, False):
        since = [task.agreement.since for task in found.tasks if task.mine is wanted]
        assert since == sorted(since)
    assert {task.agreement.next_step for task in found.tasks if task.mine} == {"sign"}
    assert len(found.tasks) + found.more_tasks == index.counts(TODAY).waiting_for_us
    assert found.with_partners == len(index.rows_where(mover=lambda mover: mover == "partner")) > 0
    assert len(found.tasks) <= MOST_TASKS


def test_states_in_the_order_of_a_contracts_life(keller: Acting) -> None:
    index = filled(keller, 100)
    with keller.vault.read() as session:
        found = portfolio(session, index, TODAY)
    assert [name for name, _ in found.states] == [name for name in STATUS_WORDS if name in dict(found.states)]
    assert found.total == index.counts(TODAY).total
    assert dict(found.states) == dict(index.counts(TODAY).by_status)


def test_months_and_endings_agree(keller: Acting) -> None:
    index = filled(keller, 300)
    with keller.vault.read() as session:
        found = portfolio(session, index, TODAY)
    assert len(found.months) == 13
    assert found.months[0].first == date(2026, 11, 1)
    assert found.months[-1].first == date(2027, 11, 1)
    days = [str(row.last_day) for row in found.endings]
    assert days
    assert days == sorted(days)
    assert days[0] >= TODAY.isoformat()
    assert days[-1] <= year_after(TODAY).isoformat()
    assert sum(month.endings for month in found.months) == len(found.endings) + found.more_endings
    assert {row.status for row in found.endings} <= {"signed", "in_force"}


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 12, 31)), st.integers(0, 30))
def test_months_follow_each_other(today: date, months: int) -> None:
    assert 364 <= (year_after(today) - today).days <= 366
    assert months_after(today, 0) == today.replace(day=1)
    before, after = months_after(today, months), months_after(today, months + 1)
    assert (after - timedelta(days=1)).replace(day=1) == before


def test_the_network_has_every_partner_once_and_counts_every_agreement(keller: Acting) -> None:
    csv = "name,city,region,country\n" + "\n".join(f'"{name}",Stadt,Bayern,DE' for name in PARTNERS[:3])
    import_csv(keller, csv.encode())
    index = filled(keller, 200)
    with keller.vault.read() as session:
        found = network(session, index)
        assert found == network(session, index)
        assert set(partner_places(session)) == set(PARTNERS[:3])
        assert own_place(session)[1].organisation == keller.organisation
    assert [node.key for node in found.nodes] == [OWN, *sorted(PARTNERS)]
    places = {node.key: node.place for node in found.nodes}
    assert places[PARTNERS[0]].region == "Bayern"
    assert places[PARTNERS[3]].country == ""
    ours = [edge for edge in found.edges if edge.first == OWN]
    agreements = {node.key: node.agreements for node in found.nodes}
    for partner in PARTNERS:
        assert sum(edge.count for edge in ours if edge.second == partner) == agreements[partner]
    assert agreements[OWN] == index.counts(TODAY).total
    assert {edge.phase for edge in found.edges} <= set(PHASE_STATUSES)
    assert all(edge.first < edge.second for edge in found.edges)
    assert len(found.edges) <= MOST_EDGES
    assert any(edge.first != OWN for edge in found.edges)  # agreements of three parties join two partners
    assert found.left_out == 0


def test_a_vault_without_agreements_shows_its_partners(keller: Acting) -> None:
    import_csv(keller, b"name,country\nBeta AG,AT\n")
    index = filled(keller, 0)
    with keller.vault.read() as session:
        found = network(session, index)
        numbers = portfolio(session, index, TODAY, {"legal"})
    assert [node.name for node in found.nodes] == ["Maschinenbau Keller GmbH", "Beta AG"]
    assert found.edges == ()
    assert numbers.total == 0
    assert numbers.tasks == ()
    assert numbers.endings == ()


@given(st.lists(st.sampled_from(PARTNERS), min_size=1, unique=True))
def test_a_comma_in_a_known_name_does_not_split_it(names: list[str]) -> None:
    assert split_partners(", ".join(names), set(PARTNERS)) == tuple(names)


@given(st.text(max_size=60))
def test_every_part_of_a_list_of_partners_is_kept(joined: str) -> None:
    assert ", ".join(split_partners(joined, PARTNERS)) == joined


def test_every_status_has_a_phase() -> None:
    assert sorted(name for names in PHASE_STATUSES.values() for name in names) == sorted(STATUS_WORDS)
