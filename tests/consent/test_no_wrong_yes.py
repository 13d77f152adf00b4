"""What a data protection officer tried to get a wrong "no obstacle" with: each is incomplete until the fact is on file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from datapact.agreements.projection.append import append, load_state
from datapact.agreements.projection.findings import wording_of
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.steps.negotiation import override
from datapact.agreements.steps.own_facts import record_own_facts, screened
from datapact.agreements.steps.wording import confirm
from datapact.agreements.text.current_text import current_state
from datapact.agreements.views.agreement import agreement_page
from datapact.base.clock import local_day
from datapact.base.errors import WrongUse
from datapact.checks.general.named_law import is_release
from datapact.checks.model.renewal import due, last_due
from datapact.checks.regimes.transfers import OTHER_TOOLS, covers_employees
from datapact.checks.run.engine import check, check_terms
from datapact.consent.decision.from_inputs import decide_from
from datapact.consent.decision.may_share import may_share
from datapact.consent.decision.replay import replay
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.compliance_records import record_fact
from datapact.consent.facts.facts import Authorisation, BasisRecord, FactOnFile
from datapact.consent.facts.judgement import is_about_people
from datapact.consent.facts.outdated import with_outdated, words_named
from datapact.consent.facts.processing_checklist import POINTS, is_whole, pages_of, written
from datapact.consent.facts.purpose_links import NewLink, withdraw_link
from datapact.consent.facts.question import Decision, Question
from datapact.consent.recalls.pending import own_people
from datapact.consent.recalls.rules import request_of
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.views.compliance_record_form import keep_record
from datapact.consent.views.purpose_link_form import sign_link
from datapact.contract.screening.questions import QUESTIONS
from datapact.contract.terms import read_terms
from datapact.contract.terms.known_facts import new_purpose
from datapact.organisation.acting.acting_member import Acting
from datapact.organisation.identity.tables import ExternalPartnerRow
from tests.consent import sharing
from tests.consent.sharing import (
    DPV,
    NOON,
    OWN_NAME,
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
INTEREST = {
    "article": "6(1)(f)",
    "balancing_test": "Vermerk 9",
    "balancing_outcome": "carries",
    "dataset": "panel",
    "purpose": "research",
    "outside_public_tasks": True,  # the partner is a university
}
NOBODY = [{"party": party, "judgement": "not_personal"} for party in ("keller", "uni")]
PAGES = written(dict.fromkeys(POINTS, "S. 3"))
PROCESSOR = [{"party": "keller", "role": "controller"}, {"party": "uni", "role": "processor"}]
OURS = [{"party": "keller", "dataset": "panel", "purpose": "research", "article": "6(1)(a)"}]


def ask(acting: Acting, **changes: Any) -> Decision:
    return may_share(acting, Question("panel", PARTNER, RESEARCH, acting.clock(), **changes))


def put(acting: Acting, sort: str, about: str, result: str = "") -> None:
    day = date(2026, 1, 1)
    with acting.vault.write() as session:
        record_fact(
            acting, session, FactOnFile("", sort, about, "panel", "Akte 4", day, day, result=result, weighed=True)
        )


def missing(answer: Decision) -> list[str]:
    assert answer.verdict == "incomplete", [(one.rule, one.verdict, str(one.message)) for one in answer.reasons]
    return [one.rule for one in answer.reasons if one.verdict == "incomplete"]


def without_people(acting: Acting, **changes: Any) -> None:
    conclude_without_people(acting, **changes)


def conclude_without_people(acting: Acting, **changes: Any) -> str:
    with acting.vault.write() as session:
        assert add_partner(session) == PARTNER
        return conclude(acting, session, terms(**changes))


TRANSFER = {
    "key": "t",
    "importer": PARTNER_NAME,
    "country": "US",
    "assessment": "TIA 4",
    "assessment_date": "2026-03-01",
}
TRANSFER |= {"assessment_outcome": "carries", "necessity": "Vermerk 5", "necessity_outcome": "carries"}


def abroad(acting: Acting, way: dict[str, Any], **changes: Any) -> str:
    """The partner sits in the US, and the notice tells people so."""
    seat = {"city": "Detroit", "country": "US"}
    changes = {**changes, "transfers": [{**TRANSFER, **way}], "parties__1__address": seat}
    order = ready(acting, GIVEN, **changes)
    with acting.vault.write() as session:
        tell(acting, session, "2", transfers="to the US")
    return order


@pytest.mark.parametrize("tool", sorted(OTHER_TOOLS))
def test_a_tool_of_transfer_names_its_instrument(keller: Acting, tool: str) -> None:
    """Art. 46, 47: rules, a code, a certificate are documents of their own; an instrument of (2)(a) is between public bodies."""
    order = abroad(keller, {"mechanism": tool})
    assert missing(ask(keller)) == ["X17"]
    record_own_facts(keller, order, {"transfers.t.scope": "CNIL 2024-112 of 3 May 2024"})
    assert ask(keller).verdict == ("incomplete" if tool == "46(2)(a)" else "permit")


@pytest.mark.parametrize("letter", ["b", "d"])
def test_an_authority_rests_no_transfer_on_a_contract(keller: Acting, letter: str) -> None:
    """Art. 49(3)."""
    abroad(keller, {"mechanism": "49", "derogation": letter}, parties__0__kind="public_body")
    answer = ask(keller)
    assert [one.rule for one in answer.reasons if one.verdict == "incomplete"] == (["X18"] if letter == "b" else [])


def test_data_of_employees_needs_a_certificate_that_covers_it(keller: Acting) -> None:
    """Annex I to the decision on the Data Privacy Framework, III.9; the words of any other certificate do not say it."""
    council = {"works_council_agreement": "BV vom 3.3.2025", "works_council_outcome": "carries"}
    way = {"mechanism": "45", "scope": "Zertifikat aus dem Jahr 2026, non-HR data"}
    abroad(keller, way, datasets__0__employees=True, facts=council)
    put(keller, "dpf", PARTNER)
    assert missing(ask(keller)) == ["X02"]
    put(keller, "dpf", PARTNER, "active, 500 employees; HR data: not covered")
    assert missing(ask(keller)) == ["X02"]
    put(keller, "dpf", PARTNER, "Covered data: HR, Non-HR")
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(
    "words",
    [
        *("Covered data: Non-HR", "Non HR data only", "HR data: not covered", "HR: No", "DPF list 2026-05-01, no HR"),
        *(
            "does not cover human resources data",
            "active, 500 employees",
            "500 Mitarbeiter",
            "HR data excluded",
            "HR data?",
        ),
        *(
            "nicht HR",
            "keine HR-Daten",
            "ohne Beschäftigtendaten",
            "alles außer HR",
            "HR, Non-HR: not covered",
            "HR B 4711",
        ),
    ],
)
def test_a_denial_or_a_count_of_staff_covers_no_data_of_employees(words: str) -> None:
    assert not covers_employees(words)


@pytest.mark.parametrize(
    "words",
    [
        *("HR", "Covered data: HR, Non-HR", "Non-HR and HR data", "covers human resources data"),
        *("HR-Daten", "umfasst Beschäftigtendaten", "employees' data"),
    ],
)
def test_an_affirmative_statement_covers_data_of_employees(words: str) -> None:
    assert covers_employees(words)


@pytest.mark.parametrize("safe", [{"pseudonymised": True}, {"reidentification_banned": True}, {}])
def test_what_was_weighed_of_safer_data_is_weighed_anew(keller: Acting, safe: dict[str, Any]) -> None:
    """A balancing test of pseudonymised data is none of data with names; a longer list of measures undoes nothing."""
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    data = {f"datasets__0__{name}": value for name, value in safe.items()}
    order = ready(keller, GIVEN, legal_bases=bases, **data)
    assert ask(keller).verdict == "permit"
    with keller.vault.write() as session:
        amend_elsewhere(keller, session, order, date(2026, 5, 1), date(2026, 4, 30), legal_bases=bases)
    lacking = {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}
    assert lacking == ({"G05"} if safe else set())


def test_consents_on_file_exclude_personal_for_neither(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__personal=NOBODY)
    assert missing(ask(keller)) == ["S4"]


def test_another_agreement_that_calls_it_personal_excludes_it_too(keller: Acting) -> None:
    without_people(keller, datasets__0__personal=NOBODY)
    assert ask(keller).verdict == "permit"
    with keller.vault.write() as session:
        add_partner(session, "Werk")
        conclude(keller, session, terms(parties__1__name="Werk"), number="DP-2")
    assert missing(ask(keller)) == ["S4"]


def test_a_dataset_of_which_nothing_is_said_is_no_data_of_nobody(keller: Acting) -> None:
    without_people(keller, datasets__0__personal=[])
    assert missing(ask(keller)) == ["S4"]


def test_data_judged_for_one_side_is_not_judged_for_the_other(keller: Acting) -> None:
    without_people(keller, datasets__0__personal=[{"party": "uni", "judgement": "not_personal"}])
    assert missing(ask(keller)) == ["S4"]


@pytest.mark.parametrize(
    ("basis", "data"),
    [
        ({"article": "6(1)(b)", "subject_is_contract_party": True}, {}),
        ({"article": "6(1)(c)", "law": "§ 147 AO"}, {}),
        ({"article": "6(1)(e)", "law": "§ 13 LHG"}, {}),
        ({"article": "6(1)(a)", "special": "9(2)(j)", "law": "§ 27 BDSG"}, {"special_categories": True}),
        ({"article": "6(1)(a)", "offence_authority": "§ 147 AO"}, {"offence_data": True}),
    ],
)
def test_a_contract_is_no_proof_of_its_own_basis(keller: Acting, basis: dict[str, Any], data: dict[str, Any]) -> None:
    """A legal member puts each on file; what the data are, an amendment makes others, and with them basis and assessment."""
    bases = [{**one, **basis} for one in terms()["legal_bases"]]
    changes = {**{f"datasets__0__{name}": said for name, said in data.items()}, "legal_bases": bases}
    order = ready(keller, GIVEN, on_file=False, **changes, facts={"dpia_required": True})
    for whose in (keller.organisation, PARTNER):
        put(keller, "dpia", whose)
    put(keller, "notice_13", PARTNER)
    put(keller, "objections_filtered", keller.organisation)
    found = [one for one in ask(keller).reasons if one.verdict == "incomplete" and one.rule == "G05"]
    assert [one.wanted.about for one in found if one.wanted] == [keller.organisation, PARTNER]
    for one in found:
        assert one.wanted is not None
        assert one.wanted.stated is not None
        keep_record(
            keller, replace(one.wanted.stated, key="", purpose="DP-1/research", document="Akte", outcome="carries")
        )
    ended = [one.rule for one in ask(keller).reasons if one.verdict == "incomplete"]
    assert not {"G05", "G17"} & set(ended)
    with keller.vault.write() as session:
        other = {**changes, "datasets__0__description": {"en": "With cameras at the gates"}}
        begins = keller.clock().date() + timedelta(days=1)
        amend_elsewhere(keller, session, order, begins, **other, facts={"dpia_required": True})
    later = may_share(keller, Question("panel", PARTNER, RESEARCH, keller.clock() + timedelta(days=2)))
    assert [one for one in missing(later) if one in ("G05", "G17")] == ["G05", "G05", "G17", "G17"]


@pytest.mark.parametrize(
    ("on_file", "stated", "known"),
    [
        ("DE", {}, True),
        ("", {}, False),  # nobody said it: not Germany
        ("US", {}, False),
        ("US", {"street": "Weg 1", "city": "Beispielstadt"}, False),  # moved since, as its own page says
        ("", {"street": "Weg 1", "city": "Beispielstadt"}, True),
    ],
)
def test_a_country_that_nobody_said_is_not_germany(
    keller: Acting, on_file: str, stated: dict[str, str], *, known: bool
) -> None:
    ready(keller, GIVEN, parties__1__address=stated)
    said = {"name": PARTNER_NAME, **({"address": {"country": on_file}} if on_file else {})}
    with keller.vault.write() as session:
        row = session.get(ExternalPartnerRow, 1)
        assert row is not None
        row.data = json.dumps(said)
        session.add(row)
    answer = ask(keller)
    told = {one.rule for one in answer.reasons if one.verdict == "incomplete"}
    assert (answer.verdict, "X01" in told) == (("permit", False) if known else ("incomplete", True)), told
    assert replay(keller, use_decision(keller, answer.question).record.entry).outcome == "same"


@pytest.mark.parametrize("test", ["Vermerk 9", "Vermerk 10"])
@pytest.mark.parametrize("interest", ["Research", "Selling to brokers"])
def test_a_test_is_not_one_of_what_an_amendment_made_of_it(keller: Acting, interest: str, test: str) -> None:
    """The amendment turns the interest, or the data, and keeps file and result; a new file has a result of its own."""
    bases = [{"party": party, **INTEREST, "interest": {"en": "Research"}} for party in ("keller", "uni")]
    order = ready(keller, GIVEN, legal_bases=bases, on_file=False)
    words = {"datasets__0__description": {"en": "With cameras"}} if interest == "Research" else {}
    with keller.vault.write() as session:
        changed = [{**one, "interest": {"en": interest}, "balancing_test": test} for one in bases]
        amend_elsewhere(keller, session, order, date(2026, 1, 1), legal_bases=changed, **words)
    lacking = {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}
    assert lacking == {"G05"} | ({"G65"} if test == "Vermerk 9" else set())


def test_anonymous_for_the_partner_needs_a_dated_assessment(keller: Acting) -> None:
    judged = [{"party": "keller", "judgement": "personal"}, {"party": "uni", "judgement": "anonymous"}]
    ready(keller, GIVEN, datasets__0__personal=judged)
    assert missing(ask(keller)) == ["S4"]
    put(keller, "anonymity", PARTNER)
    assert ask(keller).verdict == "permit"


ASKED = {
    scope: [fact.name for one in QUESTIONS if one.scope == scope for fact in one.facts]
    for scope in ("dataset", "agreement")
}
OF_MODELS = {"training"}
"""What is asked of the agreement and decides nothing here: whether models may be trained its terms on models say (A01)."""


@pytest.mark.parametrize("name", ASKED["dataset"])
def test_not_answered_is_not_no(keller: Acting, name: str) -> None:
    ready(keller, GIVEN, **{f"datasets__0__{name}": None})
    answer = ask(keller)
    assert missing(answer) == ["G41"]


@pytest.mark.parametrize("name", sorted({*ASKED["agreement"]} - OF_MODELS))
def test_not_answered_of_the_agreement_is_not_no(keller: Acting, name: str) -> None:
    ready(keller, GIVEN, facts={name: None})
    assert missing(ask(keller)) == ["G41"]


@pytest.mark.parametrize(
    "place", [*(f"datasets.panel.{one}" for one in ASKED["dataset"]), *(f"facts.{one}" for one in ASKED["agreement"])]
)
def test_a_fact_of_the_house_that_contradicts_the_text_is_settled_first(keller: Acting, place: str) -> None:
    """Recorded beside the agreement, each screening fact counts or is named: none is passed over."""
    order = ready(keller, GIVEN, facts={"training": False})
    assert ask(keller).verdict == "permit"
    record_own_facts(keller, order, {place: True})
    assert missing(ask(keller)) == ["S9"]
    record_own_facts(keller, order, {place: None})
    assert ask(keller).verdict == "permit"


def test_another_judgement_or_choice_of_the_house_is_settled_first(keller: Acting) -> None:
    order = ready(keller, GIVEN)
    for place, value in {
        "datasets.panel.personal": NOBODY,
        "purposes.research.new_purpose": True,
        "joint.screened": "joint",
    }.items():
        record_own_facts(keller, order, {place: value})
        assert missing(ask(keller)) == ["S9"], place
        record_own_facts(keller, order, {place: None})
    same = [{"party": "keller", "judgement": "personal"}]
    with pytest.raises(WrongUse, match="nothing would change"):
        record_own_facts(keller, order, {"datasets.panel.personal": same, "datasets.panel.secret": False})
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize("name", ["product_data", "terminal_equipment", "trade_secrets"])
def test_not_answered_of_data_of_nobody_is_not_no(keller: Acting, name: str) -> None:
    without_people(keller, datasets__0__personal=NOBODY, **{f"datasets__0__{name}": None})
    assert missing(ask(keller)) == ["G41"]
    put_answer = {f"datasets.panel.{name}": False}
    with keller.vault.read() as session:
        (order,) = session.exec(select(AgreementRow.id)).all()
    record_own_facts(keller, order, put_answer)
    assert ask(keller).verdict == "permit"


MACHINE = {
    "datasets__0__product_data": True,
    "datasets__0__items": [
        {"name": {"en": "Operator"}, "categories": ["https://w3id.org/dpv/pd#Name"]},
        {"name": {"en": "Speed"}},
    ],
    "data_act": {
        "applies": True,
        "holder": "keller",
        "user_name": "Werk Heilbronn",
        "recipient": "uni",
        "gatekeeper": "no",
        "erased_when_unneeded": True,
        "no_competing_product": True,
    },
}
ALONE = {**MACHINE, "datasets__0__items": MACHINE["datasets__0__items"][:1]}


def test_data_of_products_and_of_people_are_asked_about_both(keller: Acting) -> None:
    """Data Act 4(13), 5(1) beside the GDPR (Art. 1(5)); what is wholly personal has no part that 4(13) is about."""
    ready(keller, GIVEN, **{**MACHINE, "datasets__0__items": []})
    assert missing(ask(keller)) == ["D02"]
    request = keep_record(
        keller, Authorisation("", "user_request", "panel", PARTNER, "", "Werk", "Brief", date(2026, 1, 1))
    )
    assert ask(keller).verdict == "permit"
    keep_record(keller, replace(request, revoked=date(2026, 1, 2)))
    assert ask(keller).verdict == "deny"


@pytest.mark.parametrize(
    ("lacks", "rule"), [("erased_when_unneeded", "D04"), ("no_competing_product", "D05"), ("gatekeeper", "D05")]
)
def test_a_request_asks_what_the_recipient_undertakes_of_any_agreement(keller: Acting, lacks: str, rule: str) -> None:
    """Data Act 5(3), 6(1), 6(2)(e), in an agreement that was not made for requests, too."""
    act = {name: value for name, value in MACHINE["data_act"].items() if name != lacks}
    ready(keller, GIVEN, **{**MACHINE, "datasets__0__items": [], "data_act": act})
    keep_record(keller, Authorisation("", "user_request", "panel", PARTNER, "", "Werk", "Brief", date(2026, 1, 1)))
    assert missing(ask(keller)) == [rule]


def test_a_user_who_shares_says_whether_to_a_gatekeeper(keller: Acting) -> None:
    """Data Act 5(3)(c): not answered is not no."""
    act = {"applies": True, "user": "keller", "holder_name": "Pumpenbau", "recipient": "uni"}
    machine = {**MACHINE, "datasets__0__items": [], "datasets__0__personal": NOBODY}
    without_people(keller, **{**machine, "data_act": act})
    assert missing(ask(keller)) == ["D05"]


@pytest.mark.parametrize("ground", ["", "consent", "service"])
def test_terminal_equipment_asks_its_ground_of_any_data(keller: Acting, ground: str) -> None:
    """Section 25 TDDDG does not ask whom data is about, nor whether it comes from a product. Consent is shown like any other."""
    facts = {"facts": {"terminal_equipment_ground": ground}}
    order = conclude_without_people(keller, datasets__0__personal=NOBODY, datasets__0__terminal_equipment=True, **facts)
    answer = ask(keller)
    assert (answer.verdict == "permit") is (ground == "service")
    assert answer.verdict == "permit" or missing(answer) == ["G38"]
    if ground == "consent":
        record_own_facts(keller, order, {"facts.terminal_equipment_basis": "consent of the tenants, file 7"})
        assert ask(keller).verdict == "permit"


def test_only_a_consent_that_stands_shows_consent_to_reading(keller: Acting) -> None:
    """Section 25(1) TDDDG: a refusal, a withdrawal and a consent that has run out are on file, too, and show none."""
    facts = {"facts": {"terminal_equipment_ground": "consent"}}
    ready(keller, {"S1": "refused", "S2": "given"}, datasets__0__terminal_equipment=True, **facts)
    assert "G38" not in lacking_rules(keller)
    now = keller.clock()
    with keller.vault.write() as session:
        record(keller, session, {"S2": "withdrawn"}, at=now - timedelta(days=20))
    assert "G38" in lacking_rules(keller)
    with keller.vault.write() as session:
        record(keller, session, {"S3": "given"}, at=now - timedelta(days=9), until=now - timedelta(days=3))
    assert "G38" in lacking_rules(keller)
    with keller.vault.write() as session:
        record(keller, session, {"S2": "given"}, at=now - timedelta(days=2))
    assert "G38" not in lacking_rules(keller)
    assert replay(keller, use_decision(keller, ask(keller).question).record.entry).outcome == "same"


def lacking_rules(acting: Acting) -> set[str]:
    return {one.rule for one in ask(acting).reasons if one.verdict == "incomplete"}


def test_an_amendment_is_not_hidden_by_another_agreement_on_the_purpose() -> None:
    """What was weighed of two agreements: one of them loses pseudonyms, though the other never had any."""
    read = read_terms(terms())
    purpose, dataset = read.purposes[0], read.datasets[0]

    def agreement(key: str, was: bool, now: bool) -> Any:
        then, today = (replace_data(read, dataset, one) for one in (was, now))
        return SimpleNamespace(id=key, terms=today, terms_on=None if was is now else lambda _day: then)

    first, second = agreement("urn:uuid:a", True, True), agreement("urn:uuid:b", False, False)
    words = words_named([first, second], purpose.key, dataset.key)
    amended = agreement("urn:uuid:a", True, False)
    record = BasisRecord("k", "own", dataset.key, purpose.key, "any", "6(1)(f)", words=words)
    written = date(2026, 1, 1)
    assert with_outdated(record, written, [first, second]).outdated == ()
    assert with_outdated(record, written, [amended, second]).outdated == (agreed_key(amended.id, purpose.key),)


def replace_data(read: Any, dataset: Any, pseudonymised: bool) -> Any:
    return read.model_copy(update={"datasets": (dataset.model_copy(update={"pseudonymised": pseudonymised}),)})


def test_who_received_the_data_of_a_product_gives_nothing_to_a_gatekeeper(keller: Acting) -> None:
    """Data Act 6(2)(d), also within a contract with the user."""
    maker = {"key": "maker", "name": "Pumpenbau"}
    parties = [*terms()["parties"], maker]
    act = {**MACHINE["data_act"], "holder": "maker", "gatekeeper": ""}
    machine = {**MACHINE, "datasets__0__items": [], "datasets__0__personal": NOBODY, "parties": parties}
    order = conclude_without_people(keller, **{**machine, "data_act": act})
    contract = Authorisation("", "user_contract", "panel", PARTNER, "", "Werk", "Vertrag 3", date(2026, 1, 1))
    keep_record(keller, replace(contract, no_sharing_on=True))
    assert missing(ask(keller)) == ["D05"]
    with keller.vault.write() as session:
        changed = {**machine, "data_act": {**act, "gatekeeper": "yes"}}
        amend_elsewhere(keller, session, order, date(2026, 1, 1), **changed)
    assert ask(keller).verdict == "deny"


def test_the_data_act_is_a_basis_towards_the_person_alone(keller: Acting) -> None:
    """Data Act 4(12), 5(7): the user who asks is not the person in the data, or nobody has said so."""
    bases = [
        {"party": "keller", "article": "6(1)(c)", "law": "Art. 5 Data Act"},
        {"party": "uni", "article": "6(1)(c)", "law": "§ 13 LHG"},
    ]
    bases = [{**one, "dataset": "panel", "purpose": "research"} for one in bases]
    weber = {"key": "weber", "name": "Clara Weber", "kind": "person"}
    people = [{"key": "keller", "name": OWN_NAME}, {"key": "uni", "name": PARTNER_NAME, "kind": "university"}, weber]
    act = {**MACHINE["data_act"], "user": "weber", "user_name": ""}
    roles = [{"party": one, "role": "controller"} for one in ("keller", "uni")] + [{"party": "weber", "role": "none"}]
    changes = {**ALONE, "data_act": act, "activities__0__roles": roles}
    without_people(keller, legal_bases=bases, parties=people, **changes)
    with keller.vault.write() as session:
        fact = FactOnFile("", "notice_13", PARTNER, "panel", "Akte", date(2026, 1, 1), date(2026, 1, 1), weighed=True)
        record_fact(keller, session, fact)
    assert missing(ask(keller)) == ["D19"]
    asked = Authorisation("", "user_request", "panel", PARTNER, "", "Frau Weber", "Brief", date(2026, 1, 1))
    for requester in ("", "other", "subject"):
        asked = keep_record(keller, replace(asked, requester=requester))
        answer = ask(keller)
        if requester != "subject":
            assert missing(answer) == ["D19"]
    assert answer.verdict == "permit", [str(one.message) for one in answer.reasons if one.verdict != "met"]


@pytest.mark.parametrize("subcontracted", [None, True, False])
def test_a_small_maker_is_exempt_if_it_makes_it_for_nobody(keller: Acting, subcontracted: bool | None) -> None:
    small = {**MACHINE["data_act"], "small_manufacturer": True, "manufacturer_subcontracted": subcontracted}
    without_people(keller, datasets__0__personal=NOBODY, **{**MACHINE, "datasets__0__items": [], "data_act": small})
    answer = ask(keller)
    assert answer.verdict == ("permit" if subcontracted is False else "incomplete")


def test_an_assessment_counts_once_somebody_has_weighed_it(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__employees=True)
    day = date(2026, 1, 1)
    found = keep_record(keller, FactOnFile("", "works_council", keller.organisation, "panel", "Akte 4", day, day))
    answer = ask(keller)
    assert missing(answer) == ["G36"]
    wanted = next(one.wanted for one in answer.reasons if one.rule == "G36")
    assert wanted is not None
    assert wanted.key == found.key  # its form opens for an answer
    keep_record(keller, replace(found, weighed=True))
    assert ask(keller).verdict == "permit"
    keep_record(keller, replace(found, weighed=True, against=True))
    assert "S9" in missing(ask(keller))


@pytest.mark.parametrize("signed", [date(2026, 5, 1), None])
def test_nothing_becomes_lawful_before_it_is_signed(keller: Acting, signed: date | None) -> None:
    """Signed in May from January on; a reference without a day shows nothing of yesterday, and of today neither."""
    with keller.vault.write() as session:
        assert add_partner(session) == PARTNER
        conclude(keller, session, terms(datasets__0__personal=NOBODY, duration__start="2026-01-01"), signed=signed)
    on = signed or keller.clock().date()
    days = (on - timedelta(days=1), on)
    asked = [
        Question("panel", PARTNER, RESEARCH, datetime(one.year, one.month, one.day, 12, tzinfo=UTC)) for one in days
    ]
    answers = [may_share(keller, one) for one in asked]
    assert [one.verdict for one in answers] == ["deny", "permit" if signed else "incomplete"]
    assert signed or missing(answers[1]) == ["G21"]


def test_an_amendment_signed_backwards_permits_nothing_before(keller: Acting) -> None:
    """It may say January and be signed in May: between the parties; nobody shared lawfully in March by it."""
    added = [*terms()["purposes"], {"key": "sale", "name": {"en": "Sale"}, "iri": f"{DPV}SellDataToThirdParties"}]
    with keller.vault.write() as session:
        assert add_partner(session) == PARTNER
        history = conclude(keller, session, terms(datasets__0__personal=NOBODY))
        changes = {"datasets__0__personal": NOBODY, "purposes": added}
        amend_elsewhere(keller, session, history, date(2026, 1, 1), signed=date(2026, 5, 1), **changes)
    asked = [
        Question("panel", PARTNER, f"{DPV}SellDataToThirdParties", datetime(2026, month, 15, 12, tzinfo=UTC))
        for month in (3, 5)
    ]
    assert [may_share(keller, one).verdict for one in asked] == ["deny", "permit"]


def test_not_answered_is_not_no_for_data_of_nobody_either(keller: Acting) -> None:
    """Product data of nobody falls under the Data Act."""
    without_people(keller, datasets__0__personal=NOBODY, datasets__0__product_data=None)
    assert missing(ask(keller)) == ["G41"]


def test_employees_need_a_word_on_the_council_and_none_exists_is_one(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__employees=True)
    assert missing(ask(keller)) == ["G36"]
    put(keller, "works_council", keller.organisation, "none exists")
    assert ask(keller).verdict == "permit"


def test_secrecy_of_the_secrets_of_companies_is_answered(keller: Acting) -> None:
    """§ 203 StGB, § 30 AO and § 16 BStatG protect data of nobody, too: open, it only warned."""
    order = conclude_without_people(
        keller, datasets__0__personal=NOBODY, datasets__0__trade_secrets=True, datasets__0__secret=None
    )
    assert missing(ask(keller)) == ["S01"]
    record_own_facts(keller, order, {"datasets.panel.secret": False})
    assert ask(keller).verdict == "permit"


def test_secret_data_leaves_on_an_authority_alone(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__secret=True)
    assert missing(ask(keller)) == ["S01"]
    put(keller, "secrecy", PARTNER)
    assert ask(keller).verdict == "permit"


def test_a_processor_by_reference_needs_the_pages_of_every_letter(keller: Acting) -> None:
    ready(keller, GIVEN, activities__0__roles=PROCESSOR, legal_bases=OURS)
    assert missing(ask(keller)) == ["P00"]
    with pytest.raises(WrongUse):
        put(keller, "article_28", PARTNER, "(a) 3; (b) 3")
    put(keller, "article_28", PARTNER, PAGES)
    assert ask(keller).verdict == "permit"
    assert is_whole(PAGES)
    assert pages_of(PAGES)["h"] == "S. 3"


@pytest.mark.parametrize("scan", [b"", b"%PDF-1.7 scan"])
@pytest.mark.parametrize(
    ("roles", "rule", "fact", "pages"),
    [
        (("controller", "processor"), "P00", "article_28", PAGES),
        (("processor", "controller"), "P00", "article_28", PAGES),
        (("controller", "sub_processor"), "P00", "article_28", PAGES),
        (("joint_controller", "joint_controller"), "J01", "article_26", "Uni answers people"),
    ],
)
def test_paper_whose_words_nobody_here_read_waits_for_a_legal_member(
    keller: Acting, scan: bytes, roles: tuple[str, str], rule: str, fact: str, pages: str
) -> None:
    """A scan on file shows that it was signed, and nothing of Art. 26 or 28 GDPR: that stands in words that somebody reads."""
    pair = [{"party": party, "role": role} for party, role in zip(("keller", "uni"), roles, strict=True)]
    ready(keller, GIVEN, scan=scan, activities__0__roles=pair)
    (said,) = [one for one in ask(keller).reasons if one.rule == rule and one.verdict == "incomplete"]
    assert ("reference is on file" in str(said.message)) is (scan == b"")
    put(keller, fact, PARTNER, pages)
    assert rule not in {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}


def test_of_scanned_paper_somebody_answers_whether_both_decide_jointly(keller: Acting) -> None:
    order = ready(keller, GIVEN, scan=b"%PDF-1.7 scan", joint={})
    assert missing(ask(keller)) == ["G48"]
    record_own_facts(keller, order, {"joint.screened": "separate"})
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(
    ("party", "open_"),
    [
        ({"name": "Werkverbund Süd"}, True),
        ({"name": "Werkverbund Süd", "legal_form": "Konsortium"}, True),
        ({"name": "Werkverbund Süd", "public_body": False}, False),
        ({"name": "Werkverbund Süd", "legal_form": "GmbH"}, False),
        ({"name": "Werkverbund Süd", "kind": "person"}, False),
    ],
)
def test_whether_who_relies_on_interests_is_an_authority_is_answered(
    keller: Acting, party: dict[str, Any], open_: bool
) -> None:
    """Art. 6(1) second subparagraph GDPR: not answered is not no."""
    bases = [{"party": one, **INTEREST, "outside_public_tasks": False} for one in ("keller", "uni")]
    with keller.vault.write() as session:
        assert add_partner(session, str(party["name"])) == PARTNER
        order = conclude(keller, session, terms(legal_bases=bases, parties__1={"key": "uni", **party}))
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=30))
        tell(keller, session)
    assert ("G08" in {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}) is open_
    if open_:
        (said,) = [one for one in ask(keller).reasons if one.rule == "G08" and one.verdict == "incomplete"]
        assert "“public body”" in str(said.message)
        assert said.link[1].endswith("#parties.uni.public_body")
        record_own_facts(keller, order, {"parties.uni.public_body": False})
        assert "G08" not in {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}


def test_a_new_purpose_needs_its_test_and_its_notice(keller: Acting) -> None:
    new = {"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "new_purpose": True}
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    ready(
        keller,
        GIVEN,
        purposes=[{**new, "compatibility_test": "Vermerk 3", "compatibility_outcome": "carries"}],
        legal_bases=bases,
    )
    assert missing(ask(keller)) == ["G10"]


def test_not_answered_whether_a_purpose_is_new_is_not_no(keller: Acting) -> None:
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    asked = [{"key": "research", "name": {"en": "Research"}, "iri": RESEARCH}]
    order = ready(keller, GIVEN, purposes=asked, legal_bases=bases)
    assert missing(ask(keller)) == ["G10"]
    record_own_facts(keller, order, {"purposes.research.new_purpose": False})
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize("bound", [True, False])
def test_an_own_answer_ends_with_the_words_that_it_was_given_on(keller: Acting, *, bound: bool) -> None:
    """An amendment turns the purpose round and leaves its key; entries before answers were bound are held against the signed text."""
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    asked = {"key": "research", "name": {"en": "Research"}, "iri": RESEARCH}
    order = ready(keller, GIVEN, purposes=[asked], legal_bases=bases)
    facts = {"purposes.research.new_purpose": False}
    if bound:
        record_own_facts(keller, order, facts)
    else:
        with keller.vault.write() as session:
            append(keller, session, order, "own_fact", {"facts": facts, "note": ""}, load_state(session, order))
    assert ask(keller).verdict == "permit"
    with keller.vault.write() as session:
        elsewhere = {"description": {"en": "With cameras at the gates"}}
        amend_elsewhere(keller, session, order, date(2026, 1, 1), purposes=[{**asked, **elsewhere}], legal_bases=bases)
    # the bases on file and the notice were made for the words of before, too
    assert missing(ask(keller)) == ["G05", "G05", "G10", "T01"]
    (void,) = screened(keller, order).void
    assert (void.place, void.changed) == ("purposes.research.new_purpose", ("purposes.research.description",))
    (told,) = screened(keller, order).sentences
    assert "“description” of “Research”" in str(told)
    record_own_facts(keller, order, facts)
    assert missing(ask(keller)) == ["G05", "G05", "T01"]
    assert not screened(keller, order).void


def test_what_an_amendment_says_is_read_and_set_aside_beside_the_agreement(keller: Acting, monkeypatch: Any) -> None:
    """On the page of the agreement, whose signed text says other words, stand those that count; these are confirmed."""
    order = ready(keller, GIVEN)
    monkeypatch.setattr(sharing, "read_texts", lambda *_left: None)
    with keller.vault.write() as session:
        amend_elsewhere(
            keller, session, order, date(2026, 1, 1), datasets__0__description={"en": "Not for universities."}
        )
    assert missing(ask(keller)) == ["C03"]
    page = agreement_page(keller, order, local_day(keller.clock()))
    (wording,) = page.wordings
    assert "".join(one.text for one in wording.pieces) == "Not for universities."
    confirm(keller, order)
    assert ask(keller).verdict == "permit"


def test_other_data_under_the_same_key_is_pointed_out(keller: Acting) -> None:
    ready(keller, GIVEN)
    with keller.vault.write() as session:
        add_partner(session, "Werk")
        conclude(keller, session, terms(parties__1__name="Werk", datasets__0__name={"en": "Web logs"}), number="DP-2")
    assert [one.rule for one in ask(keller).reasons if "of this key “Web logs”" in str(one.message)] == ["S9"]


def test_what_a_document_came_to_is_not_what_another_came_to(keller: Acting) -> None:
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    new = {"key": "research", "name": {"en": "Research"}, "iri": RESEARCH, "new_purpose": True}
    order = ready(keller, GIVEN, purposes=[new], legal_bases=bases)
    at = "purposes.research."
    test = {f"{at}compatibility_test": "Vermerk 3", f"{at}further_notice": "Aushang 3 vom 01.02.2026"}
    record_own_facts(keller, order, {**test, f"{at}compatibility_outcome": "carries"})
    assert ask(keller).verdict == "permit"
    record_own_facts(keller, order, {f"{at}compatibility_test": "Vermerk 4"})
    assert missing(ask(keller)) == ["G65"]


UNANSWERED = [{"key": "research", "name": {"en": "Research"}, "iri": RESEARCH}]


def test_consent_to_one_dataset_says_nothing_of_another() -> None:
    more = [*terms()["datasets"], {"key": "list", "name": {"en": "List"}, "provider": "keller", "recipients": ["uni"]}]
    bases = [{**one, "dataset": key} for key in ("panel", "list") for one in terms()["legal_bases"]]

    def derived(stated: list[Any]) -> bool | None:
        held = read_terms(terms(purposes=UNANSWERED, datasets=more, legal_bases=stated))
        return new_purpose(held, held.purposes[0]).value

    assert derived(bases) is False
    assert [derived([one for one in bases if one is not left]) for left in bases] == [None] * 4


def test_consent_that_the_text_states_is_not_relied_on_beside_another_basis_on_file(keller: Acting) -> None:
    ready(keller, GIVEN, purposes=UNANSWERED)
    assert ask(keller).verdict == "permit"
    for whose in ("", PARTNER):
        weighed = {"article": "6(1)(f)", "document": "Vermerk 9", "law": "§ 13 LHG"}
        keep_record(
            keller,
            BasisRecord(
                "", whose, "panel", "DP-1/research", "any", approver="Jana Öztürk", **weighed, outcome="carries"
            ),
        )
    assert "G10" in missing(ask(keller))


def test_of_an_arrangement_by_reference_somebody_has_read_who_decides(keller: Acting) -> None:
    order = ready(keller, GIVEN, joint={})
    assert missing(ask(keller)) == ["G48"]
    record_own_facts(keller, order, {"joint.screened": "separate"})
    assert ask(keller).verdict == "permit"


def test_an_arrangement_by_reference_has_been_read(keller: Acting) -> None:
    jointly = [{"party": party, "role": "joint_controller"} for party in ("keller", "uni")]
    ready(keller, GIVEN, activities__0__roles=jointly)
    assert "J01" in missing(ask(keller))
    put(keller, "article_26", PARTNER, "Uni answers people, Keller informs")
    assert ask(keller).verdict == "permit"


def test_automatic_decisions_have_their_safeguards(keller: Acting) -> None:
    ground = {"automated_decisions": True, "automated_decisions_ground": "22(2)(a)"}
    ready(keller, GIVEN, facts=ground)
    assert "G26" in missing(ask(keller))


def test_a_certificate_counts_for_its_importer_alone(keller: Acting) -> None:
    cloud = {"key": "cloud", "name": "Cloud Inc", "country": "US", "engaged_by": "uni"}
    ways = [
        {"key": name, "importer": name, "country": "US", "mechanism": "45"} for name in ("Cloud Inc", "Support LLC")
    ]
    ready(keller, GIVEN, sub_processors=[cloud], transfers=[{**one, "key": f"t{n}"} for n, one in enumerate(ways)])
    put(keller, "dpf", PARTNER)
    assert missing(ask(keller)).count("X02") == 2
    with keller.vault.write() as session:
        both = [add_partner(session, str(one["importer"])) for one in ways]
    put(keller, "dpf", both[0])
    assert missing(ask(keller)).count("X02") == 1  # whoever looks in from outside has none yet
    put(keller, "dpf", both[1])
    assert "X02" not in missing(ask(keller))


def test_a_mechanism_counts_for_the_importer_that_it_names(keller: Acting) -> None:
    way = {"key": "t", "importer": "Cloud Inc", "country": "JP", "mechanism": "46(2)(b)"}
    seat = {"city": "Tokyo", "country": "JP"}
    ready(keller, GIVEN, transfers=[way], parties__1__address=seat)
    assert "X01" in missing(ask(keller))


def test_the_agreed_place_holds_for_data_of_nobody(keller: Acting) -> None:
    without_people(keller, datasets__0__personal=NOBODY)
    assert missing(ask(keller, place="US")) == ["S3"]
    assert ask(keller, place="FR").verdict == "permit"


def test_an_adequacy_decision_covers_only_its_scope(keller: Acting) -> None:
    way = {"key": "t", "importer": "Uni Beispielstadt", "country": "JP", "mechanism": "45"}
    told = {"transfers": [way], "parties__1__address": {"city": "Tokyo", "country": "JP"}}
    ready(keller, GIVEN, **told)
    assert "X02" in missing(ask(keller))
    put(keller, "adequacy_scope", PARTNER)
    assert "X02" not in missing(ask(keller))  # the notice of the transfer still lacks


def test_nobody_on_file_is_nobody_who_could_object(keller: Acting) -> None:
    ready(keller, {}, legal_bases=[{"party": party, **INTEREST} for party in ("keller", "uni")])
    assert missing(ask(keller)) == ["S8"]
    put(keller, "objections_filtered", keller.organisation)
    assert ask(keller).verdict == "permit"


def test_who_objects_to_marketing_is_erased_where_nothing_else_holds_the_data(keller: Acting) -> None:
    assert request_of("objected", other_basis=False, marketing=True) == "erase"
    assert request_of("objected", other_basis=True, marketing=True) == "stop"
    assert request_of("objected", other_basis=True) == "restrict"
    ready(keller, {})
    at = keller.clock()
    with keller.vault.write() as session:
        for purpose, does in ((f"{DPV}Marketing", "erase"), (f"{DPV}ServiceOptimisation", "restrict")):
            at -= timedelta(hours=1)
            record(keller, session, {"S1": "objected"}, at=at, purpose=purpose)
            assert {one[0] for one in own_people(session, "panel", purpose, does)} == {"S1"}


RELIGION = [{"name": {"en": "Church tax"}, "categories": ["https://w3id.org/dpv/pd#Religion"]}]


def test_an_error_of_law_that_touches_the_dataset_is_a_reason_until_it_is_set_aside(keller: Acting) -> None:
    """G42: a dataset that lists religion is no data without special categories."""
    history = ready(keller, GIVEN, datasets__0__items=RELIGION)
    with keller.vault.write() as session:
        tell(keller, session, "2", categories=("https://w3id.org/dpv/pd#Religion",))
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=1), notice_version="2", explicit=True)
    answer = ask(keller)
    assert missing(answer) == ["G42"]
    (reason,) = [one for one in answer.reasons if one.verdict == "incomplete"]
    assert "Panel" in reason.message.text("de")
    assert reason.link == ("agreement", f"{history}#datasets.panel.special_categories")
    (world,) = answer.inputs["world"]["agreements"]
    assert [one["rule"] for one in world["errors"]] == ["G42"]
    assert decide_from(answer.inputs).reasons == answer.reasons  # anybody can repeat it from the inputs alone
    override(keller, history, "G42", "datasets.panel.special_categories", "The church tax is no religion here.")
    assert ask(keller).verdict == "permit"
    page = agreement_page(keller, history, NOON.date())
    assert [(one.finding, one.alone) for one in page.overrides] == [("G42", False)]


def test_what_is_set_aside_is_open_again_once_its_wording_changes(keller: Acting) -> None:
    history = ready(keller, GIVEN, datasets__0__items=RELIGION)
    with keller.vault.read() as session:
        state = current_state(load_state(session, history))
    (found,) = [one for one in check(dict(state), NOON.date()) if one.id == "G42"]
    other = json.loads(json.dumps(state))
    other["terms"]["purposes"][0]["name"]["en"] = "Another purpose"
    assert wording_of(other, found) == wording_of(state, found)
    other["terms"]["datasets"][0]["items"][0]["name"]["en"] = "Confession"
    assert wording_of(other, found) != wording_of(state, found)


def test_a_purpose_that_reads_like_a_prohibited_practice_waits_for_a_person(keller: Acting) -> None:
    """Art. 5(1)(f) AI Act: words propose, a legal member confirms it or records the exception, for the words of today."""
    name = {"en": "Recognition of emotions at work"}
    history = ready(keller, GIVEN, purposes__0__name=name)
    assert missing(ask(keller)) == ["A13"]
    agreed = f"{history}#purposes.research"
    with pytest.raises(WrongUse):
        sign_link(keller, NewLink("no_practice", "", agreed))  # an exception has its reason
    spared = sign_link(keller, NewLink("no_practice", "", agreed, note="Tiredness of drivers: safety reasons."))
    assert ask(keller).verdict == "permit"
    sign_link(keller, NewLink("practice", "", agreed))
    assert ask(keller).verdict == "deny"  # what a person confirmed prevails
    with keller.vault.write() as session:
        withdraw_link(keller, session, spared.key)
    assert ask(keller).verdict == "deny"


def test_a_law_is_named_for_research_with_special_categories(keller: Acting) -> None:
    stated = {"dataset": "panel", "purpose": "research", "article": "6(1)(a)", "special": "9(2)(j)"}
    bases = [{"party": "keller", **stated}, {"party": "uni", **stated, "special": "9(2)(a)"}]
    ready(keller, GIVEN, legal_bases=bases, datasets__0__special_categories=True)
    assert "G49" in missing(ask(keller))


NAMES = {"name": {"en": "Name"}, "categories": ["https://w3id.org/dpv/pd#Name"]}


@pytest.mark.parametrize(
    "says", [{"items": [NAMES]}, {"employees": True}, {"pseudonymised": True}, {"special_categories": True}]
)
def test_data_of_people_is_not_personal_on_no_word_alone(keller: Acting, says: dict[str, Any]) -> None:
    named = {f"datasets__0__{name}": value for name, value in says.items()}
    without_people(keller, datasets__0__personal=NOBODY, **named)
    assert "S4" in missing(ask(keller))
    put(keller, "anonymity", keller.organisation)
    assert "S4" not in [one.rule for one in ask(keller).reasons if one.verdict == "incomplete"]


NO_PEOPLE = [f"{DPV}NonPersonalData"]
TELLS_OF_PEOPLE = (
    ("Name und Geburtsdatum des Patienten", "Name and birth date of the patient"),
    ("Namen der Teilnehmenden", "Names of the participants"),
    ("Kundenliste", "Customer list"),
    ("Bewegungsprofil", "Licence plate"),
    ("Krankheitstage", "Sick days"),
    ("Mitarbeiterkennung", "Employee id"),
    ("IP-Adresse", "IP address"),
)


@pytest.mark.parametrize("place", ["items", "name"])
@pytest.mark.parametrize("words", TELLS_OF_PEOPLE, ids=[one[1] for one in TELLS_OF_PEOPLE])
def test_a_name_that_tells_of_people_is_not_personal_on_no_word(
    keller: Acting, words: tuple[str, str], place: str
) -> None:
    """No category, and no judgement, makes it so: an assessment on file does. Each language alone is enough."""
    for language, said in zip(("de", "en"), words, strict=True):
        name = {language: said}
        value: Any = name if place == "name" else [{"name": name, "categories": NO_PEOPLE}]
        alone = read_terms(terms(**{f"datasets__0__{place}": value, "datasets__0__personal": NOBODY}))
        assert is_about_people(alone.datasets[0]), said
    both = named(*words)
    value = both if place == "name" else [{"name": both, "categories": NO_PEOPLE}]
    without_people(keller, **{f"datasets__0__{place}": value, "datasets__0__personal": NOBODY})
    assert missing(ask(keller)) == ["S4"]
    put(keller, "anonymity", keller.organisation)
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(
    "words", ["Schalterliste", "Dateiname", "Behälterverzeichnis", "Personenkilometer", "Ohne Namen der Patienten"]
)
def test_a_name_of_things_tells_of_nobody(words: str) -> None:
    alone = read_terms(terms(datasets__0__items=[{"name": {"de": words}}], datasets__0__personal=NOBODY))
    assert not is_about_people(alone.datasets[0])


def test_consent_covers_what_an_item_names_and_not_what_it_is_called(keller: Acting) -> None:
    item = {"name": {"en": "Birth date"}, "categories": NO_PEOPLE}
    ready(keller, GIVEN, datasets__0__items=[item])
    assert missing(ask(keller)) == ["K02"]


@pytest.mark.parametrize(("months", "verdict"), [(None, "permit"), (0, "permit"), (2, "permit"), (1, "incomplete")])
def test_a_consent_beyond_the_agreed_interval_is_renewed(keller: Acting, months: int | None, verdict: str) -> None:
    """The agreement prints it, so the answer keeps it; where none is printed, no consent expires (K05)."""
    ready(keller, GIVEN, consent={"refresh_months": months})
    later = keller.clock() + timedelta(days=5)  # 35 days after they were given
    answer = may_share(keller, Question("panel", PARTNER, RESEARCH, later))
    assert answer.verdict == verdict
    if verdict == "incomplete":
        assert (missing(answer), dict(answer.tally.counts)) == (["K05"], {"stale": 2})
    elif months:
        assert str(answer.until_why) == "the first consents are to be renewed"


@given(st.dates(date(1970, 1, 1), date(2400, 1, 1)), st.integers(1, 1200), st.integers(-40, 40))
def test_what_is_due_by_a_day_was_given_by_the_last_day_due(agreed: date, months: int, beside: int) -> None:
    on = due(agreed, months) + timedelta(days=beside)
    assert (agreed <= last_due(on, months)) is (beside >= 0)


BY_PROCESSOR = {
    "activities__0__roles": PROCESSOR,
    "legal_bases": [{"party": "keller", **INTEREST}],
    "processing": {"controller": "keller", "processor": "uni"},
}


@pytest.mark.parametrize(
    ("recipients", "told"),
    [
        (("Druck Huber GmbH",), False),  # somebody else's name is no category
        (("Zürcher Ergonomie",), False),
        (("Universitäten und Hochschulen",), False),
        ((), False),
        (("Dienstleister, die in unserem Auftrag arbeiten",), True),
        (("Processors for hosting and support",), True),
        ((PARTNER,), True),
        ((PARTNER_NAME.upper(),), True),
    ],
)
def test_a_processor_is_told_of_by_its_name_or_its_category(
    keller: Acting, recipients: tuple[str, ...], *, told: bool
) -> None:
    """Art. 13(1)(e): recipients or categories of recipients; a processor is one (Art. 4(9))."""
    with keller.vault.write() as session:
        assert add_partner(session) == PARTNER
        session.add(ExternalPartnerRow(name="Zürcher Ergonomie", data=json.dumps({"name": "Zürcher Ergonomie"})))
        conclude(keller, session, terms(**BY_PROCESSOR))
        tell(keller, session, controllers=(keller.organisation,), recipients=recipients)
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=3))
    put(keller, "article_28", PARTNER, PAGES)
    assert ("T01" in {one.rule for one in ask(keller).reasons}) is not told


def test_what_the_recipient_tells_is_not_what_we_told(keller: Acting) -> None:
    """Its notice under Art. 14 ends its own duty and none of ours under Art. 13."""
    bases = [{"party": party, **INTEREST} for party in ("keller", "uni")]
    with keller.vault.write() as session:
        assert add_partner(session) == PARTNER
        conclude(keller, session, terms(legal_bases=bases))
        record(keller, session, GIVEN, at=keller.clock() - timedelta(days=3))
    put(keller, "notice_14", PARTNER)
    assert missing(ask(keller)) == ["T01"]
    put(keller, "notice_13", PARTNER)
    answer = ask(keller)
    assert (answer.verdict, "T02" in [one.rule for one in answer.obligations]) == ("permit", False)


HELPER = {
    "key": "helper",
    "name": "Cloud Helpers",
    "engaged_by": "uni",
    "same_duties": True,
    "contract_date": "2025-01-01",
}


@pytest.mark.parametrize(
    ("says", "outside"),
    [
        ({"address": "410 Terry Ave N, Seattle, WA 98109"}, True),
        ({"address": "Main Street 5, Seattle, USA"}, True),
        ({"address": "Bahnhofstraße 1, CH-8001 Zürich"}, True),
        ({"name": "Cloud Helpers, Inc."}, True),
        ({"address": "Türkenstraße 7, 80333 München"}, False),
        ({"name": "Cloud Helpers, Inc.", "address": "Dublin, Ireland"}, False),
        ({"address": "Seattle, USA", "country": "US"}, True),
    ],
)
def test_a_seat_that_words_say_is_asked_for(keller: Acting, says: dict[str, Any], *, outside: bool) -> None:
    """The country is preset where nobody chose one: an address in Seattle is no place in Germany."""
    sub = {**HELPER, **says}
    order = ready(keller, GIVEN, **BY_PROCESSOR, sub_processors=[sub])
    put(keller, "article_28", PARTNER, PAGES)
    found = [one for one in ask(keller).reasons if one.verdict == "incomplete" and one.rule == "X01"]
    assert bool(found) is outside, [str(one.message) for one in found]
    if outside and "country" not in says:
        place = f"sub_processors.helper.{'address' if 'address' in says else 'name'}"
        override(keller, order, "X01", place, "It sits in Frankfurt")
        assert "X01" not in {one.rule for one in ask(keller).reasons if one.verdict == "incomplete"}


def test_who_the_partner_engages_is_bound_before_it_gets_data(keller: Acting) -> None:
    """Art. 28(4): no file of ours shows the contract of the processor with another; somebody confirms it."""
    ready(keller, GIVEN, **BY_PROCESSOR, sub_processors=[{**HELPER, "same_duties": False}])
    put(keller, "article_28", PARTNER, PAGES)
    assert "P05" in missing(ask(keller))


def test_a_document_of_tomorrow_shows_nothing_today(keller: Acting) -> None:
    ready(keller, GIVEN, datasets__0__employees=True)
    today = keller.clock().date()
    tomorrow = FactOnFile(
        "", "works_council", keller.organisation, "panel", "Entwurf", today + timedelta(1), today, weighed=True
    )
    with keller.vault.write() as session:
        record_fact(keller, session, tomorrow)
    assert missing(ask(keller)) == ["G36"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"article": "6(1)(f)", "document": "Vermerk 4"}, "G08"),  # a university, in the performance of its tasks
        ({"article": "6(1)(f)", "document": ".", "law": "§ 13 LHG"}, "G08"),
        ({"article": "6(1)(e)", "law": "irgendein Gesetz"}, "G09"),
    ],
)
def test_a_record_of_a_basis_is_judged_like_one_in_the_terms(
    keller: Acting, changes: dict[str, str], rule: str
) -> None:
    ready(keller, GIVEN)
    keep_record(
        keller,
        BasisRecord("", PARTNER, "panel", "DP-1/research", "any", approver="Jana Öztürk", **changes, outcome="carries"),
    )
    assert rule in missing(ask(keller))
    keep_record(keller, BasisRecord("", PARTNER, "panel", "DP-1/research", "any", "6(1)(e)", law="§ 13 LHG"))
    assert rule not in [one.rule for one in ask(keller).reasons if one.verdict == "incomplete"]


def test_who_refused_is_in_no_yes_on_another_basis_unless_a_legal_member_says_why(keller: Acting) -> None:
    """EDPB 05/2020, 121 to 123: consent that was asked for is not swapped for another basis behind people's backs."""
    states = {"S1": "given", "S2": "refused", "S3": "withdrawn", "S4": "requested"}
    ready(keller, states, legal_bases=[{"party": party, **INTEREST} for party in ("keller", "uni")])
    put(keller, "notice_13", PARTNER)
    answer = ask(keller)
    assert (answer.verdict, answer.n, answer.m, answer.tally.counts) == ("partial", 2, 4, {"said_no": 2})
    assert missing(ask(keller, subjects=("S2",))) == ["K03"]
    (reason,) = [one for one in answer.reasons if one.verdict == "partial"]
    assert reason.wanted is not None
    assert reason.wanted.key  # the form opens with the basis on file
    interest = {"article": "6(1)(f)", "document": "Vermerk 9", "approver": "Jana Öztürk", "law": "§ 1 LHG"}
    interest["outcome"] = "carries"
    for whose in (keller.organisation, PARTNER):
        assert ask(keller).n == 2  # both controllers have to be spoken for
        said = BasisRecord("", whose, "panel", "DP-1/research", "any", **interest, beside_consent="Vermerk 12")
        keep_record(keller, said)
    answer = ask(keller)
    assert (answer.verdict, answer.n, dict(answer.tally.narrower)) == ("permit", 4, {RESEARCH: 2})
    told = [str(one.message) for one in answer.reasons if (one.rule, one.verdict) == ("K03", "warning")]
    assert any("Vermerk 12" in one for one in told)
    assert any("2 of the people counted refused" in one for one in told)
    used = use_decision(keller, Question("panel", PARTNER, RESEARCH, keller.clock()))
    assert replay(keller, used.record.entry).outcome == "same"


