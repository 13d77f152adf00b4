"""What a machine is told of an agreement: never more than the paper permits, and the same after going out and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.base.errors import DataPactError, Malformed
from datapact.base.strictjson import canonical
from datapact.contract.terms import Terms
from datapact.dataspace.compare import NO_ALARM, differences, read_given
from datapact.dataspace.connector import contract_agreement, contract_definition, policy_definition
from datapact.dataspace.from_terms import policy_of
from datapact.dataspace.odrl import read_rules, write_policy
from datapact.dataspace.policy import DATE_TIME, DISTRIBUTE, PURPOSE, SPATIAL, USE, Constraint, Policy, Rule
from datapact.dataspace.protocol import agreement_message
from datapact.dataspace.sentences import sentences
from tests.checks.any_terms import mixed_terms
from tests.dataspace.samples import DAY, PAPER, examples_of_templates, policy
from tests.depth import examples

ANY = st.one_of(
    st.integers(0, 2**32).map(lambda seed: mixed_terms(Random(seed))),
    st.sampled_from(sorted(examples_of_templates())).map(lambda name: examples_of_templates()[name]),
)


def sent(value: Any) -> Any:
    """As another program reads it."""
    return json.loads(canonical(value))


@settings(max_examples=examples(60), deadline=None)
@given(ANY)
def test_rules_of_any_terms_come_back_from_odrl_as_they_went(terms: Terms) -> None:
    made = policy(terms)
    rules, strange = read_rules(sent(write_policy(made, "Agreement", "urn:x:1")))
    assert not strange
    plain = [replace(one, unsettled=False) for one in made.rules]
    assert sorted(rules, key=repr) == sorted(plain, key=repr)
    assert made.unsaid
    assert len(list(sentences(made, terms, UTC))) == len(made.rules)


@settings(max_examples=examples(60), deadline=None)
@given(ANY)
def test_whatever_is_written_agrees_with_the_paper(terms: Terms) -> None:
    made = policy(terms)
    forms = [write_policy(made, "Agreement", "urn:x:1")]
    forms += [[write(made, pair) for pair in made.pairs()] for write in (agreement_message, contract_agreement)]  # type: ignore[misc]
    for form in forms if made.pairs() else ():
        assert differences(made, terms, read_given(sent(form))) == ()


def widened(rule: Rule, random: Random) -> Rule | None:
    """A permission that permits more, or nothing where a prohibition or duty of the paper is left out."""
    if rule.kind != "permission":
        return None
    kept = list(rule.constraints)
    place = random.randrange(len(kept))
    if kept[place].left == PURPOSE and random.random() < 0.5:
        kept[place] = Constraint(PURPOSE, "eq", ("urn:x:anything",))
    else:
        del kept[place]
    return replace(rule, constraints=tuple(kept))


@settings(max_examples=examples(100), deadline=None)
@given(st.sampled_from(sorted(examples_of_templates())), st.randoms(use_true_random=False))
def test_a_policy_that_permits_more_is_always_told(name: str, random: Random) -> None:
    terms = examples_of_templates()[name]
    made = policy(terms)
    place = random.randrange(len(made.rules))
    wider = widened(made.rules[place], random)
    rules = [*made.rules[:place], *([] if wider is None else [wider]), *made.rules[place + 1 :]]
    given_ = read_given(sent(write_policy(replace(made, rules=tuple(rules)), "Agreement", "urn:x:1")))
    assert {one.matter for one in differences(made, terms, given_)} - {"narrower"}


def test_another_text_and_no_text_are_told() -> None:
    terms = examples_of_templates()["ai-pilot"]
    made = policy(terms)
    other = replace(made, paper=replace(PAPER, text="2" * 64))
    assert {
        one.matter for one in differences(made, terms, read_given(write_policy(other, "Agreement", "urn:x:1")))
    } == {"paper"}
    files = sent([write(made, pair) for pair in made.pairs() for write in (policy_definition, contract_definition)])
    for one in (each["policy"] for each in files if "policy" in each):
        for rule in one["permission"]:
            rule["constraint"] = [each for each in rule["constraint"] if "textDigest" not in each["leftOperand"]]
    assert {one.matter for one in differences(made, terms, read_given(files))} == {"paper"}


def test_one_file_of_a_connector_alone_is_told_for_what_it_is() -> None:
    """A definition of ours names no data, and its id tells which; of another one nobody knows; an offer holds no policy."""
    terms = examples_of_templates()["ai-pilot"]
    made = policy(terms)
    for pair in made.pairs():
        one = sent(policy_definition(made, pair))
        assert {each.matter for each in differences(made, terms, read_given(one))} == {"left"}
        of_others = differences(made, terms, read_given({**one, "@id": "urn:x:1"}))
        assert {"dataset", "left"} <= {each.matter for each in of_others}
        one["policy"]["permission"][0]["action"] = "distribute"
        told = [each for each in differences(made, terms, read_given(one)) if each.matter not in NO_ALARM]
        assert any("share on" in each.message.text("en") for each in told), "what it permits is said in words"
        with pytest.raises(Malformed, match="contract definition"):
            read_given(sent(contract_definition(made, pair)))


def _rules(made: Policy, kind: str, action: str) -> list[Rule]:
    return [one for one in made.rules if (one.kind, one.action) == (kind, action)]


def test_who_is_gone_has_no_rules_and_who_goes_has_them_until_then() -> None:
    terms = examples_of_templates()["ai-pilot"]
    party = terms.parties[0].model_copy(update={"organisation": "org"})
    terms = terms.model_copy(update={"parties": (party, *terms.parties[1:])})
    assert not policy_of(terms, PAPER, UTC, DAY, {"org": date(2027, 2, 28)}, None).rules
    going = policy_of(terms, PAPER, UTC, DAY, {"org": date(2027, 4, 30)}, None)
    assert _rules(going, "permission", USE)
    for rule in _rules(going, "permission", USE):
        assert Constraint(DATE_TIME, "lteq", ("2027-04-30T23:59:59Z",)) in rule.constraints


@pytest.mark.parametrize(
    ("rule", "forbidden"), [("forbidden", True), ("conditional", True), ("", True), ("allowed", False)]
)
def test_sharing_on_is_closed_unless_the_paper_allows_it(rule: str, forbidden: bool) -> None:
    terms = examples_of_templates()["ai-pilot"]
    terms = terms.model_copy(update={"onward": terms.onward.model_copy(update={"rule": rule})})
    assert bool(_rules(policy(terms), "prohibition", DISTRIBUTE)) is forbidden


def test_places_are_named_and_a_wider_place_is_told() -> None:
    terms = examples_of_templates()["ai-pilot"]
    limited = terms.datasets[0].model_copy(
        update={"limits": terms.datasets[0].limits.model_copy(update={"places": ("DE", "FR")})}
    )
    terms = terms.model_copy(update={"datasets": (limited, *terms.datasets[1:])})
    made = policy(terms)
    places = [one for rule in made.rules for one in rule.constraints if one.left == SPATIAL]
    assert places
    assert {one.right for one in places} == {("https://w3id.org/dpv/loc#DE", "https://w3id.org/dpv/loc#FR")}
    said = " ".join(one.text("de") for one in sentences(made, terms, UTC))
    assert "Deutschland, Frankreich" in said
    value = sent(write_policy(made, "Agreement", "urn:x:1"))
    text = json.dumps(value).replace("loc#FR", "loc#US")
    assert {one.matter for one in differences(made, terms, read_given(json.loads(text)))} == {"place"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["use", "odrl:use", "Set", "purpose", "eq"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "@context",
                    "permission",
                    "prohibition",
                    "constraint",
                    "and",
                    "leftOperand",
                    "operator",
                    "rightOperand",
                    "action",
                    "policy",
                    "@id",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=examples(200))
@given(JSON)
def test_any_json_is_read_or_refused_and_what_is_strange_is_named(value: Any) -> None:
    try:
        found = read_given(value)
    except DataPactError:
        return
    terms = examples_of_templates()["ai-pilot"]
    told = differences(policy(terms), terms, found)
    assert all(one.message.text("de") and one.message.text("en") for one in told)
    assert found.digests or {"paper"} <= {one.matter for one in told}
