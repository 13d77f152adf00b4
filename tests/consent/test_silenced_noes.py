"""Noes in other words that nothing but a legal member's word may place: no draft, no link about something else, no other basis."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from datapact.agreements.steps.drafting import begin_draft, save_draft
from datapact.contract.terms import read_terms
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import add_partner, ready, terms
from tests.consent.test_noes_and_names import GIVEN, ON_INTEREST, ask, later

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
