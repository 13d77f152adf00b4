"""Trials of a legal reading: the shipped example answers with a few facts changed, and the answer that should come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.checks.answered import DROP
from tests.checks.contracts import ON, findings


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
    assert not found.keys() & set(trial.absent)
    if trial.no_errors:
        # a gap in the shipped wording is no answer of the rule on trial
        assert not {one for one, severities in found.items() if "E" in severities} - {"G43"}
