"""Two organisations count for themselves: agreements of the same number are told apart wherever they are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.numbers import GIVEN_BY
from datapact.agreements.steps import negotiation
from datapact.agreements.views.list import find_agreement, list_agreements
from datapact.agreements.views.overview import overview
from datapact.audit.own_vault.check import check_whole_vault
from datapact.base.errors import WrongUse
from datapact.consent.matrix.question_form import choices
from datapact.contract.templates.template import example_answers
from datapact.exchange.receive.preview import preview_bundle
from datapact.exchange.receive.receive import receive_bundle
from datapact.exchange.send.send import send_agreement
from datapact.organisation.acting.acting_member import Acting
from tests.agreements.negotiated import Table, at_table, found_houses
from tests.agreements.signed_table import MovingClock


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Table]:
    clock = MovingClock()
    found_houses(tmp_path / "empty", clock)
    opened = at_table(tmp_path / "empty", tmp_path / "here", clock)
    yield opened
    opened.close()


def numbers(acting: Acting) -> dict[str, str]:
    with acting.vault.read() as session:
        return {row.id: row.number for row in list_agreements(session)}


def drafted(acting: Acting) -> str:
    return negotiation.new_agreement(acting, "ai-pilot", example_answers("ai-pilot"))


def test_a_partners_agreement_of_our_number_shows_who_gave_it(table: Table) -> None:
    ours, theirs = drafted(table.anna), drafted(table.sofia)
    (number,) = set(numbers(table.anna).values())
    assert set(numbers(table.sofia).values()) == {number}
    negotiation.offer_draft(table.sofia, theirs)
    bundle = send_agreement(table.sofia, theirs, [table.anna.organisation])
    shown = number + GIVEN_BY + "IPD"
    assert [one.number for one in preview_bundle(table.anna, bundle).agreements] == [shown]
    receive_bundle(table.anna, bundle)
    assert numbers(table.anna) == {ours: number, theirs: shown}
    assert numbers(table.sofia) == {theirs: number}
    assert overview(table.anna, theirs).number == shown
    with table.anna.vault.read() as session:
        assert find_agreement(session, number) == ours
        assert find_agreement(session, shown) == theirs
        assert (
            load_state(session, theirs).facts.offers[load_state(session, theirs).open_offers[0]].state["number"]
            == number
        )
    negotiation.accept(table.anna, theirs)  # a later step keeps it, and the check of the vault knows it
    assert numbers(table.anna)[theirs] == shown
    assert check_whole_vault(table.anna, lambda *_: None) == []
    assert choices(table.anna).partners


def test_a_number_that_somebody_else_gave_alone_is_shown_as_it_is(table: Table) -> None:
    theirs = drafted(table.sofia)
    negotiation.offer_draft(table.sofia, theirs)
    receive_bundle(table.anna, send_agreement(table.sofia, theirs, [table.anna.organisation]))
    (number,) = numbers(table.anna).values()
    assert GIVEN_BY not in number
    ours = drafted(table.anna)
    assert numbers(table.anna)[ours] != number


def test_nobody_gives_a_number_twice(table: Table) -> None:
    first = drafted(table.anna)
    number = numbers(table.anna)[first]
    second = drafted(table.anna)
    change = f'[agreement]\nnumber = "{number}"\n'.encode()
    with pytest.raises(WrongUse, match="number"):
        negotiation.revise(table.anna, second, change)
    answers = example_answers("ai-pilot").replace(b"[agreement]\n", change, 1)
    with pytest.raises(WrongUse, match="number"):
        negotiation.new_agreement(table.anna, "ai-pilot", answers)
    negotiation.revise(table.anna, first, change)  # its own


def test_a_counter_that_takes_our_number_is_shown_as_theirs(table: Table) -> None:
    ours = drafted(table.anna)
    number = numbers(table.anna)[ours]
    other = drafted(table.anna)
    negotiation.offer_draft(table.anna, other)
    receive_bundle(table.sofia, send_agreement(table.anna, other, [table.sofia.organisation]))
    negotiation.counter(table.sofia, other, f'[agreement]\nnumber = "{number}"\n'.encode())
    receive_bundle(table.anna, send_agreement(table.sofia, other, [table.anna.organisation]))
    found = numbers(table.anna)
    assert found[ours] == number
    assert found[other].startswith(number + GIVEN_BY)
