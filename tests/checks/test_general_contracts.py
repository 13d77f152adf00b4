"""General rules, processors, joint control, transparency and consent, with whole contracts: answers file in, findings out.

The example answers of a template, which meet every rule, with a few of them changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from tests.checks.answered import DROP
from tests.checks.contracts import findings

AVV, C2C, JOINT = "processing", "controller-to-controller", "joint-controllers"
CONSENTED = {"legal_bases.0.article": "6(1)(a)"}
CITY = {"parties.verkehr.kind": "public_body", "parties.verkehr.land": "BW"}
FAILING: list[tuple[str, str, str, Mapping[str, Any]]] = [
    ("G02", "E", C2C, {"activities": []}),
    ("G03", "E", C2C, {"purposes.research.name": {"de": "alle Zwecke", "en": "any purpose"}}),
    ("G04", "E", C2C, {"datasets.stops.items": []}),
    ("G07", "E", C2C, {"datasets.trips.offence_data": True}),
    ("G11", "E", C2C, {"datasets.trips.retention": {}}),
    ("G12", "W", C2C, {"end_of_data.rule": "", **{f"datasets.{one}.retention.fate": "" for one in ("trips", "stops")}}),
    ("G13", "E", AVV, {"measures": []}),
    ("G14", "E", AVV, {"breach.contacts": []}),
    ("G14", "W", AVV, {"breach.hours": 72}),
    ("G15", "E", C2C, {"rights.responsible": "hochschule"}),
    ("G18", "W", AVV, {"parties.stadtwerke.dpo": DROP}),
    ("G19", "E", C2C, {"duration.start": DROP}),
    ("G20", "W", C2C, {"law.governing": ""}),
    ("G22", "W", C2C, {"rights.accuracy_procedure": {}}),
    ("G24", "W", C2C, CITY),
    ("G25", "W", C2C, {"datasets.trips.children": True}),
    ("G26", "E", C2C, {"facts.automated_decisions": True}),
    ("G28", "W", C2C, {"onward.rule": ""}),
    ("G29", "W", C2C, {"datasets.trips.reidentification_banned": False}),
    ("G30", "E", C2C, {"legal_bases.0.article": "6(1)(b)"}),
    ("G31", "W", AVV, {"form.notices": ""}),
    ("G36", "W", AVV, {"facts.works_council_agreement": DROP}),
    ("G38", "W", C2C, {"datasets.trips.terminal_equipment": True}),
    ("G56", "W", C2C, {"datasets.trips.children": True}),
    ("G62", "W", AVV, {"parties.lohnwerk.legal_form": "GmbH & Co. KG"}),
    ("P08", "E", AVV, {"end_of_data.chosen_by": "lohnwerk"}),
    ("P11", "E", AVV, {"form.conclusion": ""}),
    ("P12", "E", AVV, {"processing.guarantees": DROP}),
    ("P13", "E", AVV, {"processing.processor_own_purposes": True}),
    ("J01", "E", JOINT, {"joint.rights": []}),
    ("J02", "W", JOINT, {"joint.topics": []}),
    ("J05", "E", JOINT, {"joint.limits_rights": True}),
    ("T01", "E", C2C, {"notices": []}),
    ("T02", "E", C2C, {"notices": []}),
    ("K01", "E", C2C, CONSENTED),
    ("K02", "E", C2C, CONSENTED),
    ("K03", "E", C2C, CONSENTED),
]


@cache
def of(template: str) -> Mapping[str, set[str]]:
    return findings(template, {})


@pytest.mark.parametrize(("rule", "severity", "template", "wrong"), FAILING, ids=lambda one: str(one)[:24])
def test_a_contract_fails_the_rule_that_the_example_meets(
    rule: str, severity: str, template: str, wrong: Mapping[str, Any]
) -> None:
    assert severity in findings(template, wrong).get(rule, set())
    assert rule not in of(template)
