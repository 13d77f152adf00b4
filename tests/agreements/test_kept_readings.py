"""What is read of a network's text is read once a fold: keys below each field, the text of a day, terms with an order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from datapact.agreements.projection.reading_version import state_on
from datapact.agreements.text import text_version
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import DataPactError
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.terms import Term, read_terms, write_terms
from datapact.contract.terms.paths import fields_of, joined, members
from datapact.contract.terms.references import _KEYS, _keys
from datapact.contract.text.document import read_state, require_terms
from datapact.contract.text.forms import with_clauses
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


def _refusal(work: Callable[[], object]) -> str:
    try:
        work()
    except DataPactError as error:
        return f"{type(error).__name__}: {error.message}"
    return ""


def _named_nowhere(terms: dict[str, Any]) -> None:
    terms["datasets"][0]["key"] = "other"


def _no_party(terms: dict[str, Any]) -> None:
    terms["breach"]["contacts"][0]["party"] = "p9"


def _too_large(terms: dict[str, Any]) -> None:
    first = terms["datasets"][0]
    long = {"de": "ä" * 9_000, "en": "b" * 9_000}
    terms["datasets"] += [{**first, "key": f"many-{n}", "description": long} for n in range(130)]


@pytest.mark.parametrize("change", [lambda _terms: None, _named_nowhere, _no_party, _too_large])
def test_terms_that_were_just_written_are_held_to_the_same_without_reading_them(change: Any) -> None:
    state = with_clauses(current_state(net.state_of(net.vaults()["p1"])))
    content = json.loads(json.dumps(write_terms(read_answers(network.answers(5, 5)).terms)))
    change(content)
    terms = read_terms(content)
    written = write_terms(terms)
    strict = _refusal(lambda: read_state({**state, "terms": written}))
    assert _refusal(lambda: require_terms(state, terms, written)) == strict
    assert bool(strict) == (change.__name__ != "<lambda>")
    assert write_terms(read_terms(written)) == written
