"""A reasoner of other hands (EYE) against the engine: what we permit, it finds no obstacle to, and who may go is among those it lets go.

Its rules (``rules.n3``) come from the steps as they are described in words, and know less law than the engine. So a yes of
ours has to be a yes of theirs; where only ours is a no, a rule says so that the description names and does not spell out.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import rdflib
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from datapact.base.strictjson import canonical
from datapact.consent.decision.cohort import tally
from datapact.consent.decision.decide import decide
from datapact.consent.facts.facts_json import facts_as_json
from datapact.consent.facts.question import Decision
from datapact.dataspace.evaluation import documents_of
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

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus" / "files"
WORLDS = {"quick": 10, "everyday": 40, "long": 1000}
ODRL_WORLDS = {"quick": 10, "everyday": 20, "long": 400}
SOTW = rdflib.Namespace("https://w3id.org/force/sotw#")
STEPS_THEY_KNOW = ("S2", "S5", "S6")
"""Steps whose rules are theirs as well: they stop wherever we do."""
COUNTED_OTHERWISE = {"K03", "S7", "S8"}
"""Rules by which we leave out people that the description does not speak of, such as a no in words that no agreement has."""


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


def drawn_worlds(most: int) -> Iterator[tuple[Asked, Decision]]:
    found: list[tuple[Asked, Decision]] = []

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
        made = asked(drawn, wanted)
        with people_of(made) as session:
            found.append((made, decide(made.question, made.facts, lambda needs: tally(session, needs, now=False))))

    draw()
    return iter(found)


def test_a_reasoner_of_other_hands_finds_no_obstacle_to_our_yes(tmp_path: Path) -> None:
    cases = list(drawn_worlds(WORLDS[depth()]))
    file = tmp_path / "worlds.json"
    file.write_text(json.dumps({"worlds": [world_of(made) for made, _decision in cases]}), "utf-8")
    theirs = json.loads(judged(file))
    assert len(theirs) == len(cases)
    yes = 0
    for (made, decision), found in zip(cases, theirs, strict=True):
        about = (made.plain_question, found, [(one.rule, one.verdict, str(one.message)) for one in decision.reasons])
        blocking = {one.rule for one in decision.reasons if one.verdict in ("deny", "incomplete")}
        if decision.verdict in ("permit", "partial"):
            yes += 1
            assert found["open"], about
            most = max(sum(one[:2] == place for one in found["mayGo"]) for place in found["open"])
            assert decision.n <= most, about
            partial = {one.rule for one in decision.reasons if one.verdict == "partial"}
            assert decision.n == most or partial & COUNTED_OTHERWISE, about
        elif found["open"]:
            assert not blocking & set(STEPS_THEY_KNOW), about
            framed = any(one.get("framework") is not None for one in made.plain_world["agreements"])
            assert "S1" not in blocking or framed, about
    assert yes >= len(cases) // 8


def test_it_decides_an_exported_answer_of_long_ago_again(tmp_path: Path) -> None:
    with pikepdf.open(CORPUS / "answer.pdf") as pdf:
        for name, file in pdf.attachments.items():
            (tmp_path / name).write_bytes(file.get_file().read_bytes())
    counted = (tmp_path / "subjects.csv").read_text("utf-8").count(",yes,")
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
