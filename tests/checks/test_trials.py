"""Trials of a legal reading: the shipped example answers with a few facts changed, and the answer that should come."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from datapact.checks.run.engine import check
from datapact.contract.templates.template import example_answers
from tests.agreements.drafts import draft
from tests.checks.contracts import ON, answers_file, findings, met
from tests.checks.full_agreements import DROP


@dataclass(frozen=True)
class Trial:
    """``expected`` are findings that must come, as id and severity (``X01E``); ``absent`` ids that must not."""

    name: str
    template: str
    changes: Mapping[str, Any]
    expected: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    no_errors: bool = False
    on: date = ON


AVV, C2C, PILOT = "processing", "controller-to-controller", "ai-pilot"
USER_SHARES = {
    "data_act.applies": True,
    "data_act.user": "keller",
    "data_act.recipient": "ipd",
    "data_act.holder_name": "Fräszentren AG (Hersteller)",
    "data_act.no_competing_product": True,
    "data_act.trade_secrets_identified": {"de": "Schwingungsmessreihen", "en": "Vibration time series"},
    "data_act.trade_secret_measures": {"de": "Vertraulich nach § 9", "en": "Confidential under Section 9"},
    "datasets.vibration.product_data": True,
}
EMOTIONS = {
    "de": "Emotionserkennung bei Beschäftigten am Arbeitsplatz",
    "en": "Emotion recognition of employees at work",
}

HEALTH = {"de": "Fahrten zu Arztpraxen", "en": "Trips to doctors"}
GROUND = {"de": "für Rückfragen", "en": "for questions"}
DUTY = {"de": "Speicherpflicht nach § 147 AO", "en": "duty to store under section 147 AO"}
LEFT_OVER = {"de": "Ansprechstelle ist die Berger Logistik AG.", "en": "The contact is Berger Logistik AG."}
CAP = {"de": "1.000 Euro", "en": "1,000 euros"}

TRIALS = [
    Trial(
        "avv-us-sub",
        AVV,
        {"sub_processors.rz-sued.country": "US"},
        ("X01E",),
    ),
    Trial(
        "pilot-unfair",
        PILOT,
        {
            "data_act.unilateral_terms": "yes",
            "data_act.unfair": ["excludes_intent_or_gross_negligence"],
            "data_act.excludes_article_13": True,
        },
        ("D10E", "D12E"),
    ),
    Trial("pilot-user", PILOT, USER_SHARES, no_errors=True, absent=("D01", "D02", "D14")),
    Trial("pilot-emotion", PILOT, {"purposes.maintenance.name": EMOTIONS}, ("A13E",)),
    Trial(
        "pilot-gpai",
        PILOT,
        {
            "models.general_purpose": True,
            "models.open_source": True,
            "models.placed_on_market": date(2025, 3, 1),
        },
        absent=("A07",),
        no_errors=True,
        on=date(2027, 8, 1),
    ),
    Trial(
        "pilot-gpai from 2 August 2027 on",
        PILOT,
        {
            "models.general_purpose": True,
            "models.placed_on_market": date(2025, 3, 1),
        },
        ("A07E",),
        on=date(2027, 8, 2),
    ),
    Trial(
        "avv-noflag",
        AVV,
        {"datasets.payroll.special_categories": DROP, "legal_bases.0.special": DROP},
        ("G06E",),
        absent=("G41",),
    ),
    Trial("avv-noflag, answered no", AVV, {"datasets.payroll.special_categories": False}, ("G42E",)),
    Trial(
        "c2c-health-notpersonal",
        C2C,
        {
            "datasets.trips.personal": [
                {"party": "verkehr", "judgement": "anonymous"},
                {"party": "hochschule", "judgement": "anonymous"},
            ],
            "datasets.trips.items": [{"name": HEALTH, "categories": ["https://w3id.org/dpv/pd#Health"]}],
        },
        ("G47E",),
    ),
    Trial(
        "c2c-children",
        C2C,
        {
            "datasets.trips.children": True,
            "datasets.trips.special_categories": True,
            "facts.dpia_required": DROP,
            "facts.dpia_reasons": DROP,
            "assessments.dpia-verkehr": DROP,
            "assessments.dpia-hochschule": DROP,
            "legal_bases.0.special": "9(2)(h)",
            "legal_bases.1.special": "9(2)(h)",
        },
        ("G17E", "G49E"),
    ),
    Trial("avv-onward", AVV, {"onward.rule": "allowed"}, ("P15E",)),
    Trial(
        "avv-p14",
        AVV,
        {
            "processing.standard_clauses": "2021/915",
            "processing.standard_clauses_unmodified": True,
            "processing.subject_matter": DROP,
            "processing.nature": DROP,
            "sub_processors.rz-sued.same_duties": False,
        },
        ("P00E", "P05E"),
    ),
    Trial("avv-resp", AVV, {"rights.responsible": "lohnwerk"}, ("P15E",)),
    Trial("avv-record", AVV, {"parties.lohnwerk.register_of_processing": False}, absent=("G27",)),
    Trial(
        "avv-machines",
        AVV,
        {"datasets.payroll.product_data": True, "data_act.holder": "stadtwerke", "data_act.user_name": "Kunden"},
        absent=("D01",),
    ),
    Trial("avv-noinstr", AVV, {"processing.instructions_contact": DROP}, ("G43E",)),
    Trial(
        "avv-objection",
        AVV,
        {"processing.sub_processing_notice_days": 5, "processing.sub_processing_objection_days": 60},
        ("P04E",),
    ),
    Trial(
        "avv-cap",
        AVV,
        {"liability.rule": "capped", "liability.cap": CAP, "facts.negotiation_record": DROP},
        ("G39W",),
    ),
    Trial("avv-keep", AVV, {"datasets.payroll.retention": {"months": 600, "fate": "delete"}}, ("G51E",)),
    Trial("c2c-operation", C2C, {"legal_bases.0.operation": "use"}, ("G05E",)),
    Trial("avv-archive", AVV, {"datasets.payroll.retention.after_end": GROUND}, ("G51E",)),
    Trial("avv-archive by law", AVV, {"datasets.payroll.retention.after_end": DUTY}, absent=("G51",)),
    Trial("avv-nis2", AVV, {"parties.stadtwerke.essential_entity": True, "breach.hours": 72}, ("G54W",)),
    Trial("avv-nis2, a day", AVV, {"parties.stadtwerke.essential_entity": True}, absent=("G54",), no_errors=True),
    Trial("avv-left over", AVV, {"remarks": LEFT_OVER}, ("G55W",)),
    Trial("c2c-retention", C2C, {"datasets.trips.retention.months": 480}, ("G51E",)),
    Trial(
        "c2c-uni",
        C2C,
        {
            "parties.hochschule.kind": "university",
            "parties.hochschule.legal_form": "Körperschaft des öffentlichen Rechts",
        },
        ("G08E",),
    ),
    Trial(
        "c2c-mun2",
        C2C,
        {
            "parties.verkehr.kind": "public_body",
            "parties.verkehr.legal_form": "Gemeinde",
            "parties.verkehr.land": "BW",
            "form.conclusion": "text_form",
            "facts.public_form": "wie üblich",
        },
        ("G32E",),
    ),
    Trial(
        "c2c-law",
        C2C,
        {
            "legal_bases.1.article": "6(1)(e)",
            "legal_bases.1.law": "irgendein Gesetz",
            "purposes.research.scientific_research": False,
            "purposes.research.compatibility_test": DROP,
            "purposes.research.further_notice": DROP,
        },
        ("G09E", "G10E"),
    ),
    Trial(
        "c2c-quarter",
        C2C,
        {"duration.notice_months": 3, "duration.notice_to": "quarter", "duration.renewal_months": 12},
        absent=("G45", "G46"),  # the text says what the term says
    ),
    Trial(  # who receives data for its own purposes is a controller of the same data: module 1 fits
        "c2c-module-1",
        C2C,
        {
            "transfers": [
                {
                    "key": "hs",
                    "importer": "Stiftung Hochschule für Mobilität",
                    "country": "US",
                    "mechanism": "46(2)(c)",
                    "module": "1",
                }
            ]
        },
        absent=("X03",),
    ),
    Trial("a party twice", AVV, {"parties.lohnwerk.name": "Stadtwerke Falkental GmbH"}, ("G01E",)),
    Trial("Stuttgart as law", C2C, {"law.governing": "Stuttgart"}, ("G44E",)),
    Trial("a GmbH has no board", AVV, {"parties.lohnwerk.signatories.0.capacity": "board_member"}, ("G34E",)),
    Trial("gap", AVV, {"processing.nature": DROP}, ("G43E", "P00E")),
    Trial("entfällt", C2C, {"law.venue": "entfällt"}, absent=("G43", "G44", "G52")),
    Trial("nobody asked whom it is about", C2C, {"datasets.trips.children": DROP}, ("G41W",)),
]


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_the_answer_that_should_come_comes(trial: Trial) -> None:
    found = findings(trial.template, trial.changes, trial.on)
    for wanted in trial.expected:
        assert wanted[3:] in found.get(wanted[:3], set()), (wanted, found)
        assert wanted[:3] not in met(trial.template, trial.on), "the example as shipped meets it"
    assert not found.keys() & set(trial.absent)
    if trial.no_errors:
        # a gap in the shipped wording is no answer of the rule on trial
        assert not {one for one, severities in found.items() if "E" in severities} - {"G43"}


def test_who_holds_pseudonyms_needs_a_way_to_answer_requests() -> None:
    state = draft(C2C, answers_file(C2C, {}))
    rights = next(clause for clause in state["clauses"] if clause["id"] == "rights")
    rights["paragraphs"] = [one for one in rights["paragraphs"] if one["id"] != "rights-identification"]
    assert ("G15", "W", ("G15.pseudonyms",)) in {(one.id, one.severity, one.parts) for one in check(state, ON)}
    state["terms"]["datasets"][0]["personal"][1]["judgement"] = "personal"
    assert "G15.pseudonyms" not in {part for one in check(state, ON) for part in one.parts}


def test_what_follows_an_objection_to_a_sub_processor_has_a_period() -> None:
    assert findings(AVV, {}, version=1)["P04"] == {"W"}, "its text lets either party end the service at once"
    assert "P04" not in findings(AVV, {})


def test_two_companies_of_a_group_engage_one_processor() -> None:
    answers = tomllib.loads(example_answers(AVV).decode())
    first, processor = answers["parties"]
    second = {**first, "key": "netz", "name": "Netzgesellschaft Falkental GmbH", "short_name": "Netzgesellschaft"}
    second["registration"] = {"court": "Amtsgericht Ulm", "number": "HRB 0204999"}
    roles = [{"party": key, "role": "controller"} for key in ("stadtwerke", "netz")]
    changes = {
        "parties": [first, second, processor],
        "activities.0.roles": [*roles, {"party": "lohnwerk", "role": "processor"}],
        "breach.contacts": [*answers["breach"]["contacts"], {**answers["breach"]["contacts"][0], "party": "netz"}],
        "legal_bases": [*answers["legal_bases"], {**answers["legal_bases"][0], "party": "netz"}],
    }
    assert findings(AVV, changes) == {}
    state = draft(AVV, answers_file(AVV, changes))
    said = {one["id"]: one["text"]["de"] for clause in state["clauses"] for one in clause["paragraphs"]}
    assert "controller-several" in said
    assert "controller-several" not in {
        one["id"] for clause in draft(AVV, answers_file(AVV, {}))["clauses"] for one in clause["paragraphs"]
    }


def test_the_balancing_test_of_another_house_need_not_travel() -> None:
    changes = {
        "legal_bases.0.balancing_test": DROP,
        "parties.verkehr.organisation": "house-a",
        "parties.hochschule.organisation": "house-b",
    }
    state = draft(C2C, answers_file(C2C, changes))
    places = {ours: [one.place for one in check(state, ON, ours=ours)] for ours in ("house-a", "house-b", "")}
    missing = ["legal_bases.0.balancing_test"]
    assert places == {"house-a": missing, "house-b": [], "": missing}
    kept = {"legal_bases.0.balancing_test": "Vermerk 3", "legal_bases.0.balancing_test_date": "2026-11-02"}
    assert check(state, ON, ours="house-a", own=kept) == ()
