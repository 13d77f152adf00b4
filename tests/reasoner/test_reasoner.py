"""A reasoner of other hands (EYE) against the engine: what we permit, it finds no obstacle to, and who may go is among those it lets go.

Its rules (``rules.n3``) come from the steps as they are described in words, and know less law than the engine. So a yes of
ours has to be a yes of theirs; where only ours is a no, a rule says so that the description names and does not spell out.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from datapact.base.clock import utc_now
from datapact.base.errors import DataPactError
from datapact.base.local_time import day_of
from datapact.base.strictjson import canonical
from datapact.cli.actions.demo import INSTITUTE, KELLER
from datapact.consent.decision.cohort import tally
from datapact.consent.decision.decide import decide
from datapact.consent.facts.facts import DecisionFacts
from datapact.consent.facts.facts_json import facts_as_json, facts_from_json
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.question import Decision, Question
from datapact.consent.matrix.matrix import places
from datapact.consent.records.events import events_of
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.dataspace.evaluation import documents_of
from datapact.organisation.members.unlocking import unlock
from datapact.vault.database.session import Session
from tests.consent.random_worlds import (
    IRI,
    REFERENCES,
    Asked,
    asked,
    near_worlds,
    people_of,
    questions,
    quiet_worlds,
    worlds,
)
from tests.depth import depth
from tests.sample_vaults import with_study

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus" / "files"
WORLDS = {"quick": 10, "everyday": 60, "long": 1000}
BENT = {"quick": 10, "everyday": 40, "long": 1000}
ODRL_WORLDS = {"quick": 10, "everyday": 20, "long": 400}
SOTW = rdflib.Namespace("https://w3id.org/force/sotw#")
STEPS_THEY_KNOW = ("S2", "S5", "S6")
"""Steps whose rules are theirs as well: they stop wherever we do."""
COUNTED_OTHERWISE = {"K03", "K05", "S7", "S8"}
"""Rules by which we leave out people that the description does not speak of, such as a no in words that no agreement has, or an interval, whose months are longer for them."""
THEIR_WORDS = frozenset(re.findall(r"\bj:(\w+)", (HERE / "rules.n3").read_text("utf-8"))) - {"id", "key", "own"}
"""Members of the state of the world that the reasoner's rules ask for; the names of things stay."""
MOST_SEEN = 40
HOUSES = ((KELLER, "anna-keller"), (INSTITUTE, "prof-dr-sofia-brandt"))
"""The vaults of the sample, and who opens them."""
_NOTHING: dict[type, tuple[Any, ...]] = {str: ("",), bool: (True, False), list: ([],), int: (0, 1, 10**6)}


def judged(given_: Path) -> str:
    """What the reasoner says; one process for all."""
    if shutil.which("node") is None or not (HERE / "node_modules" / "eyereasoner").is_dir():
        if os.environ.get("CI"):
            pytest.fail("node or the packages of tests/reasoner are missing: npm ci", pytrace=False)
        pytest.skip("node or the packages of tests/reasoner are not installed: npm ci")
    done = subprocess.run(
        ["node", str(HERE / "judge.mjs"), str(given_)], capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return done.stdout


def world_of(made: Asked) -> dict[str, Any]:
    """Policy, request and state of the world, as an exported answer has them."""
    question, plain = made.question, made.plain_question
    events = [
        {name: one[name] for name in ("who", "state", "at", "recorded", "until", "explicit", "number")}
        | {"purpose": IRI[one["purpose"]], "controller": REFERENCES[one["controller"]], "notice_version": one["notice"]}
        for one in made.plain_world["events"]
    ]
    known = [one for one in events if one["recorded"] <= plain["known_at"] and one["at"] <= plain["at"]]
    return {
        "question": {
            **{
                name: getattr(question, name) for name in ("dataset", "partner", "purpose", "agreed", "action", "place")
            },
            **{name: plain[name] for name in ("at", "known_at")},
            "day": plain["day"].isoformat(),
        },
        "world": facts_as_json(made.facts, question.dataset, question.partner),
        "events": events,
        "people": sorted({one["who"] for one in known}),
    }


def with_people(most: int) -> Iterator[tuple[Asked, Session]]:
    """Random worlds with the tables of their people, which are there until the next one is taken."""
    found: list[Asked] = []

    @seed(21)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=st.one_of(worlds, near_worlds(), quiet_worlds()), wanted=questions)
    def draw(drawn: dict[str, Any], wanted: dict[str, Any]) -> None:
        known = [
            {**one, "ancient": False} for one in drawn["facts"]
        ]  # their rules say nothing of how old a document is
        found.append(asked({**drawn, "facts": known}, wanted))

    draw()
    for made in found:
        with people_of(made) as session:
            yield made, session


