"""How consents stand, counted: as a decision counts the same people, whatever a no for a wider purpose or an erasure reaches."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest

from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Question
from datapact.consent.records.events import append_events
from datapact.consent.records.status import Counts, counts
from datapact.consent.terms.purposes import ANY_PURPOSE, MARKETING, with_broader
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import DPV, PARTNER, RESEARCH, add_partner, conclude, events, ready, record, tell, terms

SUPPORT = f"{DPV}CustomerCare"
"""One against which nobody can object whatever it rests on."""
STATES = (
    "given",
    "given",
    "given",
    "renewed",
    "requested",
    "refused",
    "withdrawn",
    "invalidated",
    "objected",
    "restricted",
    "erased",
)
ALIKE = ("requested", "refused", "withdrawn", "invalidated", "objected")
"""Those that a decision counts only of people who said something of the purpose or a wider one."""


def counted(acting: Acting, at: datetime, purpose: str | None = RESEARCH) -> Counts:
    with acting.vault.read() as session:
        return counts(session, at, dataset="panel", purpose=purpose, controller=acting.organisation)


def world(acting: Acting, purpose: str) -> str:
    """One contract on consents for a purpose; its id."""
    named = {
        "key": "research",
        "name": {"en": "Answers to questions of participants of the panel"},
        "iri": purpose,
        "new_purpose": False,
    }
    with acting.vault.write() as session:
        add_partner(session)
        history = conclude(acting, session, terms(purposes=[named]))
        tell(acting, session, purposes=(purpose,))
    return history


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("asked", [RESEARCH, SUPPORT, MARKETING])
def test_the_counts_are_those_of_the_decision(keller: Acting, asked: str, seed: int) -> None:
    drawn = random.Random(f"{seed} {asked}")
    order = world(keller, asked)
    wider = sorted(with_broader(asked) - {asked})
    purposes = (asked, asked, asked, *wider[:1], ANY_PURPOSE, f"{DPV}AgeVerification")
    begin = keller.clock() - timedelta(days=10)
    people = 60
    chosen = [
        (f"S{person}", drawn.choice(purposes), drawn.choice(STATES), begin + timedelta(seconds=drawn.randrange(86_400)))
        for person in range(1, people)
        for _ in range(drawn.randrange(1, 6))
    ]
    moments = {(one[0], one[3]) for one in chosen}
    with keller.vault.write() as session:
        for subject, purpose, state, at in chosen:
            if (subject, at) in moments:  # of one second a no comes last, which a test below has
                moments.remove((subject, at))
                append_events(keller, session, events(keller, {subject: state}, at=at, purpose=purpose), source="test")
    for at in (keller.clock(), begin + timedelta(hours=12)):
        answer = may_share(keller, Question("panel", PARTNER, asked, at, agreed=f"{order}#purposes.research"))
        ours = counted(keller, at, asked)
        assert ours.valid == answer.n > 0, [
            str(one.message) for one in answer.reasons if one.verdict in ("deny", "incomplete")
        ]
        assert {one: ours.states.get(one, 0) for one in ALIKE} == {
            one: answer.as_json()["counts"].get(one, 0) for one in ALIKE
        }
        for one in ("restricted", "erased"):
            assert 0 < ours.states.get(one, 0) <= answer.as_json()["counts"][one]
        assert ours.total <= people


def test_a_no_to_all_purposes_counts_for_each(keller: Acting) -> None:
    ready(keller, {"S1": "given", "S2": "given", "S3": "given"})
    with keller.vault.write() as session:
        record(keller, session, {"S1": "withdrawn", "S9": "withdrawn"}, at=keller.clock(), purpose=ANY_PURPOSE)
    assert counted(keller, keller.clock()).states == {"given": 2, "withdrawn": 2}
    assert counted(keller, keller.clock(), MARKETING).states == {"withdrawn": 2}, (
        "nobody was asked for it; two said no to all"
    )
    assert counted(keller, keller.clock(), None).states == {"given": 2, "withdrawn": 3}, (
        "of all purposes, each record once"
    )
    assert counted(keller, keller.clock() - timedelta(days=1)).states == {"given": 3}


def test_who_agrees_anew_after_a_no_to_all_counts_again(keller: Acting) -> None:
    ready(keller, {"S1": "given"})
    with keller.vault.write() as session:
        record(keller, session, {"S1": "withdrawn"}, at=keller.clock() - timedelta(days=2), purpose=ANY_PURPOSE)
        record(keller, session, {"S1": "given"}, at=keller.clock() - timedelta(days=1))
    assert counted(keller, keller.clock()).states == {"given": 1}


def test_of_one_second_the_no_to_all_holds(keller: Acting) -> None:
    at = keller.clock() - timedelta(days=1)
    order = ready(keller, {"S0": "given"})
    with keller.vault.write() as session:
        record(keller, session, {"S1": "given"}, at=at)
        record(keller, session, {"S1": "withdrawn"}, at=at, purpose=ANY_PURPOSE)
    answer = may_share(
        keller, Question("panel", PARTNER, RESEARCH, keller.clock(), agreed=f"{order}#purposes.research")
    )
    assert counted(keller, keller.clock()).valid == answer.n == 1
