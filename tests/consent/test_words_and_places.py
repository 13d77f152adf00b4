"""What words and places once hid: an answer that says nothing yet, people without a category, countries beside the server."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from datapact.agreements.steps.wording import confirm
from datapact.consent.decision.may_share import may_share
from datapact.consent.facts.question import Decision, Question
from datapact.contract.terms import read_terms
from datapact.contract.vocabulary.words_of_people import words_against
from datapact.organisation.acting.acting_member import Acting
from tests.consent import sharing
from tests.consent.sharing import (
    DPV,
    PARTNER,
    PARTNER_NAME,
    add_partner,
    conclude,
    ready,
    record,
    tell,
    terms,
)
from tests.consent.test_no_wrong_yes import GIVEN, INTEREST, NOBODY, ask, missing, put, without_people

BOTH = [{**INTEREST, "party": party} for party in ("keller", "uni")]
LOCATION = "https://w3id.org/dpv/pd#Location"


def item(name: str, *categories: str) -> dict[str, Any]:
    return {"name": {"en": name}, "categories": list(categories)}


def open_rules(answer: Decision) -> set[str]:
    return set(missing(answer))


@pytest.mark.parametrize(
    ("words", "outcome", "verdict"),
    [
        ("Verhandlungen laufen", "carries", "incomplete"),
        ("?", "carries", "incomplete"),
        ("Kein Betriebsrat", "", "incomplete"),  # nobody has said what that comes to
        ("Kein Betriebsrat", "carries", "permit"),
    ],
)
def test_an_answer_that_is_still_to_come_is_none(keller: Acting, words: str, outcome: str, verdict: str) -> None:
    council = {"works_council_agreement": words} | ({"works_council_outcome": outcome} if outcome else {})
    ready(keller, GIVEN, datasets__0__employees=True, facts=council)
    assert ask(keller).verdict == verdict


def test_secrecy_that_is_still_to_be_settled_lets_nothing_out(keller: Acting) -> None:
    ready(
        keller,
        GIVEN,
        datasets__0__secret=True,
        datasets__0__secrecy_basis="in Arbeit",
        datasets__0__secrecy_bound={"en": "to follow"},
    )
    assert missing(ask(keller)) == ["S01"]


def test_an_assessment_of_tomorrow_excuses_no_practice(keller: Acting) -> None:
    later = [{"key": "p", "kind": "prohibited_practice", "party": "keller", "reference": "Akte 2", "day": "2030-01-01"}]
    ready(keller, GIVEN, purposes__0__name={"en": "Emotion recognition of employees at work"}, assessments=later)
    assert "A13" in open_rules(ask(keller))


def test_items_that_only_people_have_are_data_of_somebody(keller: Acting) -> None:
    without_people(keller, datasets__0__personal=NOBODY, datasets__0__items=[item("Surname and date of birth")])
    assert missing(ask(keller)) == ["S4"]


@pytest.mark.parametrize(
    "said", [{"datasets__0__items": [item("Sick days", LOCATION)]}, {"datasets__0__subjects_note": {"en": "Pupils"}}]
)
def test_a_no_beside_words_that_speak_against_it_is_read_again(keller: Acting, said: dict[str, Any]) -> None:
    with keller.vault.write() as session:
        add_partner(session)
        conclude(keller, session, terms(legal_bases=BOTH, **said))
        tell(keller, session)
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert open_rules(ask(keller)) == {"G42"}


WORDS = {
    "special_categories": "Covid-Testergebnisse|Hörtests|Insulin pump readings|Dating app swipes|Asylum applications|Speaker identification",
    "offence_data": "Ermittlungsakten|Prison visits|Liste der Gefangenen|Police records",
    "children": "Schülerakten|Meldungen an das Jugendamt",
    "employees": "Abmahnungen|Trainees' appraisals|Betriebsratsprotokolle|Praktikantinnen im Sommer",
    "secret": "Mandantenliste der Kanzlei|Klientenakten",
}


@pytest.mark.parametrize("fact", WORDS)
def test_more_words_ask_for_a_second_look(fact: str) -> None:
    """Situations of 2026-12-02: each stood beside a "no" and passed."""
    for words in WORDS[fact].split("|"):
        for name in ({"en": words}, {"de": words}):
            dataset = read_terms(terms(datasets__0__name=name)).datasets[0]
            assert words_against(dataset, fact), words
    of_machines = read_terms(terms(datasets__0__name={"de": "Diagnosedaten angefangener Werkstücke, Gesellschaft X"}))
    assert not words_against(of_machines.datasets[0], fact)


@pytest.mark.parametrize("place", ["RE", "GP", "MQ", "GF", "YT", "MF", "AX", "IC", "EA"])
def test_the_outermost_regions_are_in_the_union(keller: Acting, place: str) -> None:
    """Art. 355(1) TFEU: Union law applies there; overseas territories (355(2)) are third countries."""
    ready(keller, GIVEN)
    assert ask(keller, place=place).verdict == "permit"
    for outside in ("NC", "PF", "BL", "GL", "SJ"):
        assert "X01" in missing(ask(keller, place=outside))


def test_words_that_exclude_what_they_name_speak_against_nothing(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__description={"en": "Trips without any data of children"})
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize("place", ["datasets__0__description", "processing", "purposes__0__name"])
def test_free_texts_wait_for_a_legal_member_whatever_they_say(
    keller: Acting, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    text = {"en": "At the convenience of whoever holds it" if "name" not in place else "Research, contrary to clause 4"}
    monkeypatch.setattr(sharing, "read_texts", lambda *_given: None)
    history = ready(keller, GIVEN, **{place: text if place != "processing" else {"audit_costs": text}})
    assert missing(ask(keller)) == ["C03"]
    confirm(keller, history)
    assert ask(keller).verdict == "permit"


def test_consent_covers_no_data_of_which_nobody_says_what_it_is(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__items=[item("Operator id")])
    assert missing(ask(keller)) == ["K02"]


@pytest.mark.parametrize("seat", ["parties__1__address", "sub_processors"])
def test_data_of_nobody_is_seen_from_the_seat_and_by_sub_processors(keller: Acting, seat: str) -> None:
    cloud = [{"key": "cloud", "name": "Cloud Inc.", "country": "US", "engaged_by": "uni"}]
    where = {seat: cloud if seat == "sub_processors" else {"country": "US"}}
    without_people(keller, datasets__0__personal=NOBODY, **where)
    assert missing(ask(keller, place="DE")) == ["S3"]


def test_a_sub_processor_holds_the_data_where_it_is(keller: Acting) -> None:
    cloud = [{"key": "cloud", "name": "Cloud SA", "country": "FR", "engaged_by": "uni"}]
    ready(keller, GIVEN, datasets__0__limits={"places": ["DE"]}, sub_processors=cloud)
    assert ask(keller).verdict == "deny"


def test_that_a_notice_was_given_tells_nobody_of_a_transfer(keller: Acting) -> None:
    transfers = [{"key": "t", "importer": PARTNER_NAME, "country": "CH", "mechanism": "45"}]
    ready(keller, {}, legal_bases=BOTH, parties__1__address={"country": "CH"}, transfers=transfers)
    put(keller, "notice_13", PARTNER)
    assert "T04" in open_rules(ask(keller))
    put(keller, "notice_13", PARTNER, result="names Switzerland and its adequacy decision")
    assert "T04" not in open_rules(ask(keller))


def test_automatic_decisions_on_consent_ask_for_the_consent(keller: Acting) -> None:
    facts = {
        "automated_decisions": True,
        "automated_decisions_ground": "22(2)(c)",
        "automated_decisions_safeguards": {"en": "A person looks again"},
        "automated_decisions_notice": "Notice 1",
        "dpia_required": False,
        "dpia_reasons": {"en": "Decisions of little weight"},
    }
    without_people(keller, legal_bases=BOTH, facts=facts)
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    assert missing(ask(keller)) == ["K01"]


def test_whoever_objected_to_marketing_is_in_no_advertising_by_another_term(keller: Acting) -> None:
    mail = {
        "key": "mail",
        "name": {"en": "Advertising by e-mail"},
        "iri": f"{DPV}ServiceProvision",
        "new_purpose": False,
    }
    ready(keller, {}, purposes=[mail], legal_bases=[{**one, "purpose": "mail"} for one in BOTH])
    put(keller, "notice_13", PARTNER)
    states = {"S1": "objected", "S2": "given"}
    with keller.vault.write() as session:
        record(keller, session, states, at=keller.clock() - timedelta(days=1), purpose=f"{DPV}Marketing")
    answer = may_share(keller, Question("panel", PARTNER, "mail", keller.clock()))
    assert (answer.verdict, answer.n) == ("partial", 1)


def test_a_processor_passes_on_what_it_was_told_to(keller: Acting) -> None:
    """Art. 28(10) GDPR: that onward sharing is allowed makes the processor no controller of the data."""
    with keller.vault.write() as session:
        add_partner(session)
        add_partner(session, "Klinik")
        source = terms(
            parties__1={"key": "klinik", "name": "Klinik"},
            datasets__0__provider="klinik",
            datasets__0__recipients=["keller"],
            datasets__0__personal=[{"party": one, "judgement": "personal"} for one in ("keller", "klinik")],
            activities__0__roles=[{"party": "klinik", "role": "controller"}, {"party": "keller", "role": "processor"}],
            legal_bases=[],
            onward={"rule": "allowed"},
        )
        conclude(keller, session, source, number="AVV-1")
        conclude(keller, session, terms(), number="DP-2")
        tell(keller, session)
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=1))
    assert missing(ask(keller)) == ["P15"]
    put(keller, "onward_conditions", PARTNER)
    assert ask(keller).verdict == "permit"


def test_why_no_impact_assessment_is_needed_stands_in_no_signed_file(keller: Acting) -> None:
    special = [{**one, "special": "9(2)(a)", "article": "6(1)(a)"} for one in BOTH]
    ready(keller, GIVEN, datasets__0__special_categories=True, facts={"dpia_required": False}, legal_bases=special)
    assert "G17" in open_rules(ask(keller))


def test_a_fact_that_only_promises_shows_nothing(keller: Acting) -> None:
    ready(keller, {}, legal_bases=BOTH, datasets__0__limits={"training": True})
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    put(keller, "training", PARTNER, "noch nicht geprüft")
    assert missing(ask(keller)) == ["S6"]
    put(keller, "training", PARTNER, "Keine Bedenken")
    assert ask(keller).verdict == "permit"


def test_vital_interests_are_no_basis_by_a_word_in_the_contract(keller: Acting) -> None:
    ready(keller, {}, legal_bases=[{**one, "article": "6(1)(d)"} for one in BOTH], on_file=False)
    put(keller, "notice_13", PARTNER)
    assert open_rules(ask(keller)) == {"G05"}


def test_data_received_for_one_purpose_is_given_on_for_another_by_the_sources_word(keller: Acting) -> None:
    """Art. 5(1)(b) GDPR: that sharing on is allowed says nothing of another purpose."""
    care = {"key": "care", "name": {"en": "Care"}, "iri": f"{DPV}ServiceProvision", "new_purpose": False}
    with keller.vault.write() as session:
        add_partner(session)
        add_partner(session, "Klinik")
        source = terms(
            parties__1={"key": "klinik", "name": "Klinik"},
            datasets__0__provider="klinik",
            datasets__0__recipients=["keller"],
            datasets__0__personal=[{"party": one, "judgement": "personal"} for one in ("keller", "klinik")],
            activities__0__roles=[{"party": one, "role": "controller"} for one in ("keller", "klinik")],
            legal_bases=[],
            purposes=[care],
            onward={"rule": "allowed"},
        )
        conclude(keller, session, source, number="U-1")
        conclude(keller, session, terms(), number="DP-2")
        tell(keller, session)
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=1))
    assert missing(ask(keller)) == ["S1"]
    put(keller, "onward_conditions", PARTNER)
    assert ask(keller).verdict == "permit"
