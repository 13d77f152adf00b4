"""Noes that no agreement has a name for, purposes that an amendment renamed, data of one name under two keys: each once answered
“no obstacle on file”."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from datapact.agreements.projection import own_findings
from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.own_findings import findings_of_text
from datapact.agreements.steps.own_facts import record_own_facts
from datapact.agreements.text.current_text import current_state
from datapact.base.errors import WrongUse
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.compliance_records import record_fact, record_legal_basis
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.consent.facts.purpose_links import NewLink
from datapact.consent.facts.question import Decision, Question
from datapact.consent.views.compliance_record_form import keep_record, wanted_part
from datapact.consent.views.purpose_link_form import link_choices, sign_link
from datapact.contract.vocabulary.international import is_international
from datapact.history.entries.shapes import ORGANISATION_SHAPES
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.acting.records import append_record, record_of
from tests.consent.sharing import (
    PARTNER,
    PARTNER_NAME,
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
COMPANY = [terms()["parties"][0], {"key": "uni", "name": PARTNER_NAME, "public_body": False}]
INTEREST = {
    "article": "6(1)(f)",
    "balancing_test": "Vermerk 9",
    "balancing_outcome": "carries",
    "dataset": "panel",
    "purpose": "research",
}
ON_INTEREST = {"parties": COMPANY, "legal_bases": [{"party": one, **INTEREST} for one in ("keller", "uni")]}


def ask(acting: Acting, **changes: Any) -> Decision:
    return may_share(acting, Question("panel", PARTNER, RESEARCH, acting.clock(), **changes))


def missing(answer: Decision) -> list[str]:
    return [one.rule for one in answer.reasons if one.verdict == "incomplete"]


def later(acting: Acting, states: dict[str, str], **changes: Any) -> None:
    with acting.vault.write() as session:
        record(acting, session, states, at=acting.clock() - timedelta(days=3), **changes)


def conclude_other(acting: Acting, number: str) -> str:
    """A contract with another partner on other data; its id."""
    wanted = terms(parties=[terms()["parties"][0], {"key": "uni", "name": "Dritte"}], legal_bases=[])
    wanted["datasets"][0] |= {"key": "zzz", "name": {"en": "Other"}}
    with acting.vault.write() as session:
        add_partner(session, "Dritte")
        return conclude(acting, session, wanted, number=number)


@pytest.mark.parametrize("state", ["objected", "refused", "withdrawn"])
def test_a_no_in_other_words_waits_until_somebody_says_what_it_means(keller: Acting, state: str) -> None:
    history = ready(keller, GIVEN, **ON_INTEREST)
    later(keller, {"S1": state}, purpose="Umfrage 2025")
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.m, answer.tally.counts) == ("partial", 1, 2, {"unplaced": 1})
    (reason,) = [one for one in answer.reasons if one.verdict == "partial"]
    assert reason.wanted is not None
    assert reason.wanted.link is not None
    assert (reason.wanted.link.sort, reason.wanted.link.purpose) == ("said", "Umfrage 2025")
    assert ("Umfrage 2025", keller.organisation) in link_choices(keller).noes
    agreed = f"{history}#purposes.research"
    with pytest.raises(WrongUse):
        sign_link(keller, NewLink("said", "Gewinnspiel", agreed))  # nobody said no to that
    for whose in (keller.organisation, PARTNER):
        sign_link(keller, NewLink("not_said", "Umfrage 2025", agreed, note="A survey of customers.", controller=whose))
    assert ask(keller).verdict == "permit"
    sign_link(keller, NewLink("said", "Umfrage 2025", agreed))
    answer = ask(keller)
    assert (answer.n, answer.tally.counts) == (1, {"meant": 1})


def test_a_later_yes_to_the_agreed_purpose_lifts_a_refusal_in_other_words_and_no_objection(keller: Acting) -> None:
    ready(keller, GIVEN)
    later(keller, {"S1": "refused"}, purpose="Umfrage 2025")
    assert ask(keller).tally.counts == {"unplaced": 1}
    with keller.vault.write() as session:
        record(keller, session, {"S1": "given"}, at=keller.clock() - timedelta(days=1))
    assert ask(keller).verdict == "permit"


def test_a_withdrawal_towards_somebody_who_is_in_no_agreement_is_not_lost(keller: Acting) -> None:
    ready(keller, GIVEN)
    with keller.vault.write() as session:
        stranger = add_partner(session, "Uni Beispielstadt, Institut 7")
    later(keller, {"S1": "withdrawn"}, controller=stranger)
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.tally.counts) == ("partial", 1, {"unplaced": 1})
    with keller.vault.write() as session:  # once an agreement names that party, it is one of several controllers
        parties = [terms()["parties"][0], {"key": "uni", "name": "Uni Beispielstadt, Institut 7"}]
        conclude(keller, session, terms(parties=parties), number="DP-3")
    assert ask(keller, agreed="").n == 2


def test_a_used_answer_with_noes_in_other_words_is_given_again(keller: Acting) -> None:
    ready(keller, GIVEN, **ON_INTEREST)
    later(keller, {"S1": "objected"}, purpose="Umfrage 2025")
    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    later(keller, {"S2": "objected"}, purpose="Umfrage 2026")
    found = replay(keller, used.record.entry)
    assert (found.outcome, found.differences) == ("same", ())


def test_what_a_named_document_came_to_stands_in_no_contract(keller: Acting) -> None:
    """Of a contract of which no text is here nobody takes it that the paper answers."""
    new = {"new_purpose": True, "compatibility_test": "Vermerk 4", "further_notice": "Aushang 3"}
    order = ready(keller, GIVEN, **ON_INTEREST, purposes=[{**terms()["purposes"][0], **new}])
    assert missing(ask(keller)) == ["G65"]
    record_own_facts(keller, order, {"purposes.research.compatibility_outcome": "carries"})
    assert ask(keller).verdict == "permit"


RENAMED = [{"key": "research", "name": {"en": "Scoring of tenants"}, "iri": RESEARCH, "new_purpose": False}]


@pytest.mark.parametrize("by_form", [True, False])
def test_a_basis_is_not_that_of_a_purpose_which_an_amendment_renamed(keller: Acting, *, by_form: bool) -> None:
    history = ready(keller, {}, **ON_INTEREST)
    interest = {"article": "6(1)(f)", "document": "Vermerk 9", "outcome": "carries"}
    for whose in (keller.organisation, PARTNER):
        basis = BasisRecord("", whose, "panel", f"{history}#purposes.research", "any", **interest)
        if by_form:  # keeps the words
            keep_record(keller, basis)
        else:
            with keller.vault.write() as session:
                record_legal_basis(keller, session, basis)
    assert "G05" not in missing(ask(keller))
    today = keller.clock().date()
    with keller.vault.write() as session:
        begins = today if by_form else today + timedelta(days=1)
        amend_elsewhere(keller, session, history, begins, purposes=RENAMED, **ON_INTEREST)
    answer = (
        ask(keller)
        if by_form
        else may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock() + timedelta(days=2)))
    )
    assert missing(answer).count("G05") == 2
    for whose in (keller.organisation, PARTNER):
        keep_record(keller, BasisRecord("", whose, "panel", "DP-1/research", "any", **interest))
    assert by_form == ("G05" not in missing(ask(keller))) or not by_form


def test_consents_and_notices_are_not_those_of_a_renamed_purpose(keller: Acting) -> None:
    history = ready(keller, GIVEN)
    assert ask(keller).verdict == "permit"
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, history, date(2026, 1, 1), purposes=RENAMED)
    assert ask(keller).tally.counts == {"notice_unassigned": 2}


@pytest.mark.parametrize("renamed", [True, False])
def test_an_amendment_of_a_consented_purpose_names_the_consents(keller: Acting, *, renamed: bool) -> None:
    history = ready(keller, GIVEN)
    with keller.vault.write() as session:
        changes = {"purposes": RENAMED} if renamed else {}
        amendment = amend_elsewhere(keller, session, history, date(2026, 1, 1), **changes)
    with keller.vault.read() as session:
        folded, today = load_state(session, amendment), keller.clock().date()
        every = findings_of_text(session, folded, current_state(folded), keller.organisation, today)
    found = [one for one in every if one.id == "G10" and one.place == "purposes.research.name"]
    assert len(found) == renamed
    assert all(one.severity == "W" and "do not cover" in one.message.text("en") for one in found)
    counts = ask(keller).tally.counts
    assert counts == ({"notice_unassigned": 2} if renamed else {}), "the answer counts none of them"


def test_an_amendment_of_an_agreement_with_erased_parts_is_checked_all_the_same(
    keller: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = ready(keller, GIVEN)
    with keller.vault.write() as session:
        amendment = amend_elsewhere(keller, session, history, date(2026, 1, 1), purposes=RENAMED)
    erased = {"terms": {"purposes": [{"...": "A" * 43}]}}
    with keller.vault.read() as session:
        folded, today = load_state(session, amendment), keller.clock().date()
        state = current_state(folded)
        monkeypatch.setattr(own_findings, "current_state", lambda _folded: erased)
        every = findings_of_text(session, folded, state, keller.organisation, today)
    assert not [one for one in every if one.id == "G10" and one.place == "purposes.research.name"]


def test_a_notice_told_under_other_words_tells_nothing_of_the_renamed_purpose(keller: Acting) -> None:
    history = ready(keller, GIVEN, **ON_INTEREST)
    assert ask(keller).verdict == "permit"
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, history, date(2026, 1, 1), purposes=RENAMED, **ON_INTEREST)
    assert missing(ask(keller)) == ["G05", "G05", "T01"]


def test_data_of_one_name_under_two_keys_are_open_until_somebody_says_that_they_are_two(keller: Acting) -> None:
    ready(keller, GIVEN)
    other = terms(parties=[terms()["parties"][0], {"key": "uni", "name": "Werk"}])
    other["datasets"][0] |= {"key": "panel-2", "name": {"en": "PANEL "}}
    other["legal_bases"] = []
    with keller.vault.write() as session:
        add_partner(session, "Werk")
        conclude(keller, session, other, number="DP-2")
    answer = ask(keller)
    assert missing(answer) == ["S9"]
    assert any("panel-2" in str(one.message) and "DP-2" in str(one.message) for one in answer.reasons)
    day = date(2026, 1, 1)
    with keller.vault.write() as session:
        record_fact(
            keller, session, FactOnFile("", "separate_data", "panel-2", "panel", "Akte 4", day, day, weighed=True)
        )
    assert ask(keller).verdict == "permit"


def test_people_asked_about_who_are_not_on_file_are_no_yes_where_objections_count(keller: Acting) -> None:
    """Another spelling of somebody who objected is nobody on file."""
    ready(keller, {"S1": "objected", "S2": "given"}, **ON_INTEREST)
    answer = ask(keller, subjects=("s1",))
    assert (answer.verdict, answer.tally.counts) == ("incomplete", {"not_on_file": 1})
    day = date(2026, 1, 1)
    with keller.vault.write() as session:
        record_fact(
            keller,
            session,
            FactOnFile("", "objections_filtered", keller.organisation, "panel", "X", day, day, weighed=True),
        )
    assert ask(keller, subjects=("s9",)).verdict == "permit"


def test_a_gatekeeper_gets_nothing_of_what_the_user_got(keller: Acting) -> None:
    """Art. 5(3)(c) Data Act, also where the data are personal and everybody consented."""
    act = {"applies": True, "holder": "uni", "user": "keller", "gatekeeper": "yes"}
    ready(keller, GIVEN, datasets__0__product_data=True, data_act=act)
    assert [one.rule for one in ask(keller).reasons if one.verdict == "deny"] == ["D05"]


@pytest.mark.parametrize("own", [True, False])
def test_to_correct_a_basis_does_not_bind_it_to_other_words(keller: Acting, *, own: bool) -> None:
    """``own``: the record keeps its words; records of older programs do not."""
    history = ready(keller, {}, **ON_INTEREST)
    made = []
    for whose in (keller.organisation, PARTNER):
        wanted = BasisRecord(
            "",
            whose,
            "panel",
            f"{history}#purposes.research",
            "any",
            "6(1)(f)",
            document="Vermerk 9",
            outcome="carries",
        )
        if own:
            made.append(keep_record(keller, wanted))
        else:
            with keller.vault.write() as session:
                made.append(record_legal_basis(keller, session, wanted))
    today = keller.clock().date()
    with keller.vault.write() as session:
        begins = today if own else today + timedelta(days=1)
        amend_elsewhere(keller, session, history, begins, purposes=RENAMED, **ON_INTEREST)
    for one in made:
        corrected = keep_record(keller, replace(one, review=today + timedelta(days=99)))
        assert isinstance(corrected, BasisRecord)
        assert corrected.words == one.words
    answer = may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock() + timedelta(days=2)))
    assert missing(answer).count("G05") == 2
    for one in made:  # for the words of today it is recorded anew
        keep_record(keller, replace(one, key="", words=""))
    answer = may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock() + timedelta(days=2)))
    assert ("G05" in missing(answer)) is not own


def test_a_basis_of_a_purpose_that_the_house_has_joined_is_judged_by_the_words_of_that_one(keller: Acting) -> None:
    history = ready(keller, {}, **ON_INTEREST)
    other = [{"key": "other", "name": {"en": "Other"}, "iri": RESEARCH}]
    with keller.vault.write() as session:
        beside = conclude(keller, session, terms(purposes=other, parties=COMPANY, legal_bases=[]), number="DP-2")
    for whose in (keller.organisation, PARTNER):
        wanted = BasisRecord(
            "",
            whose,
            "panel",
            f"{history}#purposes.research",
            "any",
            "6(1)(f)",
            document="Vermerk 9",
            outcome="carries",
        )
        keep_record(keller, wanted)
    for place in (f"{history}#purposes.research", f"{beside}#purposes.other"):
        sign_link(keller, NewLink("house", "Haus", place))
    assert "G05" not in missing(ask(keller, agreed=f"{beside}#purposes.other"))
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, history, keller.clock().date(), purposes=RENAMED, **ON_INTEREST)
    sign_link(keller, NewLink("house", "Haus", f"{history}#purposes.research"))  # joined again with its words of today
    assert missing(ask(keller, agreed=f"{beside}#purposes.other")).count("G05") == 2


def test_an_international_organisation_is_a_third_country_wherever_it_sits(keller: Acting) -> None:
    """Art. 4(26), 44 GDPR; Decision (EU) 2025/1382 on the European Patent Organisation."""
    body = {"key": "uni", "name": PARTNER_NAME, "kind": "public_body", "legal_form": "Internationale Organisation"}
    parties = [terms()["parties"][0], body]
    ready(keller, GIVEN, parties=parties)
    assert "X01" in missing(ask(keller))
    with keller.vault.write() as session:
        patents = add_partner(session, "Europäisches Patentamt")
        way = {"key": "t", "importer": "Europäisches Patentamt", "country": "DE", "mechanism": "45"}
        office = {**body, "name": "Europäisches Patentamt", "legal_form": ""}
        wanted = terms(parties=[terms()["parties"][0], office], transfers=[way])
        history = conclude(keller, session, wanted, number="DP-4")
    asked = Question("panel", patents, RESEARCH, keller.clock(), agreed=f"{history}#purposes.research")
    assert not {"X01", "X02"} & set(missing(may_share(keller, asked)))


ORGANISATIONS = (
    *(
        "World Health Organization",
        "WHO",
        "WHO Regional Office for Europe",
        "World Health Organization (WHO)",
        "Europarat",
    ),
    *("UNESCO", "United Nations University", "United Nations Economic Commission for Europe", "CERN", "EMBL-EBI"),
    *("Internationale Arbeitsorganisation", "Internationale Atomenergie-Organisation", "European Space Agency", "EPO"),
)
NATIONAL = (
    *(
        "Deutsche UNESCO-Kommission e. V.",
        "Deutsche UNESCO-Kommission",
        "Deutsches Komitee für UNICEF e. V.",
        "Who Cares GmbH",
    ),
    *("WHO-Kooperationszentrum der Charité", "EMBL Ventures GmbH", "EMBLEM Technology Transfer GmbH", "CERN Alumni"),
    *(
        "Deutsche Gesellschaft für die Vereinten Nationen e. V.",
        "Europaratsgasse 1 Immobilien KG",
        "Esa Meyer",
        PARTNER_NAME,
    ),
)


def test_who_is_an_international_organisation() -> None:
    assert [one for one in ORGANISATIONS if not is_international(one)] == []
    assert [one for one in NATIONAL if is_international(one)] == []
    assert not is_international("Deutsches Komitee für UNICEF e. V.", "UNICEF")
    assert is_international("GAVI", legal_form="Internationale Organisation")


@pytest.mark.parametrize(
    ("name", "short", "form"),
    [("World Health Organization", "WHO", ""), ("GAVI", "", "Internationale Organisation"), ("WHO Europe", "", "")],
)
def test_the_decision_on_a_country_does_not_cover_an_organisation_that_sits_there(
    keller: Acting, name: str, short: str, form: str
) -> None:
    """Whether the importer is named by its short name, and whether it is known by its legal form alone."""
    body = {"key": "uni", "name": name, "short_name": short, "kind": "public_body", "legal_form": form}
    body["address"] = {"street": "Weg 1", "postal_code": "1200", "city": "Genf", "country": "CH"}
    way = {"key": "t", "importer": short or name, "country": "CH", "mechanism": "45"}
    with keller.vault.write() as session:
        partner = add_partner(session, name)
        tell(keller, session, controllers=(keller.organisation, partner))
        conclude(keller, session, terms(parties=[terms()["parties"][0], body], transfers=[way]))
    answer = may_share(keller, Question("panel", partner, RESEARCH, keller.clock()))
    assert "X02" in missing(answer)
    assert "T04" in missing(answer)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"datasets__0__special_categories": True}, "G17"),  # nobody answered whether an assessment is needed
        ({"facts": {"automated_decisions": True}}, "G26"),
    ],
)
def test_what_nobody_answered_about_the_use_is_no_no(keller: Acting, changes: dict[str, Any], rule: str) -> None:
    ready(keller, GIVEN, **changes)
    assert rule in missing(ask(keller))


def test_a_basis_that_was_weighed_for_one_recipient_is_none_for_another(keller: Acting) -> None:
    ready(keller, {}, legal_bases=[], parties=COMPANY)
    answer = ask(keller)
    (first, second) = [one.wanted for one in answer.reasons if one.rule == "G05" and one.wanted is not None]
    day = keller.clock().date()
    made = [wanted_part(answer.question, one, day) for one in (first, second)]
    for one in made:
        assert isinstance(one, BasisRecord)
        assert one.recipient == PARTNER  # what an answer asks for is recorded for the one asked about
        keep_record(keller, replace(one, article="6(1)(f)", document="Vermerk 9"))
    with keller.vault.write() as session:
        broker = add_partner(session, "Adresshandel")
        parties = [terms()["parties"][0], {"key": "uni", "name": "Adresshandel", "public_body": False}]
        conclude(keller, session, terms(parties=parties, legal_bases=[]), number="DP-2")

    def asked(partner: str) -> tuple[int, int]:
        found = may_share(keller, Question("panel", partner, RESEARCH, keller.clock()))
        warned = [one for one in found.reasons if (one.rule, one.verdict) == ("G08", "warning")]
        return missing(found).count("G05"), len(warned)

    assert (asked(PARTNER), asked(broker)) == ((0, 0), (2, 0))
    everybody = BasisRecord(
        "", keller.organisation, "panel", RESEARCH, "any", "6(1)(f)", document="Vermerk 9", outcome="carries"
    )
    for whose in (keller.organisation, broker):
        keep_record(keller, replace(everybody, controller=whose))
    assert asked(broker) == (0, 2)  # for everybody: somebody reads whether it weighs this one
    keep_record(keller, replace(everybody, valid_to=date(2026, 1, 1), recipient=broker))
    denied = may_share(keller, Question("panel", broker, RESEARCH, keller.clock()))
    assert "G05" in [one.rule for one in denied.reasons if one.verdict == "deny"]  # ended for this one


def test_a_document_that_speaks_against_the_use_supports_nothing(keller: Acting) -> None:
    ready(keller, {}, **ON_INTEREST)
    assert missing(ask(keller)) == ["S8"]
    day = keller.clock().date()
    found = FactOnFile("", "objections_filtered", keller.organisation, "panel", "Brief 3", day, day, against=True)
    with keller.vault.write() as session:
        record_fact(keller, session, replace(found, key="one"))
        record_fact(keller, session, replace(found, key="two", against=False, weighed=True))
    answer = ask(keller)  # though another one on file supports it
    assert (missing(answer), [one.link for one in answer.reasons if one.rule == "S9"]) == (
        ["S9"],
        [("fact_on_file", "one")],
    )
    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    assert replay(keller, used.record.entry).outcome == "same"
    keep_record(keller, replace(found, key="two", result="nobody filters"))
    keep_record(keller, replace(found, key="one", against=False, weighed=True))  # corrected once that is settled
    assert missing(ask(keller)) == ["S9"]
    keep_record(keller, replace(found, key="two", against=False, weighed=True))
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize("kind", ["legal_basis", "authorisation", "fact_on_file"])
def test_a_record_of_an_older_program_can_be_ended(keller: Acting, kind: Any) -> None:
    """It lacks the members that were added since."""
    day = date(2026, 1, 1)
    made = {
        "legal_basis": BasisRecord("k", "", "panel", "research", "any", "6(1)(e)", law="§ 3 BDSG"),
        "authorisation": Authorisation("k", "user_request", "panel", "", "", "Somebody", "Akte 1", day),
        "fact_on_file": FactOnFile("k", "dpia", keller.organisation, "panel", "Akte 2", day, day),
    }[kind]
    keep_record(keller, made)
    later = ORGANISATION_SHAPES[kind].later
    with keller.vault.read() as session:
        record = record_of(session, kind, "k")
    assert record is not None
    old = {name: value for name, value in record.body.items() if name not in later}
    assert len(old) == len(record.body) - len(later)
    with keller.vault.write() as session:
        assert append_record(keller, session, kind, old).body == record.body


def test_to_publish_needs_a_basis_that_says_so(keller: Acting) -> None:
    limits = {"actions": ["publish", "share"]}
    ready(keller, GIVEN, onward={"rule": "allowed"}, datasets__0__limits=limits)
    assert "G05" in missing(ask(keller, action="publish"))
    for whose in (keller.organisation, PARTNER):
        keep_record(keller, BasisRecord("", whose, "panel", "DP-1/research", "publish", "6(1)(a)"))
    assert ask(keller, action="publish").verdict == "permit"


def test_what_a_document_found_stands_in_the_answer(keller: Acting) -> None:
    judged = [{"party": "keller", "judgement": "personal"}, {"party": "uni", "judgement": "anonymous"}]
    ready(keller, GIVEN, datasets__0__personal=judged)
    day = date(2017, 1, 1)
    with keller.vault.write() as session:
        found = FactOnFile(
            "", "anonymity", PARTNER, "panel", "Gutachten", day, day, result="zehn erkannt", weighed=True
        )
        record_fact(keller, session, found)
    told = [str(one.message) for one in ask(keller).reasons]
    assert any("2017" in one and "zehn erkannt" in one for one in told)


def test_children_and_private_bodies_are_warned_of(keller: Acting) -> None:
    """Art. 6(1)(f), last half-sentence; Art. 6(1)(e) with 6(3) GDPR."""
    ready(keller, {}, datasets__0__children=True, **ON_INTEREST)
    assert "G56" in [one.rule for one in ask(keller).reasons if one.verdict == "warning"]
    public = {"article": "6(1)(e)", "law": "§ 13 LHG"}
    for whose in (keller.organisation, PARTNER):
        keep_record(keller, BasisRecord("", whose, "panel", "DP-1/research", "any", **public))
    assert [one.rule for one in ask(keller).reasons if one.verdict == "warning"].count("G57") == 2


def test_a_recall_of_whoever_gave_us_the_data_is_answered_first(keller: Acting) -> None:
    ready(keller, GIVEN)
    told = {"key": f"{PARTNER}.1", "sender": "A" * 43, "agreement": "", "dataset": "panel", "purpose": RESEARCH}
    told |= {
        "ask": "erase",
        "due": "",
        "count": 2,
        "root": "A" * 43,
        "message": "A" * 43,
        "entry": "A" * 43,
        "note": "",
    }
    with keller.vault.write() as session:
        append_record(keller, session, "recall_received", told)
    answer = ask(keller)
    assert missing(answer) == ["S8"]
    done = {"key": told["key"], "sender": told["sender"], "dataset": "panel", "purpose": RESEARCH}
    done |= {"at": "2026-11-30T10:00:00Z", "through": "", "evidence": "", "person": "", "note": "§ 147 AO"}
    for outcome in ("erased", "returned", "restricted", "stopped", "kept"):
        with keller.vault.write() as session:
            append_record(keller, session, "recall_done", {**done, "outcome": outcome})
        gone = outcome in ("erased", "returned")
        answer = ask(keller)
        assert (answer.verdict, missing(answer)) == (("permit", []) if gone else ("incomplete", ["S8"]))
    day = keller.clock().date()
    with keller.vault.write() as session:  # to keep the data is no reason to pass it on: somebody says that nobody does
        left_out = FactOnFile("", "recalled_left_out", keller.organisation, "panel", "Akte 9", day, day, weighed=True)
        record_fact(keller, session, left_out)
    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    assert used.decision.verdict == "permit"
    assert [one.arguments.get("n") for one in (each.message for each in used.decision.obligations)].count(2) == 1
    assert replay(keller, used.record.entry).outcome == "same"
