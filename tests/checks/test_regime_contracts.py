"""Each rule on transfers, Data Act, Data Governance Act, AI Act, models and health, with whole contracts.

The example answers of a template with ``wrong`` changed fail the rule, with ``cure`` changed besides they meet it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from datapact.checks.model.facts import SigningFacts
from datapact.checks.regimes.prohibited_practices import claims_exception, practice_in
from datapact.checks.run.engine import RULES
from datapact.contract.templates.template import example_answers
from tests.checks.contracts import ON, findings
from tests.checks.full_agreements import DROP, TEXT

AVV, C2C, PILOT = "processing", "controller-to-controller", "ai-pilot"
MODEL, DATA = "model-licence", "data-licence"
CITY = "municipality"
BETWEEN = "intermediary"
USER, THIRD = "data-act-user", "data-act-third-party"
HIGH_RISK = date(2027, 12, 2)


@dataclass(frozen=True)
class Contract:
    rule: str
    template: str
    wrong: Mapping[str, Any]
    cure: Mapping[str, Any]
    severity: str = "E"
    on: date = ON
    signing: SigningFacts | None = None
    cured_signing: SigningFacts | None = None
    without: tuple[str, ...] = ()


AUTHORITY = {"parties.stadtwerke.kind": "public_body"}
EMERGENCY = {"mechanism": "49", "module": "", "necessity": "Vermerk 9"}


def assessment(kind: str) -> dict[str, Any]:
    return {"key": "more", "kind": kind, "party": "ipd", "reference": "IPD-9", "day": date(2026, 10, 20)}


def transfer(**members: Any) -> dict[str, Any]:
    """One transfer of the processing agreement to its sub-processor, now in the US, by standard clauses."""
    given = {
        "key": "rz",
        "importer": "Rechenzentrum Süd",
        "country": "US",
        "mechanism": "46(2)(c)",
        "module": "3",
        "assessment": "TIA-1",
        "assessment_date": date(2026, 10, 1),
        "sensitive_safeguards": TEXT,
        "frequency": TEXT,
        "authority": "LfD Sachsen",
        "governing_law": "DE",
        "courts": "DE",
    }
    return {"sub_processors.rz-sued.country": "US", "transfers": [{**given, **members}]}


SITE = {"de": "wie unter www.dienst.example/data-act beschrieben", "en": "as described at www.dienst.example/data-act"}
MEASURE = {"key": "rest", "kind": "rest", "description": TEXT}
C2C_DATASETS = [one["key"] for one in tomllib.loads(example_answers(C2C).decode())["datasets"]]
AI_MODEL = {"models.high_risk_use": True, "models.high_risk_annex": "annex_iii"}
PRODUCT = {
    "data_act.applies": True,
    "data_act.route": "",
    "data_act.user": "",
    "data_act.holder": "keller",
    "data_act.holder_name": "",
    "data_act.holder_contract": {},
    "data_act.user_name": "Werk Heilbronn GmbH",
    "data_act.recipient": "ipd",
    "data_act.instrument": "user_contract",
    "data_act.instrument_reference": "Nutzervertrag 4",
    "data_act.instrument_date": date(2026, 10, 1),
    "data_act.no_harmful_insights": True,
    "data_act.no_sharing_on": True,
    "data_act.user_contract_covers": "Nummer 7",
    "datasets.vibration.product_data": True,
    "datasets.vibration.trade_secrets": False,
}
REQUEST = {**PRODUCT, "data_act.instrument": "user_request"}
UNBOUND = {"data_act.gatekeeper": "", "data_act.no_competing_product": False}
UNNAMED: Mapping[str, Any] = {"data_act.trade_secrets_identified": {}, "data_act.trade_secret_measures": {}}
DATA_ACT_BASIS = {"party": "stadtwerke", "dataset": "payroll", "purpose": "payroll", "article": "6(1)(c)"}
DATA_ACT_BASIS |= {"law": "Art. 5 VO (EU) 2023/2854"}
IMPOSED = {"data_act.unilateral_terms": "yes"}
HEALTH = {"datasets.quality.items.0.categories": ["https://w3id.org/dpv/pd#HealthRecord"]}
LINES = [{"key": "af40", "name": TEXT}]
SECRET = {"key": "one", "name": TEXT, "owner": "Abfülltechnik Brandt GmbH", "measures": TEXT}
FORBIDDEN = ("people", "controls", "deception")
ALLOWED_AGAIN = {"purposes.people.prohibited": True}
PRESET_AGAIN = {"licence.update_days": 10, "licence.support_months": 24}
OLD = SigningFacts(True, concluded=date(2025, 9, 1))

CONTRACTS = [
    Contract("X01", AVV, {"sub_processors.rz-sued.country": "US"}, transfer()),
    Contract(
        "X01",
        AVV,
        {"sub_processors.rz-sued.address": "Main Street 5, Seattle, USA"},
        {"sub_processors.rz-sued.address": "Hauptstraße 5, Stuttgart"},
    ),
    Contract(
        "X01",
        AVV,
        {"sub_processors.rz-sued.address": "", "sub_processors.rz-sued.name": "Data Center South, Inc."},
        {"sub_processors.rz-sued.address": "Dublin 2, Ireland"},
    ),
    Contract("X02", AVV, transfer(mechanism="45", country="IN"), transfer(mechanism="45", country="CH")),
    Contract("X03", AVV, transfer(module=""), transfer()),
    Contract(
        "X04",
        AVV,
        {**transfer(), "sub_processors.rz-sued.address": ""},
        {"sub_processors.rz-sued.address": "Ring 1, Ulm"},
    ),
    Contract("X05", AVV, transfer(frequency={}), transfer()),
    Contract("X06", AVV, transfer(authority=""), transfer()),
    Contract("X07", AVV, {**transfer(), "measures": []}, {"measures": [MEASURE]}),
    Contract(
        "X08",
        AVV,
        {**transfer(), "processing.sub_processing_notice_days": DROP},
        {"processing.sub_processing_notice_days": 30},
    ),
    Contract("X09", AVV, transfer(governing_law="US"), transfer()),
    Contract("X10", AVV, transfer(courts="US"), transfer()),
    Contract("X11", AVV, transfer(assessment=""), transfer()),
    Contract(
        "X12",
        AVV,
        transfer(official_text=True),
        {"assessments": [{**assessment("standard_clauses"), "party": "lohnwerk"}]},
    ),
    Contract("X13", AVV, transfer(importer_under_gdpr=True), transfer(), "W"),
    Contract("X17", AVV, transfer(mechanism="47"), transfer(mechanism="47", scope="CNIL 2024-112")),
    Contract(
        "X18", AVV, AUTHORITY | transfer(**EMERGENCY, derogation="b"), AUTHORITY | transfer(**EMERGENCY, derogation="d")
    ),
    Contract("X14", AVV, transfer(mechanism="49"), transfer(mechanism="49", derogation="b", necessity="Vermerk 3")),
    Contract(
        "X15",
        AVV,
        {**transfer(), "parties.stadtwerke.address.country": "GB"},
        transfer(uk_safeguard="IDTA vom 1.10.2026"),
    ),
    Contract("X16", AVV, transfer(remote_access=True, mechanism=""), transfer(remote_access=True), "W"),
    Contract("D01", PILOT, {**PRODUCT, "data_act.holder": ""}, PRODUCT),
    Contract("D02", PILOT, {**PRODUCT, "data_act.no_harmful_insights": False}, PRODUCT, without=("data-act",)),
    Contract("D02", PILOT, {**PRODUCT, "data_act.instrument_reference": ""}, PRODUCT),
    Contract(
        "D03",
        PILOT,
        {**REQUEST, "data_act.instrument_reference": "", "data_act.no_extra_access_data": True},
        {"data_act.instrument_reference": "Verlangen 3"},
    ),
    Contract(
        "D04",
        PILOT,
        {**REQUEST, "data_act.erased_when_unneeded": False},
        {"data_act.erased_when_unneeded": True},
        without=("data-act", "purposes"),
    ),
    Contract(
        "D05", PILOT, {**REQUEST, **UNBOUND}, {"data_act.gatekeeper": "no", "data_act.no_competing_product": True}
    ),
    Contract(
        "D06",
        PILOT,
        {**PRODUCT, "datasets.vibration.trade_secrets": True, **UNNAMED},
        {"data_act.trade_secrets_identified": TEXT, "data_act.trade_secret_measures": TEXT},
    ),
    Contract("D07", PILOT, REQUEST, {"data_act.fair_terms": TEXT}),
    Contract("D08", PILOT, {**REQUEST, "data_act.compensation": TEXT}, {"data_act.compensation": {}}),
    Contract("D09", C2C, {"data_act.unilateral_terms": ""}, {"data_act.unilateral_terms": "no"}, "W"),
    Contract("D10", PILOT, {**IMPOSED, "data_act.unfair": ["sole_interpretation"]}, {"data_act.unfair": []}),
    Contract("D11", PILOT, {**IMPOSED, "data_act.unfair": ["no_exit"]}, {"data_act.unfair": []}, "W"),
    Contract("D12", C2C, {"data_act.excludes_article_13": True}, {"data_act.excludes_article_13": False}),
    Contract(
        "D13",
        C2C,
        {"duration.end": DROP},
        {"duration.end": date(2030, 12, 31)},
        "W",
        signing=OLD,
        cured_signing=OLD,
    ),
    Contract("D14", PILOT, {**PRODUCT, "data_act.user_contract_covers": ""}, PRODUCT),
    Contract(
        "D16",
        PILOT,
        {**PRODUCT, "data_act.holder": "", "data_act.holder_name": "Fräs AG", "data_act.user": "keller", **UNBOUND},
        {"data_act.no_competing_product": True},
        without=("data-act",),
    ),
    Contract("D17", PILOT, REQUEST, {"data_act.route": "holder"}, without=("data-act",)),
    Contract("D19", AVV, {"legal_bases": [DATA_ACT_BASIS]}, {"legal_bases": [{**DATA_ACT_BASIS, "law": "§ 26 BDSG"}]}),
    Contract("D18", AVV, {"data_act.processing_service": True}, {"data_act.processing_service": False}, "W"),
    Contract(
        "D18",
        AVV,
        {"processing.nature": {"de": "Betrieb in der Cloud", "en": "Operation in the cloud"}},
        {"data_act.processing_service": False},
        "W",
    ),
    Contract("A01", PILOT, {"models.training": ""}, {"models.training": "allowed"}, "W"),
    Contract(
        "A02", PILOT, {**AI_MODEL, "datasets.quality.origin": {}}, {"datasets.quality.origin": TEXT}, on=HIGH_RISK
    ),
    Contract("A03", PILOT, {**AI_MODEL, "models.preparation": {}}, {"models.preparation": TEXT}, "W", HIGH_RISK),
    Contract(
        "A04",
        PILOT,
        {"models.bias_correction": True, "datasets.quality.special_categories": True},
        {"models.bias_data_deleted": True},
    ),
    Contract(
        "A05",
        PILOT,
        {**AI_MODEL, "models.act_roles.0.role": "supplier"},
        {"models.supplier_assistance": TEXT},
        on=HIGH_RISK,
    ),
    Contract(
        "A06",
        PILOT,
        {**AI_MODEL, "models.rebranding": "allowed", "models.rebranding_provider": {}},
        {"models.rebranding_provider": TEXT},
        "W",
        HIGH_RISK,
    ),
    Contract("A07", PILOT, {"models.general_purpose": True}, {"models.documentation_pack": "Anhang XII, Fassung 1"}),
    Contract("A08", PILOT, {"models.effect_of_end": {}}, {"models.effect_of_end": TEXT}, "W"),
    Contract("A09", PILOT, {"assessments.model-ipd": DROP}, {"assessments.0": assessment("model_personal_data")}, "W"),
    Contract("A10", PILOT, {"models.general_purpose": True}, {"models.fine_tuned_provider": TEXT}, "W"),
    Contract("A11", PILOT, {"pilot.export_control": {}}, {"pilot.export_control": TEXT}, "W"),
    Contract(
        "A12",
        PILOT,
        {**AI_MODEL, "parties.keller.public_services": True},
        {"assessments.model-ipd": assessment("fundamental_rights")},
        "W",
        HIGH_RISK,
    ),
    Contract(
        "A13",
        PILOT,
        {"pilot.goal": {"de": "Social Scoring von Beschäftigten", "en": "Social scoring of employees"}},
        {"assessments.model-ipd": assessment("prohibited_practice")},
    ),
    Contract(
        "A14",
        PILOT,
        {"models.real_world_testing": True, "models.high_risk_excepted": "research"},
        {"models.real_world_testing": False},
    ),
    Contract(
        "A15",
        PILOT,
        {"models.annex_iii_point": "4", "assessments.classification": DROP},
        {"assessments.model-ipd": assessment("ai_classification")},
        "W",
        HIGH_RISK,
    ),
    Contract("A16", PILOT, {**AI_MODEL, "models.transparency": {}}, {"models.transparency": TEXT}, "W", HIGH_RISK),
    Contract(
        "A17", PILOT, {"models.general_purpose": True, "models.transparency": {}}, {"models.transparency": TEXT}, "W"
    ),
    Contract("A18", PILOT, {"models.third_party_content": True}, {"models.third_party_rights": TEXT}, "W"),
    Contract("A19", PILOT, {"pilot.state_aid": {}}, {"pilot.state_aid": TEXT}, "W"),
    Contract(
        "I01",
        C2C,
        {"governance.public_data": "protected", "governance.exclusive": True, "governance.exclusive_months": 24},
        {
            "governance.exclusive": False,
            "governance.exclusive_months": DROP,
            "governance.secure_environment": TEXT,
            **{f"datasets.{one}.reidentification_banned": True for one in C2C_DATASETS},
        },
    ),
    Contract(
        "I02",
        PILOT,
        {"governance.intermediary": "ipd", "governance.intermediary_notified": "BNetzA 7"},
        {"governance.intermediary_own_use": False},
    ),
    Contract(
        "I03",
        PILOT,
        {"governance.altruism": "ipd", "governance.altruism_registered": "BNetzA 8"},
        {"governance.general_interest": TEXT},
    ),
    Contract(
        "I04",
        PILOT,
        {"governance.public_data": "open", "governance.exclusive": True},
        {"governance.exclusive_reason": "Fahrplanauskunft", "governance.exclusive_reviewed": date(2026, 1, 2)},
        "W",
    ),
    Contract("I05", BETWEEN, {"intermediation.continuity": {}}, {"intermediation.continuity": TEXT}),
    Contract("I05", BETWEEN, {"governance.intermediary": ""}, {"governance.intermediary": "bruecke"}),
    Contract("I05", BETWEEN, {"datasets.load.recipients": ["bruecke"]}, {"datasets.load.recipients": ["netz"]}),
    Contract("I05", BETWEEN, {"intermediation.retrieval_days": 0}, {"intermediation.retrieval_days": 30}, "W"),
    Contract("X01", AVV, {"facts.access_outside_eea": True}, transfer()),
    Contract(
        "S01",
        AVV,
        {"datasets.payroll.secret": True},
        {"datasets.payroll.secrecy_basis": "§ 203 Abs. 3 StGB", "datasets.payroll.secrecy_bound": TEXT},
    ),
    Contract(
        "S01",
        PILOT,
        {
            "datasets.quality.secret": DROP,
            "datasets.quality.subjects": ["https://w3id.org/dpv#Patient"],
        },
        {"datasets.quality.secrecy_basis": "§ 203 Abs. 3 StGB", "datasets.quality.secrecy_bound": TEXT},
        "W",
    ),
    Contract(
        "S01",
        AVV,
        {
            "datasets.payroll.secrecies": ["social"],
            "datasets.payroll.secrecy_basis": "§ 67d SGB X",
            "datasets.payroll.secrecy_bound": TEXT,
            **transfer(country="IN"),
            "sub_processors.rz-sued.country": "IN",
        },
        {"sub_processors.rz-sued.country": "CH"},
    ),
    Contract("S02", PILOT, HEALTH, {"datasets.quality.health_access": "Genehmigung 12"}, "W"),
    Contract("S02", PILOT, HEALTH, {"datasets.quality.health_access": "Genehmigung 12"}, on=date(2029, 3, 26)),
    Contract(
        "S03",
        PILOT,
        {"legal_bases.2.law": "§ 6 Abs. 1 GDNG"},
        {"legal_bases.2.law": "§ 6 Abs. 3 Satz 4 GDNG"},
    ),
    Contract(
        "S04",
        PILOT,
        {"datasets.quality.items.0.categories": ["https://w3id.org/dpv/pd#Genetic"]},
        {"facts.research_law": "§ 27 BDSG"},
        "W",
    ),
    Contract("D06", USER, {"data_act.secrets": [{**SECRET, "measures": {}}]}, {"data_act.secrets": [SECRET]}),
    Contract("D20", USER, {"data_act.compensation": TEXT}, {"data_act.compensation": {}}),
    Contract("D20", USER, {"data_act.access": {}}, {"data_act.access": TEXT}),
    Contract("D21", PILOT, {**REQUEST, "data_act.products": LINES}, {"data_act.route": "holder"}, "W"),
    Contract("D22", USER, {"data_act.products": []}, {"data_act.products": LINES}, "W"),
    Contract("D22", THIRD, {"data_act.user_title": {}}, {"data_act.user_title": TEXT}, "W"),
    Contract("D22", USER, {"datasets.valves.quality": {}}, {"datasets.valves.quality": TEXT}, "W"),
    Contract("D23", CITY, {"service.levels": TEXT}, {"service.levels": SITE}, "W"),
    Contract("M01", CITY, {"service.task_law": "Landesrecht"}, {"service.task_law": "§ 4 LDSG"}),
    Contract("M01", CITY, {"service.task": {}}, {"service.task": TEXT}),
    Contract("M02", CITY, {"service.staff_council": {}}, {"service.staff_council": TEXT}, "W"),
    Contract("M03", CITY, {"service.attestation": ""}, {"service.attestation": "C5:2020"}, "W"),
    Contract(
        "M03",
        CITY,
        {"assessments.classification.kind": "other"},
        {"assessments.classification.kind": "ai_classification"},
        "W",
    ),
    Contract("M04", CITY, {"service.switching_notice_months": 3}, {"service.switching_notice_months": 2}),
    Contract("M04", CITY, {"service.transition_days": 31}, {"service.transition_days": 30}),
    Contract("M04", CITY, {"service.retrieval_days": 29}, {"data_act.processing_service": False}),
    Contract("L01", MODEL, {"licence.licensees": []}, {"licence.licensees": ["keller"]}, "W"),
    Contract("L01", MODEL, {"licence.licensees": ["sprachwerk"]}, {"licence.licensees": ["keller"]}, "W"),
    Contract("L01", MODEL, {f"purposes.{key}.prohibited": False for key in FORBIDDEN}, ALLOWED_AGAIN, "W"),
    Contract("L01", DATA, {"licence.territory": {}}, {"licence.territory": TEXT}, "W"),
    Contract("L02", MODEL, {"licence.distillation": ""}, {"licence.distillation": "forbidden"}, "W"),
    Contract("L02", DATA, {"licence.back_licence": "simple"}, {"licence.back_licence_scope": TEXT}, "W"),
    Contract("L03", MODEL, {"licence.provenance": {}}, {"licence.provenance": TEXT}, "W"),
    Contract("L03", MODEL, {"models.open_source": True}, {"models.open_source": False}, "W"),
    Contract(
        "L03",
        MODEL,
        {"licence.copyleft": "yes", "licence.open_licences": {}},
        {"licence.open_licences": TEXT},
        "W",
    ),
    Contract("L04", MODEL, {"licence.update_days": DROP, "licence.support_months": DROP}, PRESET_AGAIN, "W"),
    Contract("L05", MODEL, {"licence.telemetry": "agreed"}, {"licence.telemetry_data": TEXT}, "W"),
    Contract("L06", DATA, {"facts.personal_data": True}, {"facts.personal_data": False}),
    Contract(
        "L06",
        MODEL,
        {"assessments": []},
        {"assessments": [{**assessment("model_personal_data"), "party": "sprachwerk"}]},
        "W",
    ),
    Contract("L07", DATA, {"datasets.soil.quality": {}}, {"datasets.soil.quality": TEXT}, "W"),
]


@pytest.mark.parametrize("one", CONTRACTS, ids=lambda one: f"{one.rule}-{one.template}-{one.on}")
def test_a_contract_fails_the_rule_and_its_cure_meets_it(one: Contract) -> None:
    failing = findings(one.template, one.wrong, one.on, one.signing, one.without)
    assert one.severity in failing.get(one.rule, set()), failing
    cure = {**one.wrong, **one.cure}
    cured = findings(one.template, cure, one.on, one.cured_signing, one.without)
    assert one.severity not in cured.get(one.rule, set()), cured


def test_every_rule_of_these_groups_has_a_contract() -> None:
    judged = {rule.id for rule in RULES if rule.severity is not None and rule.id[0] in "XDAISLM"}
    assert judged == {one.rule for one in CONTRACTS}


MOODS = (
    "Erkennung der Stimmung der Mitarbeiter", "Stimmungen der Belegschaft erkennen", "Analyse der Gefühle von Beschäftigten",
    "Emotionen der Mitarbeitenden werden aus der Stimme abgeleitet", "Auswertung der Mimik von Auszubildenden",
    "Gemütszustand des Personals ermitteln", "Per Kamera wird erfasst, wie sich Mitarbeiter fühlen",
    "Messung der Teamstimmung im Büro", "Erkennen, ob Callcenter-Agenten Ärger zeigen", "Stimmungsanalyse der Mitarbeiter",
    "KI schließt aus dem Tonfall auf die Gefühle der Angestellten", "psychische Verfassung der Arbeitnehmer erkennen",
    "nicht nur Emotionen der Mitarbeiter erkennen", "Emotionstracking im Unterricht", "Affektive KI für Bewerbungsgespräche",
    "Umfrage und Emotionserkennung per Kamera bei Beschäftigten", "emotion recognition at work", "Recognising the mood of staff",
    "Inferring how employees feel from video", "Detection of students' emotions in class", "Mood tracking of employees",
    "measuring the mood of the team at work", "reading the emotional state of applicants in job interviews",
    "facial expressions of employees are analysed", "sentiment detection of workers' voices", "boredom detection at school",
    "The system tells from the tone of voice whether agents at the workplace are angry", "Emotion AI in recruitment",
    "Emotion recognition of employees to prevent accidents",
)  # fmt: skip
NO_MOODS = (
    "Erkennung von Stimmungen in Musik", "Müdigkeitserkennung bei Beschäftigten im Fahrdienst", "Analyse der Mitarbeiterzufriedenheit",
    "Umfrage zur Stimmung der Mitarbeiter auswerten", "Die Stimmung der Mitarbeiter wird nicht erfasst",
    "ohne Erkennung der Gefühle von Beschäftigten", "Zustimmung der Mitarbeiter erfassen", "Mitbestimmung der Beschäftigten bewerten",
    "Bestimmungen über Beschäftigte auswerten", "Übereinstimmung der Daten der Mitarbeiter messen",
    "Analyse der Stimmung an der Börse", "Detection of driver fatigue among employees", "employee satisfaction analysis",
    "Survey that measures the mood of employees", "Emotions are never inferred for employees", "personal data: the mood of films",
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "prohibited"),
    [
        *((words, True) for words in MOODS),
        *((words, False) for words in NO_MOODS),
        ("Emotion recognition of employees", True),
        ("Emotionserkennung im Unterricht", True),
        ("Emotion recognition in films", False),
        ("Maintenance without emotion recognition of employees", False),
        ("Wartung, keine Emotionserkennung bei Beschäftigten", False),
        ("Predictive policing", True),
        ("Vorhersage von Straftaten", True),
        ("Vorhersage von Spindelschäden", False),
        ("Biometrische Kategorisierung von Personen", True),
        ("Untargeted scraping of facial images", True),
        ("Real-time remote biometric identification", True),
        ("Detection of child sexual abuse material", False),
    ],
)
def test_words_that_read_like_a_prohibited_practice(words: str, prohibited: bool) -> None:
    purpose = tomllib.loads(example_answers(C2C).decode())["purposes"][0]["key"]
    changes = {f"purposes.{purpose}.name": {"de": words, "en": words}, f"purposes.{purpose}.description": {}}
    assert ("A13" in findings(C2C, changes)) is prohibited


@pytest.mark.parametrize(
    "words", ["Emotionserkennung bei Beschäftigten zur Unfallverhütung", "Emotion recognition at work for therapy"]
)
def test_words_that_claim_the_exception_are_for_a_person_to_judge(words: str) -> None:
    practice = practice_in([words], [], ON)
    assert practice is not None
    assert (practice.point, claims_exception(practice, [words])) == ("f", True)
    assert not claims_exception(practice, ["Emotion recognition at work"])


def test_intimate_images_are_prohibited_from_their_day() -> None:
    changes = {"models.description": {"de": "Entkleiden von Personen auf Bildern", "en": "Nudification of people"}}
    assert "A13" not in findings(PILOT, changes, date(2026, 12, 1))
    assert "A13" in findings(PILOT, changes, date(2026, 12, 2))