def test_an_objection_that_takes_no_effect_is_told_all_the_same(keller: Acting) -> None:
    """Art. 21 GDPR gives no right against 6(1)(c); the answer names these people."""
    duty = {"article": "6(1)(c)", "law": "§ 1 StatG", "dataset": "panel", "purpose": "research"}
    ready(
        keller,
        {"S1": "objected", "S2": "requested"},
        purposes__0__iri=f"{DPV}LegalCompliance",
        legal_bases=[{"party": party, **duty} for party in ("keller", "uni")],
    )
    at = keller.clock() - timedelta(hours=1)
    with keller.vault.write() as session:
        record(keller, session, {"S1": "objected"}, at=at, purpose=f"{DPV}LegalCompliance")
    put(keller, "notice_13", PARTNER)
    answer = may_share(keller, Question("panel", PARTNER, f"{DPV}LegalCompliance", keller.clock()))
    assert (answer.verdict, dict(answer.tally.narrower)) == ("permit", {f"{DPV}LegalCompliance": 1})


def named(de: str, en: str) -> dict[str, str]:
    return {"de": de, "en": en}


SPEAKS = (
    ("datasets__0__name", named("Gehälter unserer Belegschaft", "Salaries of our staff"), "employees"),
    ("datasets__0__name", named("Bewerbungen", "Job applications"), "employees"),
    ("datasets__0__name", named("Gewerkschaftsbeiträge", "Union dues"), "special_categories"),
    ("datasets__0__name", named("Wahlverhalten", "Political opinions"), "special_categories"),
    ("datasets__0__name", named("Befunde der Klinik", "Findings of the clinic"), "special_categories"),
    ("datasets__0__name", named("Punkte in Flensburg", "Penalty points"), "offence_data"),
    ("datasets__0__name", named("Zeugnisnoten der 7b", "School marks of 7b"), "children"),
    ("datasets__0__name", named("Bezug von Bürgergeld", "Social benefits"), "secret"),
    ("datasets__0__name", named("Mandantenakten", "Client files of the law firm"), "secret"),
    ("purposes__0__name", named("Auswertung von Krankheitstagen", "Analysis of sick days"), "special_categories"),
    ("purposes__0__name", named("Bonitätsbewertung", "Credit scoring"), "purposes.research.name"),
    ("purposes__0__name", named("Bewertung der Mieter", "Assessment of tenants"), "purposes.research.name"),
    ("purposes__0__name", named("Automatisierte Ablehnung", "Automated rejection"), "purposes.research.name"),
)


