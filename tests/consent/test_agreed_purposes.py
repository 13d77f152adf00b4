"""Only the agreed purpose permits: terms of the vocabulary, other agreements and changed words permit nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from datapact.base.errors import WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.facts import PurposeLink
from datapact.consent.facts.purpose_links import NewLink, withdraw_link
from datapact.consent.facts.question import Question
from datapact.consent.matrix.matrix import matrix
from datapact.consent.recalls.pending import people_to_recall
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.views.compliance_record_form import why_not
from datapact.consent.views.purpose_link_form import link_choices, sign_link
from datapact.contract.vocabulary.labels import concepts
from datapact.organisation.acting.acting_member import Acting
from tests.consent.sharing import (
    DPV,
    PARTNER,
    RESEARCH,
    add_partner,
    amend_elsewhere,
    conclude,
    ready,
    record,
    tell,
    terms,
)

GIVEN = {"S1": "given", "S2": "given"}
PURPOSES = [one.iri for one in concepts().values() if one.group == "purpose"]


def ask(acting: Acting, purpose: str = RESEARCH, agreed: str = "", **more: Any) -> Any:
    return may_share(acting, Question("panel", PARTNER, purpose, acting.clock(), agreed=agreed, **more))


def test_of_all_terms_of_the_vocabulary_only_the_agreed_one_is_answered_for(keller: Acting) -> None:
    history = ready(keller, GIVEN)
    answers = {one: ask(keller, one) for one in PURPOSES}
    assert [one for one, answer in answers.items() if answer.verdict != "deny"] == [RESEARCH]
    assert answers[RESEARCH].agreed == agreed_key(history, "research")
    hint = next(one for one in answers[f"{DPV}ResearchAndDevelopment"].reasons if one.rule == "S1")
    assert "Research" in hint.message.text("en")
    assert hint.wanted is not None


def test_a_use_that_is_part_of_the_agreed_purpose_is_signed_and_falls_with_its_words(keller: Acting) -> None:
    history = ready(keller, GIVEN)
    use = f"{DPV}AcademicResearch"
    signed = sign_link(keller, NewLink("part", use, agreed_key(history, "research"), note="Akte 7"))
    assert ask(keller, use).verdict == "permit"
    with pytest.raises(WrongUse):
        sign_link(keller, NewLink("part", use, agreed_key(history, "research")))
    with keller.vault.write() as session:
        begins = keller.clock().date() + timedelta(days=3)
        amend_elsewhere(keller, session, history, begins, purposes__0__name={"en": "Research on machines"})
    later = Question("panel", PARTNER, use, keller.clock() + timedelta(days=5))
    assert may_share(keller, later).verdict == "deny"
    with keller.vault.write() as session:
        withdraw_link(keller, session, signed.key)
    assert ask(keller, use).verdict == "deny"


def test_consents_count_once_a_legal_member_says_which_purpose_the_notice_means(keller: Acting) -> None:
    history = ready(keller, GIVEN)
    key = agreed_key(history, "research")
    with keller.vault.write() as session:
        from datapact.consent.facts.purpose_links import purpose_links

        for one in purpose_links(session):
            withdraw_link(keller, session, one.key)
    answer = ask(keller)
    assert (answer.verdict, dict(answer.tally.counts)) == ("incomplete", {"notice_unassigned": 2})
    gap = next(one for one in answer.reasons if one.wanted is not None)
    assert gap.wanted.link == PurposeLink("", "notice", RESEARCH, key, "panel", "1")
    with pytest.raises(WrongUse):
        sign_link(keller, NewLink("notice", f"{DPV}Marketing", key, "panel", "1"))
    assert ("panel", "1", RESEARCH) in link_choices(keller).notices
    sign_link(keller, NewLink("notice", RESEARCH, "DP-1/research", "panel", "1"))
    assert (ask(keller).verdict, ask(keller).n) == ("permit", 2)


def test_another_agreement_with_the_same_term_permits_nothing(keller: Acting) -> None:
    first = ready(keller, GIVEN)
    other = terms(purposes__0__name={"en": "Teaching"}, legal_bases=[])
    with keller.vault.write() as session:
        second = conclude(keller, session, other, number="DP-2")
    doubtful = ask(keller)
    assert doubtful.verdict == "incomplete"
    assert "Teaching" in str(next(one.message.text("en") for one in doubtful.reasons if one.rule == "S1"))
    assert ask(keller, agreed=agreed_key(first, "research")).verdict == "permit"
    assert ask(keller, agreed=agreed_key(second, "research")).verdict == "incomplete"
    assert {(one.agreement, one.verdict) for one in matrix(keller)} == {(first, "permit"), (second, "incomplete")}
    for history in (first, second):
        sign_link(keller, NewLink("house", "Usability", agreed_key(history, "research")))
    (row,) = matrix(keller)
    assert (row.row, row.agreement, row.verdict) == ("house:Usability", first, "permit")
    assert ask(keller).agreed == agreed_key(first, "research")


def test_what_is_prohibited_inside_limits_and_what_is_wider_forbids(keller: Acting) -> None:
    marketing = {"key": "research", "name": {"en": "Marketing"}, "iri": f"{DPV}Marketing"}
    inside = {"key": "mail", "name": {"en": "Mailings"}, "iri": f"{DPV}DirectMarketing", "prohibited": True}
    with keller.vault.write() as session:
        assert add_partner(session) == PARTNER
        conclude(keller, session, terms(purposes=[marketing, inside]))
        tell(keller, session, purposes=(f"{DPV}Marketing",))
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=3), purpose=f"{DPV}Marketing")
    answer = ask(keller, f"{DPV}Marketing")
    assert answer.verdict == "permit"
    limit = [one for one in answer.reasons if one.verdict == "warning" and one.rule == "S1"]
    assert [one.message.text("en") for one in limit] == ["Not for “Mailings”: the agreement DP-1 prohibits it."]
    assert ask(keller, f"{DPV}DirectMarketing").verdict == "deny"


def test_a_withdrawal_by_the_words_of_the_notice_finds_the_delivery(keller: Acting) -> None:
    """The notice names another term than the agreement; both are one purpose by signature."""
    survey = f"{DPV}ServiceOptimisation"
    history = ready(keller, {})
    with keller.vault.write() as session:
        tell(keller, session, version="2", purposes=(survey,))
        at = keller.clock() - timedelta(days=9)
        record(keller, session, GIVEN, at=at, purpose=survey, notice_version="2")
    sign_link(keller, NewLink("notice", survey, agreed_key(history, "research"), "panel", "2"))
    answer = ask(keller)
    assert (answer.verdict, answer.n) == ("permit", 2)

    from datapact.consent.decision.used_decisions import use_decision
    from datapact.consent.matrix.decision_page import Leaving, deliver

    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    left = deliver(keller, Leaving(used.record.entry))
    assert left.agreed == agreed_key(history, "research")
    with keller.vault.write() as session:
        record(keller, session, {"S1": "withdrawn"}, at=keller.clock(), purpose=survey, notice_version="2")
        found = [one.pseudonym for group in people_to_recall(session).values() for one in group]
    assert set(found) == {"S1"}


def test_only_a_legal_member_signs() -> None:
    assert why_not({"legal"}, "purpose_link") is None
    assert why_not({"lead", "signatory"}, "purpose_link") is not None