def drawn_worlds(most: int) -> Iterator[tuple[Asked, Decision]]:
    for made, session in with_people(most):
        yield made, decide(made.question, made.facts, lambda needs, people=session: tally(people, needs, now=False))


@dataclass(frozen=True)
class Case:
    """A question with what we answer, and what the reasoner is given of it."""

    given: dict[str, Any]
    decision: Decision
    alike: Mapping[str, int] = field(default_factory=dict)
    """How many people a person stands for, where that is not one."""

    in_framework: bool = False
    """Whether an agreement stands under another one, which the description leaves out."""


def stands_under(made: Asked) -> bool:
    return any(one.get("framework") is not None for one in made.plain_world["agreements"])


def held(cases: Sequence[Case], folder: Path) -> int:
    """Hold our answers against the reasoner's; the number of those that were yes."""
    file = folder / "worlds.json"
    file.write_text(json.dumps({"worlds": [one.given for one in cases]}), "utf-8")
    theirs = json.loads(judged(file))
    assert len(theirs) == len(cases)
    yes = 0
    for case, found in zip(cases, theirs, strict=True):
        decision = case.decision
        about = (case.given["question"], found, [(one.rule, one.verdict, str(one.message)) for one in decision.reasons])
        blocking = {one.rule for one in decision.reasons if one.verdict in ("deny", "incomplete")}
        if decision.verdict in ("permit", "partial"):
            yes += 1
            assert found["open"], about
            goes = [(one[:2], case.alike.get(one[2], 1)) for one in found["mayGo"]]
            most = max(sum(many for where, many in goes if where == place) for place in found["open"])
            assert decision.n <= most, about
            partial = {one.rule for one in decision.reasons if one.verdict == "partial"}
            assert decision.n == most or partial & COUNTED_OTHERWISE, about
        elif found["open"]:
            assert not blocking & set(STEPS_THEY_KNOW), about
            assert "S1" not in blocking or case.in_framework, about
    return yes


def test_a_reasoner_of_other_hands_finds_no_obstacle_to_our_yes(tmp_path: Path) -> None:
    cases = [
        Case(world_of(made), decision, in_framework=stands_under(made))
        for made, decision in drawn_worlds(WORLDS[depth()])
    ]
    assert held(cases, tmp_path) >= len(cases) // 8