@pytest.mark.parametrize(("place", "words", "fact"), SPEAKS, ids=[each[1]["en"] for each in SPEAKS])
def test_words_against_a_no_are_looked_at_again(keller: Acting, place: str, words: dict[str, str], fact: str) -> None:
    """A "no" that the same agreement's own words speak against is no fact to rest on, in either language."""
    ready(keller, GIVEN, **{place: words})
    answer = ask(keller)
    assert missing(answer) == ["G42"]
    assert [one.link[1].endswith(fact) for one in answer.reasons if one.rule == "G42"] == [True]
    for language in ("de", "en"):
        alone = read_terms(terms(**{place: {language: words[language]}})).model_dump(mode="json")
        assert "G42" in [one.id for one in check_terms(read_terms(alone), local_day(NOON))], language


@pytest.mark.parametrize("said", ["Ohne Bewertung der Mieter", "No assessment of tenants", "Bewertung der Anlagen"])
def test_a_denial_or_a_thing_is_nobody_judged(keller: Acting, said: str) -> None:
    ready(keller, GIVEN, purposes__0__name={"de": said, "en": said})
    assert ask(keller).verdict == "permit"


@pytest.mark.parametrize(("who", "operation"), [("keller", "use"), ("uni", "disclosure")])
def test_a_basis_for_another_operation_is_none_for_this_one(keller: Acting, who: str, operation: str) -> None:
    """Who provides the data discloses it, who receives it uses it: each needs a basis for its own (Art. 6(1), 4(2) GDPR)."""
    ready(
        keller,
        GIVEN,
        legal_bases=[
            {**one, "party": party} | ({"operation": operation} if party == who else {})
            for one in OURS
            for party in ("keller", "uni")
        ],
    )
    assert missing(ask(keller)) == ["G05"]


