"""What a policy from elsewhere becomes: terms that permit no more, and each thing without a term in a sentence."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date
from typing import Any

import pytest
from hypothesis import given, settings

from datapact.agreements.steps.negotiation import LONGEST_NOTE
from datapact.base.errors import DataPactError
from datapact.base.strictjson import canonical
from datapact.base.texts import Message
from datapact.contract.terms import Party, Terms, read_terms, write_terms
from datapact.dataspace.compare import Given, read_given
from datapact.dataspace.connector import contract_agreement
from datapact.dataspace.drafts import in_one_remark
from datapact.dataspace.from_terms import policy_of
from datapact.dataspace.into_terms import FromPolicy, into_terms, named_parties
from datapact.dataspace.odrl import MOST_RULES, write_policy
from datapact.dataspace.policy import DISTRIBUTE, PURPOSE, TEXT_DIGEST, USE, Policy, Rule
from tests.dataspace.samples import DAY, PAPER, examples_of_templates, policy
from tests.dataspace.test_policy import ANY, JSON
from tests.depth import examples


def taken_in(value: Any) -> tuple[Given, FromPolicy]:
    given_ = read_given(json.loads(canonical(value)))
    parties = {name: Party(key=f"party-{n}", name=name) for n, name in enumerate(named_parties(given_))}
    found = into_terms(given_, parties, UTC)
    assert read_terms(write_terms(found.terms)) == found.terms
    return given_, found


def permitted(rules: tuple[Rule, ...], purposes: dict[str, str] | None = None) -> set[tuple[frozenset[str], str]]:
    """Limits and purposes of each permission to use, whatever the names of parties, datasets and purposes are."""
    found = set()
    for rule in rules:
        if (rule.kind, rule.action) == ("permission", USE):
            named = [one.right[0] for one in rule.constraints if one.left == PURPOSE]
            limits = frozenset(
                f"{one.left} {one.operator} {sorted(set(one.right))}"
                for one in rule.constraints
                if one.left not in (PURPOSE, TEXT_DIGEST)
            )
            found.add((limits, (purposes or {}).get(named[0], named[0])))
    return found


def again(found: FromPolicy) -> tuple[Policy, dict[str, str]]:
    """The policy of the draft, and the purpose of the first policy by the one agreed in the draft."""
    made = policy_of(found.terms, PAPER, UTC, DAY, {}, None)
    named = {f"{PAPER.agreement}#purposes.{one.key}": one.description.en for one in found.terms.purposes}
    return made, named


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of terms with every list
@settings(max_examples=examples(40), deadline=None)
@given(ANY)
def test_a_policy_that_comes_back_as_a_draft_permits_the_same(terms: Terms) -> None:
    """Out as ODRL, in as a draft, out again: the same permissions, and no prohibition is lost."""
    made = policy(terms)
    if not made.pairs() or not all(
        rule.action != USE or len({*rule.constraints}) == len(rule.constraints) for rule in made.rules
    ):
        return
    _given, found = taken_in(write_policy(made, "Agreement", "urn:x:1"))
    remade, named = again(found)
    assert permitted(remade.rules, named) <= permitted(made.rules)
    forbidden = {(one.action, bool(one.constraints)) for one in made.rules if one.kind == "prohibition"}
    assert (DISTRIBUTE, False) not in forbidden or found.terms.onward.rule == "forbidden"


def test_the_example_comes_back_whole() -> None:
    terms = examples_of_templates()["ai-pilot"]
    made = policy(terms)
    for value in (
        write_policy(made, "Offer", "urn:x:1"),
        [contract_agreement(made, pair) for pair in made.pairs()],
    ):
        _given, found = taken_in(value)
        remade, named = again(found)
        assert permitted(remade.rules, named) == permitted(made.rules)
        assert found.terms.duration.end == terms.duration.end
        assert len(found.terms.datasets) == len(made.pairs())


def rule(**more: Any) -> dict[str, Any]:
    return {
        "assigner": "did:web:a.example",
        "assignee": "did:web:b.example",
        "target": "urn:x:d",
        "action": "use",
    } | more


def limit(left: str, operator: str, right: Any) -> dict[str, Any]:
    return {"leftOperand": left, "operator": operator, "rightOperand": right}


def test_a_day_that_is_permitted_in_part_is_left_out() -> None:
    constraints = [
        limit("dateTime", "gteq", {"@value": "2027-01-01T10:00:00Z", "@type": "xsd:dateTime"}),
        limit("dateTime", "lteq", {"@value": "2027-12-31T22:00:00Z", "@type": "xsd:dateTime"}),
        limit("purpose", "isAnyOf", ["https://w3id.org/dpv#ScientificResearch", "urn:x:own"]),
    ]
    _given, found = taken_in({"@type": "Agreement", "permission": [rule(constraint=constraints)]})
    assert (found.terms.duration.start, found.terms.duration.end) == (date(2027, 1, 2), date(2027, 12, 30))
    assert [one.iri for one in found.terms.purposes] == [
        "https://w3id.org/dpv#ScientificResearch",
        "https://w3id.org/dpv#Purpose",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"permission": [rule()]}, "for every purpose"),
        ({"permission": [rule(constraint=[limit("payAmount", "lteq", "5")])]}, "does not understand"),
        (
            {"permission": [rule(constraint=[{"@id": "urn:x:policy"}])], "@id": "urn:x:policy"},
            "permission[0].constraint[0]",
        ),
        ({"permission": [rule()]}, "includes sharing on"),
        ({"permission": [rule()], "prohibition": [rule(action="derive")]}, "no term of the draft"),
        ({"permission": [rule()], "obligation": [rule(action="delete")]}, "A duty"),
        ({"permission": [rule(constraint=[limit("spatial", "eq", "urn:x:moon")])]}, "no country"),
        (  # due while the use still goes on
            {
                "permission": [rule(constraint=[limit("dateTime", "lteq", "2028-12-31T23:59:59Z")])],
                "obligation": [rule(action="delete", constraint=[limit("dateTime", "lteq", "2027-06-30T23:59:59Z")])],
            },
            "A duty",
        ),
    ],
)
def test_what_has_no_term_is_named(value: dict[str, Any], words: str) -> None:
    _given, found = taken_in({"@type": "Agreement", **value})
    assert any(words in one.text("en") for one in found.unmapped), [one.text("en") for one in found.unmapped]
    assert all(one.text("de") for one in found.unmapped)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"permission": [rule()], "profile": "urn:x:other"}, "[0].profile"),
        ({"permission": [rule()], "@context": "https://example.org/remote.jsonld"}, "[0].@context"),
        ({"permission": [rule()], "conflict": "perm"}, "[0].conflict"),
        ({"permission": [rule()], "inheritFrom": "urn:x:1"}, "[0].inheritFrom"),
        ({"permission": []}, "permits nothing"),
        ({"permission": [rule(assignee="did:web:a.example")]}, "two parties"),
        ({"permission": [rule()] * (MOST_RULES + 1)}, "more than 20"),
    ],
)
def test_a_policy_of_which_no_draft_can_be_made_is_refused_in_a_sentence(value: dict[str, Any], words: str) -> None:
    with pytest.raises(DataPactError) as refused:
        taken_in({"@type": "Agreement", **value})
    assert words in refused.value.message.text("en")
    assert refused.value.message.text("de")


@settings(max_examples=examples(150), deadline=None)
@given(JSON)
def test_any_json_becomes_terms_that_are_valid_or_is_refused(value: Any) -> None:
    try:
        taken_in(value)
    except DataPactError:
        return


def test_parties_and_datasets_that_differ_stay_apart() -> None:
    """One recipient for one purpose and another for another never get each other's."""
    research, marketing = (
        [limit("purpose", "eq", {"@id": f"https://w3id.org/dpv#{one}"})] for one in ("Research", "Marketing")
    )
    value = {
        "@type": "Agreement",
        "permission": [rule(constraint=research), rule(assignee="did:web:c.example", constraint=marketing)],
    }
    given_, found = taken_in(value)
    made = policy_of(found.terms, replace(PAPER), UTC, DAY, {}, None)
    theirs = {one.assignee[-4:] for policy_ in given_.policies for one in policy_.rules}
    assert len(theirs) <= 2
    assert len([one for one in made.rules if one.kind == "permission"]) == 2


def test_a_remark_says_how_much_does_not_fit() -> None:
    told = [Message("{n}.", {"n": "x" * 60})] * 300
    remark = in_one_remark(told)
    assert len(remark) <= LONGEST_NOTE
    assert int(remark.rpartition("\n")[2].split()[0]) + remark.count("\n") == len(told)
    assert in_one_remark(told[:2]) == "\n".join(map(str, told[:2]))