def _bent(world: Any, by: random.Random, seen: dict[str, list[Any]]) -> Any:
    """The state of a world with some facts left out or said otherwise: only such as the rules of the reasoner ask for."""
    places: list[tuple[dict[str, Any], str]] = []
    waiting = [world[name] for name in ("agreements", "notices", "bases", "facts", "personal_by", "deliveries")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            places += [(one, name) for name in one if name in THEIR_WORDS]
            waiting += one.values()
    for one, name in by.sample(places, min(len(places), by.randint(1, 3))):
        others = [*seen.get(name, ()), *_NOTHING.get(type(one.get(name)), ())]
        if one.get(name) is not None and others:
            one[name] = by.choice(others)
    return world


def test_facts_in_the_words_of_the_reasoner_are_decided_alike(tmp_path: Path) -> None:
    """Worlds from its side: facts that its rules ask for, changed at random, and read by us from the file of an answer."""
    by, cases, tried = random.Random(18), [], 0
    seen: dict[str, list[Any]] = {}
    for made, people in with_people(BENT[depth()]):
        given = world_of(made)
        _collect(given["world"], seen)
        bent = _bent(json.loads(json.dumps(given["world"])), by, seen)
        tried += 1
        try:
            facts = facts_from_json(bent)
        except (KeyError, TypeError, ValueError, AttributeError, DataPactError):
            continue  # no file of ours: nobody reads it
        question = made.question
        decision = decide(question, facts, lambda needs, people=people: tally(people, needs, now=False))
        given["world"] = facts_as_json(facts, question.dataset, question.partner)
        cases.append(Case(given, decision, in_framework=stands_under(made)))
    assert len(cases) >= tried // 2
    held(cases, tmp_path)


def _collect(value: Any, seen: dict[str, list[Any]]) -> None:
    """Note what stands under each name of the reasoner's words."""
    if isinstance(value, list):
        for one in value:
            _collect(one, seen)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in THEIR_WORDS and len(seen.setdefault(name, [])) < MOST_SEEN and one not in seen[name]:
                seen[name].append(one)
            _collect(one, seen)


def test_every_answer_of_the_sample_is_decided_again(tmp_path: Path) -> None:
    """Each cell of the sample's matrix, for each agreed purpose in it; and what the other house, which gives nothing, would ask."""
    folder = tmp_path / "demo"
    shutil.copytree(with_study()[0], folder)
    found = {vault: list(_answers(folder, vault, member)) for vault, member in HOUSES}
    assert all(found.values())
    assert held([one for several in found.values() for one in several], tmp_path) > 0


def _answers(folder: Path, vault: str, member: str) -> Iterator[Case]:
    passphrase = (folder / f"{Path(vault).stem}.{member}.passphrase").read_text("utf-8").strip()
    with unlock(folder / vault, member, passphrase, utc_now) as acting, acting.vault.read() as session:
        facts = facts_at(acting, session, acting.clock())
        for dataset, partner, purposes in [(one.dataset, one.partner, one.purposes) for one in places(facts)] or _given(
            facts
        ):
            events, alike = _one_of_each(list(_events(session, dataset)), int(facts.at.timestamp()))
            for agreed, term, _name in purposes:
                question = Question(dataset, partner, term, facts.at, agreed=agreed)
                decision = decide(question, facts, lambda needs: tally(session, needs, now=False))
                yield Case(_exported(question, facts, events), decision, alike)


def _given(facts: DecisionFacts) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    """Of a house that gives nothing itself: what it holds by each agreement, back and on to every other party."""
    return [
        (dataset.key, reference, [(agreed_key(one.id, purpose.key), purpose.iri, "") for purpose in one.terms.purposes])
        for one in facts.agreements
        for dataset in one.terms.datasets
        for key, reference in one.references
        if not key.startswith("sub_processors.") and reference != facts.own and one.terms.purposes
    ]


def _events(session: Session, dataset: str) -> Iterator[dict[str, Any]]:
    for number, one in events_of(session, dataset=dataset):
        yield {
            "who": one.subject,
            "purpose": one.purpose,
            "controller": one.controller,
            "state": one.state,
            "at": int(one.at.timestamp()),
            "recorded": int(one.recorded.timestamp()) if one.recorded else 0,
            "until": None if one.until is None else int(one.until.timestamp()),
            "notice_version": one.notice_version,
            "explicit": one.explicit,
            "number": number,
        }


def _one_of_each(events: list[dict[str, Any]], at: int) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """The events of one person of each kind, and how many are of it: with the same events in the same order, over by then or not."""
    own: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(events, key=lambda one: (one["at"], one["number"])):
        own.setdefault(one["who"], []).append(one)
    kinds: dict[tuple[Any, ...], list[str]] = {}
    for who, mine in own.items():
        kind = (
            (
                *(one[name] for name in ("purpose", "controller", "state", "notice_version", "explicit")),
                *(one["until"] is None, one["until"] is not None and one["until"] <= at, one["at"] <= at),
            )
            for one in mine
        )
        kinds.setdefault(tuple(kind), []).append(who)
    alike = {people[0]: len(people) for people in kinds.values()}
    return [one for one in events if one["who"] in alike], alike


def _exported(question: Question, facts: DecisionFacts, events: list[dict[str, Any]]) -> dict[str, Any]:
    at = int(facts.at.timestamp())
    asked_for = {
        name: getattr(question, name) for name in ("dataset", "partner", "purpose", "agreed", "action", "place")
    }
    return {
        "question": {**asked_for, "at": at, "known_at": at, "day": day_of(facts.at, facts.zone).isoformat()},
        "world": facts_as_json(facts, question.dataset, question.partner),
        "events": events,
        "people": sorted({one["who"] for one in events if one["at"] <= at}),
    }


def test_it_decides_an_exported_answer_of_long_ago_again(tmp_path: Path) -> None:
    with pikepdf.open(CORPUS / "answer.pdf") as pdf:
        for name, file in pdf.attachments.items():
            (tmp_path / name).write_bytes(file.get_file().read_bytes())
    counted = (tmp_path / "subjects.csv").read_text("utf-8").count(",yes,")
    asked_since = {"S4 terminal equipment not answered", "S4 trade secrets not answered"}
    barred = judged(tmp_path).splitlines()
    assert {one.rpartition(": ")[2] for one in barred} == asked_since, barred
    inputs = json.loads((tmp_path / "inputs.json").read_text("utf-8"))
    for agreement in inputs["world"]["agreements"]:
        for dataset in agreement["terms"]["datasets"]:
            dataset |= {"terminal_equipment": False, "trade_secrets": False}  # what nobody was asked then
    (tmp_path / "inputs.json").write_text(json.dumps(inputs), "utf-8")
    said = judged(tmp_path)
    assert said.startswith("no obstacle found:")
    assert said.endswith(f", {counted} people may go\n")


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph:DeprecationWarning", "ignore:Dataset.default_context:DeprecationWarning"
)
def test_the_answer_as_odrl_is_evaluated_as_the_contract_says(tmp_path: Path) -> None:
    """Policy, request and state of the world of random answers, by rules of the formal semantics that know nothing but ODRL."""
    cases = list(drawn_worlds(ODRL_WORLDS[depth()]))
    triples = []
    for number, (made, decision) in enumerate(cases):
        documents = documents_of(made.question, made.facts, decision.agreed)
        graph = rdflib.Graph()
        for value in documents.values():
            text = canonical(value).decode()
            for agreement in made.facts.agreements:  # the same names mean other terms in another world
                text = text.replace(agreement.id, f"{agreement.id}-{number}")
            graph.parse(data=text, format="json-ld")
        (request,) = graph.subjects(rdflib.RDF.type, SOTW.EvaluationRequest)
        (state,) = graph.subjects(rdflib.RDF.type, SOTW.SotW)
        named = rdflib.URIRef(f"urn:datapact:case:{number}")
        graph.add((request, rdflib.URIRef("urn:datapact:judge#world"), state))
        triples += [
            f"{(named if one == request else one).n3()} {two.n3()} {three.n3()} ."
            for one, two, three in graph.skolemize()
        ]
    file = tmp_path / "cases.nt"
    file.write_text("\n".join(triples), "utf-8")
    permitted = {int(name.rpartition(":")[2]) for name, _policy in json.loads(judged(file))}
    assert permitted
    for number, (made, decision) in enumerate(cases):
        about = (made.plain_question, [(one.rule, one.verdict, str(one.message)) for one in decision.reasons])
        if decision.verdict in ("permit", "partial"):
            assert number in permitted, about
        blocking = {one.rule for one in decision.reasons if one.verdict == "deny"}
        framed = any(one.get("framework") is not None for one in made.plain_world["agreements"])
        if number in permitted and not framed:
            assert "S3" not in blocking, about
