"""Noes in other words that nothing but a legal member's word may place: no draft, no link about something else, no other basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from datapact.agreements.steps.drafting import begin_draft, save_draft
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.load_facts import facts_at
from datapact.consent.facts.purpose_links import NewLink
from datapact.consent.facts.question import Question
from datapact.consent.facts.unplaced import unplaced
from datapact.consent.views.purpose_link_form import sign_link
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import PARTNER, RESEARCH, add_partner, amend_elsewhere, conclude, ready, record, tell, terms
from tests.consent.test_noes_and_names import GIVEN, ON_INTEREST, ask, conclude_other, later

UNPLACED = ("partial", 1, {"unplaced": 1})


def said(acting: Acting, history: str) -> tuple[Any, ...]:
    answer = ask(acting, agreed=f"{history}#purposes.research")
    return answer.verdict, answer.n, answer.tally.counts


@pytest.mark.parametrize("whose", ["words", "party"])
def test_a_draft_places_no_no(keller: Acting, whose: str) -> None:
    history = ready(keller, GIVEN, **ON_INTEREST)
    with keller.vault.write() as session:
        stranger = add_partner(session, "Institut 7")
    later(keller, {"S1": "objected"}, **({"purpose": "umfrage"} if whose == "words" else {"controller": stranger}))
    assert said(keller, history) == UNPLACED
    wanted = terms(parties=[terms()["parties"][0], {"key": "uni", "name": "Institut 7"}], legal_bases=[])
    wanted["purposes"] += [{"key": "umfrage", "name": {"en": "Survey"}}]
    save_draft(keller, replace(begin_draft(keller, "processing").document, terms=read_terms(wanted), clauses=()))
    assert said(keller, history) == UNPLACED


@pytest.mark.parametrize("sort", ["part", "house"])
@pytest.mark.parametrize("other", [False, True])
def test_a_link_that_says_nothing_of_what_people_were_told_places_no_no(
    keller: Acting, sort: str, *, other: bool
) -> None:
    history = ready(keller, GIVEN, **ON_INTEREST)
    later(keller, {"S1": "objected"}, purpose="Umfrage 2025")
    elsewhere = conclude_other(keller, "DP-2") if other else history
    sign_link(keller, NewLink(sort, "Umfrage 2025", f"{elsewhere}#purposes.research"))
    assert said(keller, history) == UNPLACED


def test_what_a_notice_calls_a_purpose_is_placed_where_that_is_agreed_and_while_it_holds(keller: Acting) -> None:
    history = ready(keller, GIVEN, **ON_INTEREST)
    with keller.vault.write() as session:
        tell(keller, session, "2", purposes=(RESEARCH, "Umfrage 2025"))
    later(keller, {"S1": "objected"}, purpose="Umfrage 2025")
    other = conclude_other(keller, "DP-2")
    sign_link(keller, NewLink("notice", "Umfrage 2025", f"{other}#purposes.research", "panel", "2"))
    assert said(keller, history) == UNPLACED
    sign_link(keller, NewLink("notice", "Umfrage 2025", f"{history}#purposes.research", "panel", "2"))
    assert said(keller, history) == ("partial", 1, {"objected": 1})
    with keller.vault.write() as session:
        renamed = [{"key": "research", "name": {"en": "Scoring of tenants"}, "iri": RESEARCH}]
        amend_elsewhere(keller, session, history, date(2026, 1, 1), purposes=renamed, **ON_INTEREST)
    with keller.vault.read() as session:
        left = facts_at(keller, session, keller.clock()).unplaced
    assert [one.purpose for one in left] == ["Umfrage 2025", "Umfrage 2025"]


def test_only_scopes_without_a_name_are_searched_for_noes(keller: Acting) -> None:
    ready(keller, GIVEN, **ON_INTEREST)
    asked: list[str] = []
    with keller.vault.read() as session:
        agreements = facts_at(keller, session, keller.clock()).agreements
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append(given[2]))
        assert unplaced(session, agreements, (), None, None) == ()
        assert asked
        assert not any("consent_event" in one for one in asked)


SERVICE = "https://w3id.org/dpv#ServiceProvision"


def test_who_objects_in_other_words_does_not_consent(keller: Acting) -> None:
    """Where consent alone is relied on, nobody has a right to object, and the objection is a no all the same."""
    bases = [
        {"party": one, "dataset": "panel", "purpose": "service", "article": "6(1)(a)"} for one in ("keller", "uni")
    ]
    purposes = [{"key": "service", "name": {"en": "Service"}, "iri": SERVICE}]
    with keller.vault.write() as session:
        add_partner(session)
        history = conclude(keller, session, terms(purposes=purposes, legal_bases=bases))
        tell(keller, session, purposes=(SERVICE,))
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=30), purpose=SERVICE)
    later(keller, {"S1": "objected"}, purpose="Umfrage 2025")
    wanted = Question("panel", PARTNER, SERVICE, keller.clock())
    answer = may_share(keller, wanted)
    assert (answer.verdict, answer.n, answer.tally.counts) == UNPLACED
    for whose in (keller.organisation, PARTNER):
        sign_link(keller, NewLink("said", "Umfrage 2025", f"{history}#purposes.service", controller=whose))
    answer = may_share(keller, wanted)
    assert (answer.verdict, answer.n, answer.tally.counts) == ("partial", 1, {"meant": 1})
    with keller.vault.write() as session:
        record(keller, session, {"S1": "given"}, at=keller.clock() - timedelta(days=1), purpose=SERVICE)
    assert may_share(keller, wanted).verdict == "permit"