@pytest.mark.parametrize(
    ("law", "verdict"),
    [
        ("§ 3 BDSG", "incomplete"),
        ("Art. 4 BayDSG", "incomplete"),
        ("§ 4 NDSG, § 3 BDSG", "incomplete"),
        ("§ 2 EnWG", "permit"),
    ],
)
def test_a_company_has_no_task_by_an_act_on_public_bodies(keller: Acting, law: str, verdict: str) -> None:
    """§ 2(4) BDSG: a private body with public tasks is entered as a public one."""
    based = [{**one, "party": party, "article": "6(1)(e)", "law": law} for one in OURS for party in ("keller", "uni")]
    ready(keller, GIVEN, legal_bases=based)
    answer = ask(keller)
    assert answer.verdict == verdict
    assert {one.verdict for one in answer.reasons if one.rule == "G57"} == {
        "incomplete" if verdict != "permit" else "warning"
    }


@pytest.mark.parametrize(
    ("law", "releases"),
    [
        *(("§ 203 StGB", True), ("§ 203 Abs. 1 Nr. 1 StGB", True), ("section 203(1) StGB", True), ("§ 35 SGB I", True)),
        *(
            ("§ 67b Abs. 2 SGB X", True),
            ("§ 30 AO", True),
            ("§ 30 Abs. 4 Nr. 3 AO", True),
            ("§ 16 Abs. 1 BStatG", True),
        ),
        *(
            ("§ 203 Abs. 3 StGB", False),
            ("§ 203 (3) StGB", False),
            ("§ 30 Abs. 4 Nr. 1 AO", False),
            ("§ 80 SGB X", False),
        ),
        *(("§ 203 Abs. 1 StGB, § 67d SGB X", False), ("§ 16 Abs. 6 BStatG", False), ("", False)),
    ],
)
def test_a_release_is_on_file_and_not_in_the_contract(keller: Acting, law: str, releases: bool) -> None:
    """The provision that lays down a secrecy permits nothing by itself: whoever released has to have done so."""
    assert is_release(law) == releases
    if law not in ("§ 203 StGB", "§ 16 Abs. 6 BStatG"):
        return
    ready(
        keller,
        GIVEN,
        datasets__0__secret=True,
        datasets__0__secrecy_basis=law,
        datasets__0__secrecy_bound={"en": "by a declaration"},
    )
    assert ask(keller).verdict == ("incomplete" if releases else "permit")
    if releases:
        put(keller, "secrecy", PARTNER)
        assert ask(keller).verdict == "permit"


def test_consent_of_employees_is_told_to_be_free(keller: Acting) -> None:
    """§ 26(2) BDSG: whether it was, no program can see."""
    ready(
        keller,
        GIVEN,
        datasets__0__employees=True,
        facts={"works_council_agreement": "BV 1", "works_council_outcome": "carries"},
    )
    warned = [str(one.message) for one in ask(keller).reasons if one.rule == "S7" and one.verdict == "warning"]
    assert len(warned) == 2
