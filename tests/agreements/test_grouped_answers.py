"""Answers by group: the file grows with the parties, the terms name everybody, and exceptions go before."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import Malformed
from datapact.contract.editing.answers_file import read_answers
from datapact.contract.editing.grouped_answers import with_groups
from datapact.contract.editing.spread import others_like, taken_over
from datapact.contract.editing.term_edits import with_value
from datapact.contract.terms import Terms, read_terms, write_terms
from tests.benchmarks import network
from tests.depth import examples


def grouped(parties: int) -> bytes:
    """The same network as ``network.answers``, in which all provide to all."""
    found: dict[str, Any] = tomllib.loads(network.answers(parties, parties).decode())
    basis = {name: value for name, value in found["legal_bases"][0].items() if name not in ("party", "dataset")}
    found["legal_bases"] = [
        {**basis, "datasets": "all", "parties": "provider", "operation": "disclosure"},
        {**basis, "datasets": "all", "parties": "recipients", "operation": "use"},
    ]
    found["activities"] = [{**one, "roles": [{"parties": "all", "role": "controller"}]} for one in found["activities"]]
    found["datasets"] = [
        {**one, "recipients": "others", "personal": [{"parties": "all", "judgement": "personal"}]}
        for one in found["datasets"]
    ]
    return "\n".join(network._lines(found)).encode()


def test_a_file_by_groups_says_the_same_and_grows_with_the_parties() -> None:
    few, many = read_answers(grouped(4)).terms, read_answers(network.answers(4, 4)).terms

    def order(one: Any) -> tuple[str, ...]:
        return (one.dataset, one.party)

    bases = [sorted(terms.legal_bases, key=order) for terms in (few, many)]
    assert bases[0] == bases[1]
    assert few.model_copy(update={"legal_bases": ()}) == many.model_copy(update={"legal_bases": ()})
    by_groups = [len(grouped(parties)) for parties in (5, 10, 25)]
    written_out = [len(network.answers(parties, parties)) for parties in (5, 10, 25)]
    assert by_groups[2] - by_groups[1] < 3.5 * (
        by_groups[1] - by_groups[0]
    )  # with the parties: three times as many more
    assert written_out[2] > 3 * by_groups[2]


def test_one_answered_line_is_taken_over_for_all_others() -> None:
    whole = read_answers(network.answers(4, 4)).terms
    first = whole.legal_bases[0].model_copy(update={"balancing_test": "LIA-1"})
    bases = (first, next(one for one in whole.legal_bases if one.operation == "use"))
    exception = next(one for one in whole.legal_bases[2:] if one.operation == "use").model_copy(
        update={"article": "6(1)(e)"}
    )
    activity = whole.activities[0].model_copy(update={"roles": whole.activities[0].roles[:1]})
    few = whole.model_copy(update={"legal_bases": (*bases, exception), "activities": (activity,)})
    for path in ("legal_bases.0", "legal_bases.1", f"activities.{activity.key}.roles.0"):
        command = taken_over(few, path)
        few = read_terms(with_value(write_terms(few), command.path, command.value))
        assert others_like(few, path) == ()
    assert few.activities == whole.activities

    def known(terms: Terms) -> set[tuple[str, ...]]:
        return {(one.party, one.dataset, one.purpose, one.operation) for one in terms.legal_bases}

    assert known(few) == known(whole)
    assert [one for one in few.legal_bases if one.article == "6(1)(e)"] == [exception]  # who differs stays
    assert [one.party for one in few.legal_bases if one.balancing_test == "LIA-1"] == [first.party]


KEYS = ("p1", "p2", "p3")
ROLES = st.sampled_from(["controller", "processor", "none"])
named = st.lists(st.tuples(st.sampled_from(KEYS), ROLES), unique_by=lambda one: one[0])
groups = st.lists(
    st.tuples(st.one_of(st.just("all"), st.lists(st.sampled_from(KEYS), min_size=1, unique=True)), ROLES), max_size=3
)


@given(named, groups, st.randoms(use_true_random=False))
@settings(max_examples=examples(60))
def test_everybody_has_one_role_and_a_name_goes_before_a_group(named: Any, groups: Any, chance: Any) -> None:
    roles = [{"party": key, "role": role} for key, role in named]
    roles += [{"parties": who, "role": role} for who, role in groups]
    chance.shuffle(roles)
    parties = [{"key": key} for key in KEYS]
    (activity,) = with_groups({"parties": parties, "activities": [{"key": "a", "roles": roles}]})["activities"]
    given_ = {one["party"]: one["role"] for one in activity["roles"]}
    assert len(given_) == len(activity["roles"])
    assert given_.items() >= dict(named).items()
    for key in KEYS:
        asked = [one for one in roles if one.get("parties") == "all" or key in one.get("parties", ())]
        if key not in dict(named):
            assert given_.get(key) == (asked[0]["role"] if asked else None)


@pytest.mark.parametrize("wrong", ["nobody", [], ["p9"], 3, "recipients", [["p1"]]])
def test_a_group_of_nobody_is_refused(wrong: Any) -> None:
    tables = {"parties": [{"key": "p1"}], "activities": [{"key": "a", "roles": [{"parties": wrong, "role": "none"}]}]}
    with pytest.raises(Malformed, match="names nobody"):
        with_groups(tables)
