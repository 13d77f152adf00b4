"""What is read of a network's text is read once a fold: keys below each field, the text of a day, terms with an order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from datapact.agreements.projection.reading_version import state_on
from datapact.agreements.text import text_version
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.terms import Term
from datapact.contract.terms.paths import fields_of, joined, members
from datapact.contract.terms.references import _KEYS, _keys
from tests.agreements import network_world as net
from tests.benchmarks import network


def _all_keys(part: Term, path: str) -> Iterator[tuple[str, str, str]]:
    """Every key by a walk over every field."""
    for name in fields_of(type(part)):
        value, place = getattr(part, name), joined(path, name)
        if isinstance(value, Term):
            yield from _all_keys(value, place)
        elif isinstance(value, tuple):
            for step, member in members(value):
                if isinstance(member, Term):
                    yield from _all_keys(member, f"{place}.{step}")
                elif name in _KEYS and isinstance(member, str):
                    yield place, name, member
        elif name in _KEYS and isinstance(value, str):
            yield place, name, value


def test_no_key_is_passed_over_by_looking_only_where_keys_can_stand() -> None:
    terms = read_answers(network.answers(5, 5)).terms
    found = list(_keys(terms, ""))
    assert found == list(_all_keys(terms, ""))
    assert len(found) > 100


def test_the_text_of_a_day_is_read_once_and_anew_where_other_facts_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    vaults = net.vaults('[orders]\nconsent = "concerned"\n')
    order = net.propose(vaults["p1"], net.order_of("data1", "p1", ["p2", "p3"]), 0)
    state = net.state_of(vaults["p1"])
    read: list[Any] = []
    plain = text_version.read_terms
    monkeypatch.setattr(text_version, "read_terms", lambda terms: read.append(terms) or plain(terms))
    first = state_on(state, net.FIRST)
    once = len(read)
    assert once
    assert [one.change.digest for one in first.effects] == [order.digest]
    assert state_on(state, net.FIRST) is first
    assert len(read) == once
    without = replace(
        state, facts=state.facts.without({order.digest})
    )  # as who does not know it yet, by the same ledger
    assert state_on(without, net.FIRST).effects == ()
    assert state_on(state, net.FIRST) is first
