"""The proof over chains of agreements, against an enumeration of every delivery and a second solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import cvc5
from hypothesis import given, settings
from hypothesis import strategies as st

from datapact.audit.chain.chain import _AGAINST, _HEAD, UNWEIGHED, _left_out
from datapact.audit.chain.links import Link, is_binding, links_of, upstream_of
from datapact.audit.chain.problem import ELSEWHERE, SOMEBODY, problem_of
from datapact.audit.chain.prove import Proof, prove
from datapact.base.texts import Message
from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, FactOnFile
from datapact.contract.terms import read_terms
from tests.depth import examples

TODAY = date(2027, 3, 1)
NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
HOUSES = ("source", "middle", "end", "far")
RESEARCH, MARKETING = "https://w3id.org/dpv#ScientificResearch", "https://w3id.org/dpv#Marketing"
DIRECT = "https://w3id.org/dpv#DirectMarketing"


def agreement(
    number: str,
    provider: str,
    recipients: tuple[str, ...],
    *,
    onward: str = "",
    purposes: tuple[tuple[str, bool], ...] = ((RESEARCH, False),),
    places: tuple[str, ...] = (),
    first: date | None = None,
    last: date | None = None,
    status: str = "in_force",
    actions: tuple[str, ...] = (),
    models: str = "",
) -> AgreementFacts:
    """One that gives the dataset ``data`` from a house to others."""
    terms = read_terms(
        {
            "parties": [{"key": one, "name": one} for one in dict.fromkeys((provider, *recipients))],
            "datasets": [
                {
                    "key": "data",
                    "name": {"en": "Data"},
                    "provider": provider,
                    "recipients": list(recipients),
                    "limits": {"places": list(places), "actions": list(actions)},
                }
            ],
            "purposes": [
                {"key": f"p-{place}", "name": {}, "iri": iri, "prohibited": prohibited}
                for place, (iri, prohibited) in enumerate(purposes)
            ],
            "onward": {"rule": onward},
            "models": {"training": models},
            "duration": {"start": first and first.isoformat(), "end": last and last.isoformat()},
        }
    )
    references = tuple((party.key, party.key) for party in terms.parties)
    return AgreementFacts(
        f"urn:uuid:{number}",
        number,
        number,
        status,
        last,
        signed=True,
        evidence="",
        own="",
        references=references,
        terms=terms,
    )


def facts_of(*agreements: AgreementFacts, met: tuple[FactOnFile, ...] = ()) -> DecisionFacts:
    return DecisionFacts(own="middle", at=NOW, known_at=NOW, zone=UTC, agreements=agreements, facts=met)


def proofs(facts: DecisionFacts) -> Iterator[tuple[Link, tuple[Link, ...], Proof]]:
    links = links_of(facts)
    for link in links:
        if is_binding(link) and (above := upstream_of(link, links)):
            yield link, above, prove(problem_of(link, above, facts))


def matters(*agreements: AgreementFacts, met: tuple[FactOnFile, ...] = ()) -> dict[str, set[str]]:
    """What is broken, by the agreement that permits it."""
    found = proofs(facts_of(*agreements, met=met))
    return {link.number: {one.breach.matter for one in proof.examples} for link, _above, proof in found}


def test_what_fits_is_proven_and_each_way_to_break_it_has_an_example() -> None:
    end = TODAY + timedelta(days=300)
    source = agreement("A", "source", ("middle",), onward="allowed", places=("DE", "FR"), last=end)
    fits = agreement("B", "middle", ("end",), places=("FR",), last=end)
    assert matters(source, fits) == {"B": set()}
    assert matters(source, agreement("B", "middle", ("end",), last=end)) == {"B": {"place"}}
    longer = agreement("B", "middle", ("end",), places=("DE",), last=end + timedelta(days=1))
    assert matters(source, longer) == {"B": {"days"}}
    other = agreement("B", "middle", ("end",), purposes=((MARKETING, False),), places=("DE",), last=end)
    assert matters(source, other) == {"B": {"purpose"}}
    forbidding = agreement("A", "source", ("middle",), onward="forbidden", places=("DE", "FR"), last=end)
    assert matters(forbidding, fits) == {"B": {"onward"}}
    assert matters(forbidding, agreement("B", "middle", ("source",), places=("FR",), last=end))["B"] == set()
    assert matters(fits) == {}


def test_a_wider_prohibition_reaches_what_is_agreed_below_it() -> None:
    source = agreement("A", "source", ("middle",), onward="allowed", purposes=((DIRECT, False), (MARKETING, True)))
    assert matters(source, agreement("B", "middle", ("end",), purposes=((DIRECT, False),))) == {"B": {"prohibited"}}


def test_conditions_hold_for_whom_and_while_they_are_on_file() -> None:
    source = agreement("A", "source", ("middle",), onward="conditional")
    given_on = agreement("B", "middle", ("end",), last=TODAY + timedelta(days=10))
    assert matters(source, given_on) == {"B": {"onward"}}
    fact = FactOnFile("k", "onward_conditions", "end", "data", "Letter of 2 February 2027", None, None, weighed=True)
    assert matters(source, given_on, met=(fact,)) == {"B": set()}
    assert matters(source, given_on, met=(replace(fact, valid_to=TODAY + timedelta(days=9)),)) == {"B": {"onward"}}
    assert matters(source, given_on, met=(replace(fact, about="far"),)) == {"B": {"onward"}}
    assert matters(source, given_on, met=(replace(fact, weighed=False),)) == {"B": {"onward"}}  # nobody has chosen
    refusing = replace(facts_of(source, given_on, met=(fact,)), against=(replace(fact, key="n", against=True),))
    assert {one.breach.matter for _link, _above, proof in proofs(refusing) for one in proof.examples} == {"onward"}


def test_data_goes_to_sub_processors_and_to_whoever_meets_the_conditions() -> None:
    source = agreement("A", "source", ("middle", "end"), onward="forbidden")
    given_on = agreement("B", "middle", ("end",), onward="conditional")
    assert matters(source, given_on)["B"] == set()
    far = FactOnFile("k", "onward_conditions", "far", "data", "Letter", None, None, weighed=True)
    assert matters(source, given_on, met=(far,))["B"] == {"onward"}
    cloud = {"sub_processors": [{"key": "cloud", "name": "Cloud AG", "engaged_by": "end"}]}
    engaging = replace(given_on, terms=read_terms({**given_on.terms.model_dump(mode="json"), **cloud}))
    assert matters(source, engaging)["B"] == {"onward"}
    forbidden = {**cloud, "processing": {"sub_processing": "forbidden"}}
    without = replace(given_on, terms=read_terms({**given_on.terms.model_dump(mode="json"), **forbidden}))
    assert matters(source, without)["B"] == set()


def test_what_may_be_done_with_it_has_to_be_permitted_upstream() -> None:
    def both(above: str, below: str, *actions: str, met: tuple[FactOnFile, ...] = ()) -> dict[str, set[str]]:
        return matters(
            agreement("A", "source", ("middle",), onward="allowed", models=above),
            agreement("B", "middle", ("end",), models=below, actions=actions),
            met=met,
        )

    assert both("", "allowed") == {"B": {"action"}}
    assert both("allowed", "allowed") == {"B": set()}
    assert both("allowed", "forbidden", "share", "derive") == {"B": {"action"}}, "nothing upstream names deriving"
    assert both("forbidden", "allowed", "share") == {"B": set()}, "the later one names sharing alone"
    assert both("conditional", "allowed") == {"B": {"action"}}
    on_file = FactOnFile("f", "model_conditions", "end", "", "Letter", None, None, weighed=True)
    assert both("conditional", "allowed", met=(on_file,)) == {"B": set()}


def test_everything_upstream_counts_and_a_successor_goes_on() -> None:
    end = TODAY + timedelta(days=100)
    first = agreement("A", "source", ("middle",), onward="forbidden")
    second = agreement("B", "middle", ("end",), onward="allowed")
    third = agreement("C", "end", ("far",))
    assert matters(first, second, third)["C"] == {"onward"}
    ending = agreement("A", "source", ("middle",), onward="allowed", last=end)
    following = agreement("D", "source", ("middle",), onward="allowed", first=end + timedelta(days=1), status="signed")
    assert matters(ending, second)["B"] == {"days"}
    assert matters(ending, following, second)["B"] == set()
    assert matters(agreement("A", "source", ("middle",), last=TODAY - timedelta(days=1), status="expired"), second) == {
        "B": {"days"}
    }


def any_agreement(number: str, random: Random) -> AgreementFacts:
    provider, *others = random.sample(HOUSES, 3)
    day = [TODAY + timedelta(days=one) for one in (-5, 0, 3, 9)]
    first, last = random.choice((None, None, day[2])), random.choice((None, None, day[0], day[1], day[3]))
    return agreement(
        number,
        provider,
        tuple(others[: random.choice((1, 1, 2))]),
        onward=random.choice(("", "forbidden", "allowed", "allowed", "conditional")),
        purposes=tuple(
            (random.choice((RESEARCH, MARKETING, DIRECT)), random.random() < 0.2) for _n in range(random.choice((1, 2)))
        ),
        places=random.choice(((), (), ("DE",), ("DE", "FR"))),
        actions=random.choice(((), (), ("share", "derive"), ("share", "train", "derive"))),
        models=random.choice(("", "allowed", "forbidden")),
        first=first,
        last=last,
        status="expired" if last is not None and last < TODAY else "signed" if first else "in_force",
    )


def counts(link: Link, day: date) -> bool:
    return (link.first is None or link.first <= day) and (link.last is None or day <= link.last)


def lets(link: Link, iri: str) -> tuple[bool, bool]:
    """Whether the purpose is named and whether it is prohibited, by terms that every drawn purpose has."""
    purposes = link.agreement.terms.purposes
    wider = {iri, MARKETING} if iri == DIRECT else {iri}
    return any(one.iri == iri and not one.prohibited for one in purposes), any(
        one.iri in wider and one.prohibited for one in purposes
    )


def does(link: Link, action: str) -> bool:
    """Whether the agreement lets somebody do this, told by the terms that every drawn agreement has."""
    named, models = link.dataset.limits.actions, link.agreement.terms.models.training
    if action == "share":
        return True
    if named and action not in named:
        return False
    if action == "train":
        return models == "allowed"
    return bool(named) and action == "derive"


def broken(
    link: Link, above: tuple[Link, ...], iri: str, action: str, recipient: str, country: str, day: date
) -> set[str]:
    """What a delivery breaks, told without a solver."""
    found = set()
    holders = {link.provider, *(one.provider for one in above)}
    for provider, holder in {(one.provider, each) for one in above for each in one.recipients if each in holders}:
        now = [one for one in above if one.provider == provider and holder in one.recipients and counts(one, day)]
        found |= set() if now else {"days"}
        found |= {"purpose"} if now and not any(lets(one, iri)[0] for one in now) else set()
        for one in now:
            places, rule = one.dataset.limits.places, one.agreement.terms.onward.rule
            found |= {"prohibited"} if lets(one, iri)[1] else set()
            found |= set() if does(one, action) else {"action"}
            found |= {"place"} if places and country not in places else set()
            found |= {"onward"} if rule != "allowed" and recipient not in (provider, *one.recipients) else set()
    return found


@settings(max_examples=examples(60), deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_solver_finds_what_an_enumeration_finds_and_another_solver_agrees(random: Random) -> None:
    facts = facts_of(*(any_agreement(name, random) for name in "ABCD"[: random.choice((2, 3, 4))]))
    for link, above, proof in proofs(facts):
        allowed = link.agreement.terms.onward.rule == "allowed"
        recipients = (*link.recipients, SOMEBODY) if allowed else link.recipients
        deliveries = product(
            link.purposes,
            [one for one in ("share", "train", "derive") if does(link, one)],
            recipients,
            link.dataset.limits.places or ("DE", "FR", ELSEWHERE),
            [day for n in range(15) if counts(link, day := TODAY + timedelta(days=n))],
        )
        told: set[str] = set()
        for purpose, *rest in deliveries:
            told |= broken(link, above, purpose.iri, *rest)
        assert {one.breach.matter for one in proof.examples} == told
        assert proof.verdict == ("broken" if told else "proven")
        assert solved_again(proof.problem.text) == proof.verdict
        for one in proof.examples:
            purpose, recipient = proof.problem.purposes[one.purpose], proof.problem.recipients[one.recipient]
            place, action = proof.problem.countries[one.country], proof.problem.actions[one.action]
            assert counts(link, one.day)
            assert one.breach.matter in broken(link, above, purpose.iri, action, recipient, place, one.day)


def solved_again(text: str) -> str:
    """What cvc5 says of the text."""
    solver = cvc5.Solver(cvc5.TermManager())
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "chain")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said += command.invoke(solver, symbols)
    return {"sat": "broken", "unsat": "proven"}[said.strip()]


def test_no_sentence_calls_anything_lawful() -> None:
    said = [Message(one) for one in (*_HEAD.values(), *_AGAINST.values())]
    texts = " ".join(one.text(language) for one in (*said, *UNWEIGHED) for language in ("de", "en"))
    assert not any(word in texts.lower() for word in ("lawful", "legally", "rechtmäßig", "zulässig", "legal ist"))


def test_frameworks_and_what_begins_later_are_named() -> None:
    source = replace(agreement("A", "source", ("middle",)), under="urn:uuid:F", changes=TODAY, pauses=TODAY)
    facts = facts_of(source, agreement("F", "source", ("middle",)))
    said = [str(one) for one in _left_out(facts, links_of(facts)[:1])]
    assert [("F" in one, "2027" in one) for one in said] == [(True, False), (False, True), (False, True)]
