"""An objection to marketing holds for all data of the controller that are held for it, where the person says so (Art. 21(3) GDPR)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from datapact.base.errors import Locked, WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.all_marketing import ALL_MARKETING, objected_elsewhere
from datapact.consent.facts.question import Decision, Question
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.records.form import SOURCE, Form, record_consent
from datapact.consent.views.all_marketing import AllMarketing, object_to_all_marketing
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import DPV, PARTNER, conclude, ready, terms
from tests.exchange.houses import with_roles

MARKETING = f"{DPV}Marketing"
LETTERS = f"{DPV}DirectMarketing"
PURPOSES = [
    {"key": "research", "name": {"en": "Research"}, "iri": f"{DPV}ScientificResearch", "new_purpose": False},
    {"key": "letters", "name": {"en": "Letters"}, "iri": LETTERS, "new_purpose": False},
]


def bases(dataset: str) -> list[dict[str, str]]:
    return [
        {"party": party, "dataset": dataset, "purpose": purpose, "article": "6(1)(a)"}
        for party in ("keller", "uni")
        for purpose in ("research", "letters")
    ]


def asked(acting: Acting, dataset: str, purpose: str = LETTERS) -> Decision:
    return may_share(acting, Question(dataset=dataset, partner=PARTNER, purpose=purpose, at=acting.clock()))


def two_contracts(acting: Acting) -> None:
    """“panel” and “club”, both for research and for letters, on consent."""
    ready(acting, {}, purposes=PURPOSES, legal_bases=bases("panel"))
    with acting.vault.write() as session:
        club = terms(
            purposes=PURPOSES, datasets__0__key="club", datasets__0__name={"en": "Club"}, legal_bases=bases("club")
        )
        conclude(acting, session, club, "DP-2")


def consents(acting: Acting, dataset: str, *people: str, purpose: str = LETTERS, state: str = "given") -> None:
    for person in people:
        for controller in ("", "Uni Beispielstadt"):
            record_consent(
                acting, Form(person, dataset, purpose, controller, state, acting.clock() - timedelta(days=3))
            )


def elsewhere(acting: Acting) -> tuple[tuple[str, str, int], ...]:
    with acting.vault.read() as session:
        return objected_elsewhere(session, None, None)


def test_one_declaration_reaches_every_dataset_that_has_the_person(keller: Acting, clock: Any) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1", "P2")
    consents(keller, "club", "P1")
    clock.now += timedelta(days=1)
    made = object_to_all_marketing(keller, AllMarketing("P1", evidence="Brief 7"))
    assert {(one.dataset, one.purpose, one.controller, one.state) for one in made.events} == {
        (key, MARKETING, keller.organisation, "objected") for key in ("panel", "club")
    }
    assert made.unknown == ()
    assert elsewhere(keller) == ()
    for key, people in (("panel", 2), ("club", 1)):
        counts = asked(keller, key).tally
        assert counts is not None
        assert (counts.total, counts.counts.get("objected")) == (people, 1), key


def test_who_comes_into_other_data_later_is_asked_about_before_marketing_and_not_before_research(
    keller: Acting, clock: Any
) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1")
    clock.now += timedelta(days=1)
    made = object_to_all_marketing(keller, AllMarketing("P1"))
    assert [one.dataset for one in made.events] == ["panel"]
    assert made.unknown == ("Club",)
    clock.now += timedelta(days=1)
    consents(keller, "club", "P1", "P3")
    assert elsewhere(keller) == (("club", keller.organisation, 1),)
    told = [str(one.message) for one in asked(keller, "club").reasons if "in other data" in str(one.message)]
    assert len(told) == 1
    assert told[0].startswith("1 person in “Club” objected to all direct marketing of Maschinenbau Keller GmbH")
    research = asked(keller, "club", f"{DPV}ScientificResearch")
    assert not any("in other data" in str(one.message) for one in research.reasons)
    object_to_all_marketing(keller, AllMarketing("P1"))
    assert elsewhere(keller) == ()
    assert not any("in other data" in str(one.message) for one in asked(keller, "club").reasons)


def test_towards_one_controller_alone_and_taken_back_by_a_later_consent(keller: Acting, clock: Any) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1")
    clock.now += timedelta(days=1)
    object_to_all_marketing(keller, AllMarketing("P1", "Uni Beispielstadt"))
    clock.now += timedelta(days=1)
    consents(keller, "club", "P1")
    assert elsewhere(keller) == (("club", PARTNER, 1),)
    clock.now += timedelta(days=1)
    record_consent(keller, Form("P1", "panel", MARKETING, "Uni Beispielstadt"))
    assert elsewhere(keller) == ()


def test_an_older_objection_that_was_taken_back_does_not_stand_for_a_new_one(keller: Acting, clock: Any) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1")
    consents(keller, "club", "P1", purpose=MARKETING, state="objected")
    clock.now += timedelta(days=1)
    record_consent(keller, Form("P1", "club", MARKETING))
    clock.now += timedelta(days=1)
    imported = Event(
        str(uuid.uuid4()),
        "P1",
        "panel",
        MARKETING,
        keller.organisation,
        "objected",
        keller.clock(),
        more={ALL_MARKETING: "yes"},
    )
    with keller.vault.write() as session:
        append_events(keller, session, [imported], source=SOURCE)
    assert elsewhere(keller) == (("club", keller.organisation, 1),)
    object_to_all_marketing(keller, AllMarketing("P1"))
    assert elsewhere(keller) == ()


def test_an_answer_keeps_what_it_knew(keller: Acting, clock: Any) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1")
    clock.now += timedelta(days=1)
    object_to_all_marketing(keller, AllMarketing("P1"))
    clock.now += timedelta(days=1)
    consents(keller, "club", "P1")
    question = Question(dataset="club", partner=PARTNER, purpose=LETTERS, at=keller.clock())
    used = use_decision(keller, question)
    assert any("in other data" in str(one.message) for one in used.decision.reasons)
    object_to_all_marketing(keller, AllMarketing("P1"))
    again = replay(keller, used.record.entry)
    assert (again.outcome, again.today) == ("same", "same")


def test_who_may_not_and_who_is_unknown(keller: Acting, clock: Any) -> None:
    two_contracts(keller)
    consents(keller, "panel", "P1")
    with pytest.raises(WrongUse, match="in no dataset"):
        object_to_all_marketing(keller, AllMarketing("P9"))
    with pytest.raises(Locked):
        object_to_all_marketing(with_roles(keller, ["signatory"]), AllMarketing("P1"))
