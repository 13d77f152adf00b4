"""General rules, processors, joint control, transparency and consent, with whole contracts: answers file in, findings out.

The example answers of a template, which meet every rule, with a few of them changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from datapact.base.errors import WrongUse
from datapact.checks.model.facts import SigningFacts
from datapact.checks.run.engine import RULES, check, check_terms
from datapact.checks.wording.text_of_state import text_of_state
from datapact.contract.screening.own_facts import require_own_fact
from datapact.contract.templates.questions import Question, library
from datapact.contract.terms import read_terms
from datapact.contract.terms.frame import Processing
from datapact.contract.wording.free_texts import free_texts
from datapact.contract.wording.provided import wording_at
from tests.agreements.drafts import TEMPLATES, draft
from tests.checks.contracts import ON, answers_file, findings, met, renumbered
from tests.checks.full_agreements import DROP, TEXT, both
from tests.checks.test_cooperation_contracts import CONTRACTS as COOPERATION
from tests.checks.test_regime_contracts import CONTRACTS as REGIMES
from tests.checks.test_regime_contracts import Contract, transfer
from tests.checks.test_trials import TRIALS

AVV, C2C, JOINT = "processing", "controller-to-controller", "joint-controllers"
PILOT, ASKED, CONSORTIUM, USER = "ai-pilot", "participant-consent", "consortium", "data-act-user"
LICENCE = "data-licence"
NAMELESS = {"key": "later", "name": {}}
CONSENTED = {"legal_bases.0.article": "6(1)(a)"}
CITY = {"parties.verkehr.kind": "public_body", "parties.verkehr.land": "BW"}
FAILING: list[tuple[str, str, str, Mapping[str, Any]]] = [
    ("G02", "E", C2C, {"activities": []}),
    ("G03", "E", C2C, {"purposes.research.name": {"de": "alle Zwecke", "en": "any purpose"}}),
    ("G03", "E", LICENCE, {"purposes": []}),
    ("G03", "E", LICENCE, {"purposes": [NAMELESS]}),
    ("G03", "W", LICENCE, {"purposes.breeding.name": {"de": "alle Zwecke", "en": "any purpose"}}),
    ("G03", "E", "data-act-third-party", {"purposes": []}),
    ("G03", "E", "intermediary", {"purposes": []}),
    ("G03", "W", USER, {"purposes": []}),
    ("G04", "E", C2C, {"datasets.stops.items": []}),
    ("G04", "W", LICENCE, {"datasets.weather.items": []}),
    ("G07", "E", C2C, {"datasets.trips.offence_data": True}),
    ("G11", "E", C2C, {"datasets.trips.retention": {}}),
    ("G12", "W", C2C, {"end_of_data.rule": "", **{f"datasets.{one}.retention.fate": "" for one in ("trips", "stops")}}),
    (
        "G12",
        "W",
        LICENCE,
        {"end_of_data.rule": "", **{f"datasets.{one}.retention.fate": "" for one in ("weather", "soil")}},
    ),
    ("G13", "E", AVV, {"measures": []}),
    ("G14", "E", AVV, {"breach.contacts": []}),
    ("G14", "W", AVV, {"breach.hours": 72}),
    ("G15", "E", C2C, {"rights.responsible": "hochschule"}),
    ("G15", "W", C2C, {"rights.responsible": "hochschule", "rights.answer_days": 21}),
    ("G17", "E", PILOT, {"assessments.dpia-keller": DROP}),
    ("G17", "E", PILOT, {"assessments.dpia-ipd.day": DROP}),
    ("G18", "W", AVV, {"parties.stadtwerke.dpo": DROP}),
    ("G19", "E", C2C, {"duration.start": DROP}),
    ("G20", "W", C2C, {"law.governing": ""}),
    ("G22", "W", C2C, {"rights.accuracy_procedure": {}}),
    ("G24", "W", C2C, CITY),
    ("G25", "W", C2C, {"datasets.trips.children": True}),
    ("G26", "E", C2C, {"facts.automated_decisions": True}),
    ("G27", "W", C2C, {"parties.hochschule.register_of_processing": False}),
    ("G28", "W", C2C, {"onward.rule": ""}),
    ("G29", "W", C2C, {"datasets.trips.reidentification_banned": False}),
    ("G30", "E", C2C, {"legal_bases.0.article": "6(1)(b)"}),
    ("G31", "W", AVV, {"form.notices": ""}),
    ("G36", "W", AVV, {"facts.works_council_agreement": DROP}),
    ("G38", "W", C2C, {"facts.terminal_equipment_ground": ""}),
    ("G45", "W", C2C, {"review.first": date(2030, 1, 1)}),
    ("G45", "W", C2C, {f"purposes.{one}.iri": "https://w3id.org/dpv#Marketing" for one in ("research", "marketing")}),
    (
        "G45",
        "W",
        C2C,
        {
            "purposes.research.iri": "https://w3id.org/dpv#PersonalisedAdvertising",
            "purposes.marketing.iri": "https://w3id.org/dpv#Marketing",
        },
    ),
    ("G48", "W", C2C, {"joint.screened": ""}),
    ("G48", "W", PILOT, {"joint.screened": ""}),
    ("G48", "W", ASKED, {"joint.screened": ""}),
    ("G48", "E", C2C, {"joint.screened": "joint"}),
    ("G52", "W", C2C, {"law.venue": "Leipzig"}),
    ("G56", "W", C2C, {"datasets.trips.children": True}),
    ("G58", "W", C2C, {"penalty.year_euros": DROP}),
    ("G59", "W", AVV, {"insurance.kept_by": []}),
    ("G62", "W", AVV, {"parties.lohnwerk.legal_form": "GmbH & Co. KG"}),
    ("P03", "E", AVV, {"measures": []}),
    ("P08", "E", AVV, {"end_of_data.chosen_by": "lohnwerk"}),
    ("G42", "W", C2C, {"datasets.trips.description": both("Fahrten von Schülern", "Trips of pupils")}),
    ("G44", "E", AVV, {"processing.instructions_contact": {"name": "Petra Holm"}}),
    (
        "G64",
        "W",
        AVV,
        {"processing.audit_costs": both("Überprüfungen vor Ort finden nicht statt.", "No audits take place.")},
    ),
    ("G65", "W", AVV, {"legal_bases.0.balancing_test": "Vermerk 3: Das Interesse der Betroffenen überwiegt."}),
    (
        "G66",
        "W",
        AVV,
        {"purposes.payroll.description": both("Nur nach Freigabe im Einzelfall.", "Only after release.")},
    ),
    ("G67", "W", PILOT, {"assessments.0.day": date(2031, 1, 1)}),
    ("G67", "W", C2C, {"legal_bases.0.balancing_test_date": date(1970, 1, 1)}),
    ("P04", "W", AVV, {"processing.sub_processing_notice_days": 5, "processing.sub_processing_objection_days": 5}),
    ("P05", "W", AVV, {"sub_processors.rz-sued.address": DROP}),
    ("P11", "E", AVV, {"form.conclusion": ""}),
    ("P12", "E", AVV, {"processing.guarantees": DROP}),
    ("P13", "E", AVV, {"processing.processor_own_purposes": True}),
    ("J01", "E", JOINT, {"joint.rights": []}),
    ("J02", "W", JOINT, {"joint.topics": []}),
    ("J03", "E", JOINT, {"joint.essence_available": {}}),
    ("J04", "W", JOINT, {"joint.contact_point": DROP}),
    ("J05", "E", JOINT, {"joint.limits_rights": True}),
    ("T01", "E", C2C, {"notices": []}),
    ("T02", "E", C2C, {"notices": []}),
    ("T03", "E", C2C, {"notices.notice-hochschule.categories_and_source": False}),
    ("K01", "E", C2C, CONSENTED),
    ("K02", "E", C2C, CONSENTED),
    ("K03", "E", C2C, CONSENTED),
    ("K04", "E", ASKED, {"consent.explicit": False}),
    ("C01", "W", C2C, {"remarks": both("§ 3 gilt nicht.", "Section 3 does not apply.")}),
]


ENDS_EARLIER = both("Der Vertrag endet am 31. Dezember 2028.", "The agreement ends on 31 December 2028.")
SENSITIVE = {
    "datasets.trips.special_categories": True,
    "facts.research_law": DROP,
    "legal_bases.0.special": "9(2)(j)",
    "legal_bases.1.special": "9(2)(j)",
}
OUTSIDE = {"parties.hochschule.address.country": "CH"}
UNIVERSITY = {
    "parties.hochschule.kind": "university",
    "parties.hochschule.legal_form": "Körperschaft des öffentlichen Rechts",
}
EXEMPT = {f"parties.{party}.signatories.0.exempt_from_181": True for party in ("stadtwerke", "lohnwerk")}
BOTH_SIGNED = SigningFacts(True, frozenset({"verkehr", "hochschule"}))
ELSEWHERE = SigningFacts(True, elsewhere={"verkehr": "Prüfbericht 1", "hochschule": "Prüfbericht 2"})
CHILDREN = {"datasets.0.children": True, "consent.online_service": True}
SMALL = {"data_act.small_manufacturer": True, "data_act.manufacturer_subcontracted": False}

CONTRACTS = [
    Contract("G21", C2C, {}, {}, signing=SigningFacts(True, frozenset({"verkehr"})), cured_signing=BOTH_SIGNED),
    Contract("G33", C2C, {"remarks": {"de": "Ohne Übersetzung."}}, {"remarks.en": "With a translation."}, "W"),
    Contract("G35", C2C, {"facts.parent_agreement": "Rahmenvertrag 7"}, {"facts.order_of_precedence": TEXT}, "W"),
    Contract("G37", C2C, SENSITIVE, {"facts.research_law": "§ 27 BDSG"}, "W"),
    Contract("G46", C2C, {"remarks": ENDS_EARLIER}, {"duration.end": date(2028, 12, 31)}, "W"),
    Contract(
        "G50",
        C2C,
        {"form.conclusion": "qualified_electronic"},
        {},
        "W",
        signing=BOTH_SIGNED,
        cured_signing=ELSEWHERE,
    ),
    Contract("G53", C2C, OUTSIDE, {"parties.hochschule.representative": {"name": "Vertretung Ulm GmbH"}}, "W"),
    Contract("G57", C2C, {"legal_bases.1.article": "6(1)(e)", "legal_bases.1.law": "§ 13 LHG"}, UNIVERSITY, "W"),
    Contract(
        "G60",
        C2C,
        {},
        {},
        "W",
        signing=SigningFacts(False, concluded=date(2027, 1, 2)),
        cured_signing=SigningFacts(False, concluded=date(2027, 1, 1)),
    ),
    Contract("G61", AVV, {"parties.lohnwerk.signatories.0.name": "Clara Winter"}, EXEMPT, "W"),
    Contract("T04", AVV, transfer(), {"notices.notice-stadtwerke.transfers_named": True}),
    Contract(
        "K05",
        ASKED,
        {"consent.refresh_months": 12, "consent.oldest": date(2025, 11, 26)},
        {"consent.oldest": date(2025, 11, 27)},
        "W",
    ),
    Contract("K06", ASKED, CHILDREN, {"consent.age_country": "DE", "consent.parental": TEXT}),
    Contract("D15", USER, {"data_act.compensation": TEXT}, SMALL),
]

DELETED = [
    ("G16", "E", C2C, "rights"),
    ("G16", "E", AVV, "data-subjects"),
    ("G23", "W", CONSORTIUM, "members"),
    ("P01", "E", AVV, "instructions"),
    ("P02", "E", AVV, "personnel"),
    ("P03", "E", AVV, "measures"),
    ("P06", "E", AVV, "data-subjects"),
    ("P07", "E", AVV, "assistance"),
    ("P09", "E", AVV, "audits"),
    ("P10", "E", AVV, "instructions"),
    ("C02", "W", C2C, "confidentiality"),
    ("N06", "W", "nda", "nda-data-room"),
]
"""What the wording alone shows: the example without one of its clauses, and the whole one."""


@pytest.mark.parametrize(("rule", "severity", "template", "wrong"), FAILING, ids=lambda one: str(one)[:24])
def test_a_contract_fails_the_rule_that_the_example_meets(
    rule: str, severity: str, template: str, wrong: Mapping[str, Any]
) -> None:
    assert severity in findings(template, wrong).get(rule, set())
    assert rule not in met(template)


@pytest.mark.parametrize("one", CONTRACTS, ids=lambda one: f"{one.rule}-{one.template}")
def test_a_contract_fails_the_rule_and_its_cure_meets_it(one: Contract) -> None:
    failing = findings(one.template, one.wrong, one.on, one.signing)
    cured = findings(one.template, {**one.wrong, **one.cure}, one.on, one.cured_signing)
    exempted = EXEMPTIONS.get(one.rule)
    if exempted is None:
        assert one.severity in failing.get(one.rule, set()), failing
        assert one.rule not in cured, cured
    else:
        assert failing.keys() & exempted
        assert not cured.keys() & exempted, cured


@pytest.mark.parametrize(("rule", "severity", "template", "clause"), DELETED)
def test_a_contract_without_the_clause_fails_the_rule(rule: str, severity: str, template: str, clause: str) -> None:
    assert severity in findings(template, {}, without=(clause,)).get(rule, set())
    assert rule not in met(template)


def test_what_was_signed_long_ago_may_have_begun_long_ago() -> None:
    long_ago = {"duration.start": date(1990, 1, 1)}
    assert "G44" in findings(C2C, long_ago)
    for signed in (None, date(1989, 12, 1)):
        assert "G44" not in findings(C2C, long_ago, signing=replace(ELSEWHERE, concluded=signed))


def test_a_reference_to_a_clause_that_was_taken_out_is_found() -> None:
    state = draft(C2C, answers_file(C2C, {}))
    kept = [clause for clause in state["clauses"] if clause["id"] != "liability"]
    assert "G40" in {one.id for one in check(renumbered({**state, "clauses": kept}), ON)}
    assert "G40" not in {one.id for one in check(renumbered(state), ON)}


def test_a_translation_is_behind_until_it_changes_too() -> None:
    before, after = (draft(C2C, answers_file(C2C, {})) for _time in range(2))
    text = after["clauses"][-1]["paragraphs"][0]["text"]
    text["de"][0]["text"] += " Nebenabreden bestehen nicht."
    assert ("G33", "E") in {(one.id, one.severity) for one in check(after, ON, earlier=[before])}
    text["en"][0]["text"] += " There are no side agreements."
    assert "G33" not in {one.id for one in check(after, ON, earlier=[before])}


def test_standard_clauses_as_compared_meet_what_they_say() -> None:
    state = draft(
        AVV, answers_file(AVV, {"processing.subject_matter": DROP, "sub_processors.rz-sued.same_duties": False})
    )
    gone = ("instructions", "personnel", "audits")
    state["clauses"] = [clause for clause in state["clauses"] if clause["id"] not in gone]
    words = ("Klausel 1: Zweck.", "Klausel 2: Unabänderbarkeit.")
    state["clauses"][-1]["paragraphs"] += [
        {"id": f"official-{n}", "text": {"de": [{"text": one}], "en": [{"text": one}]}, "items": []}
        for n, one in enumerate(words, 1)
    ]
    text = text_of_state(state, read_terms(state["terms"]))
    assert text is not None
    digests = {one.place: one.digest for one in text.own_words}
    compared = {wording_at(f"official-{n}", digests[f"official-{n}"]): {f"official 2021/915 {n}/2"} for n in (1, 2)}
    whole = {one.id for one in check(state, ON, confirmed=compared)}
    part = {one.id for one in check(state, ON, confirmed=dict(list(compared.items())[:1]))}
    assert {"P00", "P01", "P02", "P05", "P09", "P10"} <= part & EXEMPTIONS["P14"]
    assert not whole & EXEMPTIONS["P14"]


def test_free_texts_are_read_one_by_one() -> None:
    state = draft(AVV, answers_file(AVV, {}))
    free = {one.digest: () for one in free_texts(read_terms(state["terms"]))}
    assert "C03" not in {one.id for one in check(state, ON, confirmed=free)}
    one_left = check(state, ON, confirmed=dict.fromkeys([*free][1:], ()))
    assert [len(one.places) for one in one_left if one.id == "C03"] == [1]


@pytest.mark.parametrize("prevailing", ["de", "en"])
@pytest.mark.parametrize("template", TEMPLATES)
def test_a_translation_that_was_changed_alone_is_found(template: str, prevailing: str) -> None:
    """One word more in any paragraph of the language that does not prevail; whoever changes both reads both."""
    state = draft(template, answers_file(template, {"agreement.prevailing": prevailing}))
    assert "C04" not in {one.id for one in check(state, ON)}
    other = "en" if prevailing == "de" else "de"
    edited_at = set()
    for clause in state["clauses"]:
        paragraph = clause["paragraphs"][-1]
        paragraph["text"][other].append({"text": " Section 5 does not apply."})
        edited_at.add(f"clauses.{paragraph['id']}")
    found = {one.place: one for one in check(state, ON, freezing=True) if one.id == "C04"}
    read_as_own = {place for one in check(state, ON) if one.id == "C01" for place in one.places}
    assert found.keys() == edited_at - read_as_own
    assert len(found) > len(edited_at) * 3 // 4
    assert {one.severity for one in found.values()} == {"E"}
    for clause in state["clauses"]:
        clause["paragraphs"][-1]["text"][prevailing].append({"text": " § 5 gilt nicht."})
    assert "C04" not in {one.id for one in check(state, ON)}


def test_the_translation_of_another_released_paragraph_is_found() -> None:
    state = draft(AVV, answers_file(AVV, {}))
    first, second = (clause["paragraphs"][0] for clause in state["clauses"][4:6])
    first["text"]["en"], second["text"]["en"] = second["text"]["en"], first["text"]["en"]
    assert {one.place for one in check(state, ON) if one.id == "C04"} == {
        f"clauses.{one['id']}" for one in (first, second)
    }


@pytest.mark.parametrize("question", [one for one in library() if one.usual_members], ids=lambda one: one.path)
def test_words_that_datapact_proposed_are_no_free_text_until_they_are_changed(question: Question) -> None:
    proposed = [dict(one) for one in question.usual_members if isinstance(one, dict)]
    whole = draft(AVV, answers_file(AVV, {}))["terms"]
    rest = [one.place for one in free_texts(read_terms({**whole, question.path: []}))]
    assert rest == [one.place for one in free_texts(read_terms({**whole, question.path: proposed}))]
    own = [
        {**one, "description": {**one["description"], "de": f"{one['description']['de']} § 4 gilt nicht."}}
        for one in proposed
    ]
    changed = [*free_texts(read_terms({**whole, question.path: own}))]
    assert len(changed) == len(rest) + len(proposed) > len(rest)


def test_a_choice_that_may_be_left_open_says_what_holds_then() -> None:
    silent = {one.path for one in library() if one.optional and one.shape.kind == "choice" and not one.without.de}
    assert silent == {"parties.*.size"}  # nobody knows the size of who did not say it


EXEMPTIONS = {rule.id: frozenset(rule.exempts) for rule in RULES if rule.severity is None}
"""The rules that each exemption meets: an exemption fails where one of them finds something, and holds where none does."""
OF_THEIR_OWN = {
    "G40": test_a_reference_to_a_clause_that_was_taken_out_is_found,
    "P14": test_standard_clauses_as_compared_meet_what_they_say,
    "C03": test_free_texts_are_read_one_by_one,
    "C04": test_a_translation_that_was_changed_alone_is_found,
}


def test_every_rule_has_a_whole_contract_that_fails_and_one_that_meets_it() -> None:
    """Each table below is tried with a contract that fails and one that meets the rule; a new rule needs a line in one."""
    shown = {rule for rule, *_rest in (*FAILING, *DELETED)} | OF_THEIR_OWN.keys()
    shown |= {one.rule for one in (*CONTRACTS, *REGIMES, *COOPERATION)}
    shown |= {wanted[:3] for trial in TRIALS for wanted in trial.expected}
    assert shown == {rule.id for rule in RULES}


def test_the_bases_of_a_controller_may_stay_beside_a_processing_agreement() -> None:
    terms = read_terms(draft(AVV, answers_file(AVV, {"legal_bases": []}))["terms"])
    stated = {
        "party": "stadtwerke",
        "dataset": "payroll",
        "purpose": "payroll",
        "article": "6(1)(c)",
        "law": "§ 38 EStG",
    }
    beside = {"legal_bases": [{**stated, "special": "9(2)(b)"}]}
    assert {one.id for one in check_terms(terms, ON)} & {"G05", "G06"} == {"G05", "G06"}
    assert not {one.id for one in check_terms(terms, ON, own=beside)} & {"G05", "G06"}
    require_own_fact(terms, "legal_bases", beside["legal_bases"])
    with pytest.raises(WrongUse):
        require_own_fact(terms.model_copy(update={"processing": Processing()}), "legal_bases", [])
