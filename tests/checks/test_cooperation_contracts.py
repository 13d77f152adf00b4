"""Each rule on non-disclosure and on arrangements of joint controllers, with whole contracts.

The example answers of a template with ``wrong`` changed fail the rule, with ``cure`` changed besides they meet it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from datapact.checks.run.engine import RULES
from datapact.contract.templates.template import example_answers
from tests.checks.contracts import ON, findings
from tests.checks.full_agreements import DROP, TEXT, both
from tests.checks.test_regime_contracts import Contract

NDA, JOINT, FRAMEWORK, CONSORTIUM = "nda", "joint-controllers", "framework", "consortium"
ASKED = "participant-consent"

PERSONAL: Mapping[str, Any] = {"datasets.pumps.personal.0.judgement": "personal", "facts.personal_data": True}

PHASES: Any = tomllib.loads(example_answers(JOINT).decode())["joint"]["phases"]
VOTES = [{"key": "v", "matter": TEXT, "majority": "simple"}]
BODIES = [{"key": "b", "name": TEXT, "members": TEXT, "tasks": TEXT}]
BACKGROUND = [{"key": "r", "party": "institut", "name": TEXT}]
TOGETHER = {
    "activities.survey.roles.0.role": "joint_controller",
    "activities.survey.roles.1.role": "joint_controller",
}
NEGOTIATED = {"facts.negotiation_record": "Protokoll vom 3.11.2026", "facts.negotiated": ["liability", "penalty"]}
LATE = {"penalty.delay_day_euros": 200, "penalty.delay_euros": 2000}
TIMED = {
    "datasets.slots.frequency": both(
        "laufend, spätestens zehn Minuten nach der Buchung", "continuously, within ten minutes of booking"
    )
}
UNSIGNED = {"form.orders": "", "form.amendment": "written"}
OWN = {**PHASES[0], "decision": "own", "datasets": []}

CONTRACTS = [
    Contract("N01", NDA, {"non_disclosure.information": {}}, {"non_disclosure.information": TEXT}, "W"),
    Contract("N01", NDA, {"measures": []}, {"measures": [{"key": "m", "kind": "access", "description": TEXT}]}, "W"),
    Contract("N02", NDA, PERSONAL, {"non_disclosure.personal_agreement": "Vertrag nach Art. 28 DSGVO vom 1.12.2026"}),
    Contract("N03", NDA, {"pilot.confidentiality_years": 30}, {"pilot.confidentiality_years": 5}, "W"),
    Contract("N04", NDA, {"non_disclosure.sample_days": 0}, {"non_disclosure.sample_days": 30}, "W"),
    Contract("N05", NDA, {"non_disclosure.clean_team": []}, {"non_disclosure.clean_team_for": {}}, "W"),
    Contract("N05", NDA, {"non_disclosure.clean_team_for": {}}, {"non_disclosure.clean_team": DROP}, "W"),
    Contract("K07", ASKED, {"participants.study": {}}, {"participants.study": TEXT}),
    Contract(
        "K07", ASKED, {"participants.contact": {}}, {"participants.contact": {"name": "A", "email": "a@b.example"}}
    ),
    Contract("K07", ASKED, {"participants.authority": ""}, {"participants.authority": "LfDI"}),
    Contract("K07", ASKED, {"participants.limits": {}}, {"participants.limits": TEXT}, "W"),
    Contract("K07", ASKED, {"participants.news": {}}, {"participants.broad": DROP}, "W"),
    Contract("J07", JOINT, {"joint.phases": []}, {"joint.phases": PHASES}, "W"),
    Contract("J07", JOINT, {"joint.phases.settle.means": {}}, {"joint.phases.settle.means": TEXT}, "W"),
    Contract("J07", JOINT, {"joint.phases": [OWN]}, {"joint.phases": PHASES}, "W"),
    Contract("J07", JOINT, {"joint.phases": PHASES[:2]}, {"joint.phases": PHASES}, "W"),
    Contract("J08", JOINT, {"joint.shares.1.percent": 30}, {"joint.shares.0.percent": 70}, "W"),
    Contract("J09", JOINT, {"joint.exit": {}}, {"joint.exit": TEXT}, "W"),
    Contract("F01", FRAMEWORK, UNSIGNED, {"form.orders": "text_form"}, "W"),
    Contract("F01", FRAMEWORK, UNSIGNED, {"form.amendment": "agreed_electronic"}, "W"),
    Contract("F02", FRAMEWORK, {"framework.prevails": ""}, {"framework.prevails": "order"}, "W"),
    Contract("F03", FRAMEWORK, {"framework.suspension_days": 0}, {"framework.suspension_days": 14}, "W"),
    Contract("F04", FRAMEWORK, {"framework.answer_days": 0}, {"framework.answer_days": 30}, "W"),
    Contract(
        "G63", FRAMEWORK, {"penalty.delay_day_euros": 200, **NEGOTIATED}, {**TIMED, "penalty.delay_euros": 2000}, "W"
    ),
    Contract("G63", FRAMEWORK, {**LATE, **NEGOTIATED}, TIMED, "W"),
    Contract("V01", CONSORTIUM, {"consortium.bodies": []}, {"consortium.bodies": BODIES}, "W"),
    Contract("V01", CONSORTIUM, {"consortium.bodies.data.tasks": {}}, {"consortium.bodies.data.tasks": TEXT}, "W"),
    Contract("V01", CONSORTIUM, {"consortium.votes": []}, {"consortium.votes": VOTES}, "W"),
    Contract("V01", CONSORTIUM, {"consortium.coordinator": ""}, {"consortium.coordinator": "pumpe"}, "W"),
    Contract("V02", CONSORTIUM, {"consortium.background": []}, {"consortium.background": BACKGROUND}, "W"),
    Contract("V03", CONSORTIUM, {"consortium.remedy_days": 0}, {"consortium.remedy_days": 30}, "W"),
    Contract("V04", CONSORTIUM, {"consortium.shares.0.percent": 50}, {"consortium.shares.0.percent": 40}, "W"),
    Contract("V05", CONSORTIUM, {"consortium.access_months": 0}, {"consortium.access_months": 6}, "W"),
    Contract("V06", CONSORTIUM, {"consortium.dispute_days": 0}, {"consortium.dispute_days": 10}, "W"),
    Contract("J06", CONSORTIUM, TOGETHER, {"activities.survey.roles.0.role": "controller"}),
    Contract("X01", JOINT, {"joint.processors.zahlung.country": "US"}, {"joint.processors": []}),
]


@pytest.mark.parametrize("one", CONTRACTS, ids=lambda one: f"{one.rule}-{one.template}")
def test_a_contract_fails_the_rule_and_its_cure_meets_it(one: Contract) -> None:
    failing = findings(one.template, one.wrong, one.on, without=one.without)
    assert one.severity in failing.get(one.rule, set()), failing
    cured = findings(one.template, {**one.wrong, **one.cure}, one.on, without=one.without)
    assert one.severity not in cured.get(one.rule, set()), cured


def test_every_rule_of_these_groups_has_a_contract() -> None:
    judged = {rule.id for rule in RULES if rule.id[0] in "NFV"} | {"J07", "J08", "J09"}
    assert judged - {"N06"} <= {one.rule for one in CONTRACTS}, "N06 looks at the text alone"


@pytest.mark.parametrize(
    ("clause", "rule"),
    [("nda-information", "N01"), ("nda-limits", "N01"), ("nda-personal", "N02"), ("nda-duration", "N03"),
     ("nda-samples", "N04"), ("nda-clean-team", "N05"), ("nda-data-room", "N06")],
)  # fmt: skip
def test_a_deleted_clause_of_the_non_disclosure_agreement_is_missed(clause: str, rule: str) -> None:
    assert rule in findings(NDA, {}, ON, without=(clause,))


@pytest.mark.parametrize(
    ("clause", "rule"),
    [("jc-phases", "J07"), ("jc-tasks", "J02"), ("jc-breach", "J07"), ("jc-processors", "J07"), ("jc-rights", "J01"),
     ("jc-information", "J03"), ("retention", "J07"), ("jc-compensation", "J08"), ("security", "J07")],
)  # fmt: skip
def test_a_deleted_clause_of_the_arrangement_is_missed(clause: str, rule: str) -> None:
    assert rule in findings(JOINT, {}, ON, without=(clause,))


@pytest.mark.parametrize(
    ("clause", "rule"),
    [("fw-orders", "F01"), ("definitions", "F02"), ("fw-suspension", "F03"), ("fw-changes", "F04")],
)
def test_a_deleted_clause_of_the_framework_is_missed(clause: str, rule: str) -> None:
    assert rule in findings(FRAMEWORK, {}, ON, without=(clause,))


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("co-bodies", "V01"),
        ("co-background", "V02"),
        ("co-default", "V03"),
        ("foreground", "V05"),
        ("co-disputes", "V06"),
    ],
)
def test_a_deleted_clause_of_the_consortium_is_missed(clause: str, rule: str) -> None:
    assert rule in findings(CONSORTIUM, {}, ON, without=(clause,))


def test_without_samples_nothing_asks_for_datasets() -> None:
    found = findings(NDA, {"datasets": [], "purposes.evaluation.datasets": []})
    assert not {"G04", "C02"} & found.keys(), found


@pytest.mark.parametrize("version", [1, 5])
def test_a_framework_begins_without_data_which_comes_by_orders(version: int) -> None:
    without: Any = {"datasets": [], "legal_bases": [], "notices": [], "assessments": []}
    answers = tomllib.loads(example_answers(FRAMEWORK, version).decode())
    for part in ("activities", "purposes"):
        without |= {f"{part}.{one['key']}.datasets": [] for one in answers[part] if "datasets" in one}
    found = findings(FRAMEWORK, without, ON, version=version)
    assert not {"G04", "G05", "G11"} & found.keys(), found
    found = findings(FRAMEWORK, {**without, "framework.applies": False}, ON, version=version)
    assert {"G04", "G05", "G11"} <= found.keys(), "which only a framework does"
