"""Every rule with an agreement that meets it and one that does not, apart by one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from datapact.checks.model.facts import SigningFacts
from datapact.checks.model.rule import Rule
from datapact.checks.run.engine import RULES, check
from datapact.checks.wording.parts import PARTS
from datapact.contract.text.numbering import MISSING
from datapact.contract.vocabulary.acts import PRACTICE
from datapact.contract.vocabulary.citations import Citation
from tests.checks.full_agreements import DROP, ON, TEXT, both, edited, everything, of_one_activity, plain, state
from tests.checks.test_cooperation_contracts import CONTRACTS as COOPERATION
from tests.checks.test_regime_contracts import CONTRACTS


def only(activity: str) -> Callable[[], dict[str, Any]]:
    return lambda: of_one_activity(activity)


@dataclass(frozen=True)
class Example:
    """``wrong`` and ``right`` are changes; ``members`` belong to the state around the wrong terms.

    ``wrong`` changes ``base``; ``right`` changes it too, or nothing in an agreement with all answers.
    """

    rule: str
    place: str
    wrong: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "E"
    right: Mapping[str, Any] = field(default_factory=dict)
    base: Callable[[], dict[str, Any]] = everything
    members: Mapping[str, Any] = field(default_factory=dict)
    signing: SigningFacts | None = None
    right_signing: SigningFacts | None = None
    on: date = ON

    def right_base(self) -> dict[str, Any]:
        return self.base() if self.right else everything()


LOGS = "datasets.logs"
TOLD = "processing.instructions_contact"
ANNA = "parties.keller.signatories.anna"
ALONE = {"parties.keller.signing_rule": "sole", "parties.keller.signatories.bernd": DROP}
FARES = {f"{LOGS}.description": both("Schwarzfahrten mit Strafanzeige", "Fare dodging with a criminal complaint")}
HASTY = {"processing.sub_processing_notice_days": 5, "processing.sub_processing_objection_days": 5}
PENALTY: dict[str, Any] = {
    "penalty": {"agreed": True, "breach_euros": 5000, "year_euros": 20_000},
    "facts.negotiation_record": "Protokoll vom 3.11.2026",
    "facts.negotiated": ["liability", "penalty"],
}
LATE = {
    **PENALTY,
    "penalty": {**PENALTY["penalty"], "delay_day_euros": 200, "delay_euros": 2000},
    **{f"datasets.{one}.frequency": {"de": "täglich bis 6 Uhr"} for one in ("logs",)},
}
INSURED = {"insurance": {"agreed": True, "kept_by": ["keller"], "event_euros": 2_000_000, "year_euros": 4_000_000}}
ALL_MET = SigningFacts(True, frozenset({"keller", "institut", "stadt"}), {"rechen": "Vertrag vom 3.11.2026, Ordner 4"})
ONE_LACKS = SigningFacts(True, frozenset({"keller", "institut", "rechen"}))


CONSENT = {"legal_bases.2.article": "6(1)(a)"}
CLOUD = "transfers.cloud"
AUTHORITY = {"parties.keller.kind": "public_body", f"{CLOUD}.mechanism": "49", f"{CLOUD}.necessity": "Vermerk 9"}
CONTRACT = {"data_act.instrument": "user_contract"}
PARTIES = everything()["parties"]
MEASURES = [measure["key"] for measure in everything()["measures"]]
USER_SHARES = {"data_act.user": "keller", "data_act.user_name": "", "data_act.instrument": ""}
CLASSIFIED = {
    "assessments.rights": {
        "key": "class",
        "kind": "ai_classification",
        "party": "institut",
        "reference": "Vermerk 11",
        "day": "2026-10-03",
    }
}
LOOSE = {
    "id": "subject",
    "heading": {"de": [{"text": "Gegenstand"}], "en": [{"text": "Subject"}]},
    "paragraphs": [
        {
            "id": "subject-1",
            "text": {
                "de": [{"text": "Es gilt "}, {"text": MISSING["de"]}, {"text": "."}],
                "en": [{"text": "Section 2 applies."}],
            },
            "items": [],
        }
    ],
}
OPEN = {
    **LOOSE,
    "paragraphs": [
        {
            "id": "subject-1",
            "text": {
                "de": [{"text": "Es gilt "}, {"text": "[offen: anwendbares Recht]", "term": "law.governing"}],
                "en": [{"text": "Governed by "}, {"text": "[open: governing law]", "term": "law.governing"}],
            },
            "items": [],
        }
    ],
}
MONTHLY = {
    **LOOSE,
    "paragraphs": [
        {
            "id": "subject-1",
            "text": {
                "de": [{"text": "Jede Partei kann zum Ende eines Kalendermonats kündigen."}],
                "en": [{"text": "Each party may terminate to the end of a calendar month."}],
            },
            "items": [],
        }
    ],
}
IMPOSED = {"data_act.unilateral_terms": "yes"}

PEOPLE_EXAMPLES = [
    Example("T01", "notices", {"notices.notice-keller": DROP}),
    Example("T01", "notices", {"notices.notice-keller.recipients_named": False}),
    Example(
        "T02",
        "notices",
        {"notices.notice-institut.within_month": False},
        right={"notices.notice-institut.within_month": False, "notices.notice-institut.exemption": "14(5)(b)"},
    ),
    Example(
        "T03",
        "notices.notice-institut.categories_and_source",
        {"notices.notice-institut.categories_and_source": False},
    ),
    Example(
        "T04",
        "notices.notice-keller.transfers_named",
        {"notices.notice-keller.transfers_named": False},
        right={"notices.notice-keller.transfers_named": False, "transfers": []},
    ),
    Example("K01", "consent.records", {**CONSENT, "consent.records": ""}, right=CONSENT),
    Example("K02", "consent.purposes_named", {**CONSENT, "consent.purposes_named": False}, right=CONSENT),
    Example("K02", "consent.controllers_named", {**CONSENT, "consent.controllers_named": False}, right=CONSENT),
    Example("K03", "consent.withdrawal", {**CONSENT, "consent.withdrawal": DROP}, right=CONSENT),
    Example("K03", "rights.propagation_days", {**CONSENT, "rights.propagation_days": DROP}, "W", CONSENT),
    Example(
        "K04",
        "consent.explicit",
        {"legal_bases.2.special": "9(2)(a)", "consent.explicit": False},
        right={"legal_bases.2.special": "9(2)(a)"},
    ),
    Example(
        "K04",
        "consent.explicit",
        {"facts.automated_decisions_ground": "22(2)(c)", "consent.explicit": False},
        right={"facts.automated_decisions_ground": "22(2)(a)", "consent.explicit": False},
    ),
    Example(
        "K05",
        "consent.oldest",
        {**CONSENT, "consent.oldest": "2026-09-01"},
        "W",
        {**CONSENT, "consent.oldest": "2026-09-01", "consent.refresh_months": DROP},
    ),
    Example("K06", "consent.age_country", {**CONSENT, "consent.age_country": ""}, right=CONSENT),
    Example(
        "K06",
        "consent.parental",
        {**CONSENT, "consent.parental": DROP},
        right={**CONSENT, "consent.parental": DROP, "consent.online_service": False},
    ),
]
TRANSFER_EXAMPLES = [
    Example("X01", f"{CLOUD}.mechanism", {f"{CLOUD}.mechanism": ""}),
    Example(
        "X01",
        "transfers",
        {"parties.institut.address.country": "JP"},
        right={
            "parties.institut.address.country": "JP",
            "transfers": [
                {
                    "key": "japan",
                    "importer": "Institut",
                    "country": "JP",
                    "mechanism": "45",
                    "scope": "private, PPC 2026-11",
                }
            ],
        },
    ),
    Example(
        "X02",
        f"{CLOUD}.mechanism",
        {f"{CLOUD}.mechanism": "45", f"{CLOUD}.country": "IN"},
        right={f"{CLOUD}.mechanism": "45", f"{CLOUD}.country": "CH"},
    ),
    Example(
        "X02",
        f"{CLOUD}.scope",
        {f"{CLOUD}.mechanism": "45"},
        right={f"{CLOUD}.mechanism": "45", f"{CLOUD}.scope": "DPF certificate 77 with HR data"},
    ),
    Example(
        "X02",
        f"{CLOUD}.mechanism",
        {f"{CLOUD}.mechanism": "45", f"{CLOUD}.country": "CH", f"{CLOUD}.importer": "World Health Organization"},
        right={f"{CLOUD}.mechanism": "45", f"{CLOUD}.country": "DE", f"{CLOUD}.importer": "European Patent Office"},
    ),
    Example("X03", f"{CLOUD}.module", {f"{CLOUD}.module": ""}),
    Example("X03", f"{CLOUD}.module", {f"{CLOUD}.module": "2"}, base=only("sharing")),
    Example(
        "X01",
        "sub_processors.cloud.country",
        {"transfers": []},
        right={"transfers": [], "sub_processors.cloud.country": "IE"},
    ),
    Example("X01", f"{LOGS}.limits.places", {f"{LOGS}.limits.places": ["CH"]}, right={f"{LOGS}.limits.places": ["US"]}),
    Example(
        "X02",
        f"{CLOUD}.scope",
        {f"{CLOUD}.mechanism": "45", f"{CLOUD}.scope": "DPF certificate 77"},
        "W",
        {f"{CLOUD}.mechanism": "45", f"{CLOUD}.scope": "DPF certificate 77 with HR data"},
    ),
    Example("X04", f"{CLOUD}.importer", {f"{CLOUD}.importer": "Somebody"}),
    Example("X04", "parties.rechen.address", {"parties.rechen.address": DROP}),
    Example("X04", "parties.rechen.signatories", signing=SigningFacts(True), right_signing=ALL_MET),
    Example("X05", "processing.nature", {"processing.nature": DROP}),
    Example("X05", "purposes", {"purposes.maintenance": DROP}),
    Example("X05", "activities", {"activities.sharing.name": {}}, base=only("sharing")),
    Example("X05", "sub_processors.cloud.service", {"sub_processors.cloud.service": DROP}),
    Example("X05", "duration.end", {"duration.end": DROP}, right={"duration.end": DROP, "duration.end_event": TEXT}),
    Example("X04", f"{CLOUD}.importer", {"sub_processors.cloud.contract_date": DROP}),
    Example(
        "X04",
        f"{CLOUD}.importer",
        {f"{CLOUD}.importer": "Cloud", "sub_processors.cloud.address": ""},
        right={f"{CLOUD}.importer": "Cloud"},
    ),
    Example("X05", f"{CLOUD}.frequency", {f"{CLOUD}.frequency": DROP}),
    Example("X05", f"{CLOUD}.sensitive_safeguards", {f"{CLOUD}.sensitive_safeguards": DROP}),
    Example("X05", LOGS, {f"{LOGS}.subjects": []}),
    Example(
        "X06",
        f"{CLOUD}.authority",
        {f"{CLOUD}.authority": ""},
        right={f"{CLOUD}.authority": "", f"{CLOUD}.module": "4"},
    ),
    Example("X07", "measures", {"measures": []}),
    Example(
        "X07",
        "measures",
        {
            "transfers.cloud.importer": "Rechenhaus GmbH",
            **{f"measures.{kind}.party": "keller" for kind in MEASURES},
        },
        right={"transfers.cloud.importer": "Rechenhaus GmbH"},
    ),
    Example("X07", "measures.rest.description", {"measures.rest.description": both("Verschlüsselung", "")}, "W"),
    Example("X08", "sub_processors", {"sub_processors": [], "processing.sub_processing": "specific"}),
    Example(
        "X08",
        "processing.sub_processing_notice_days",
        {"processing.sub_processing_notice_days": DROP, "processing.sub_processing": "specific"},
    ),
    Example(
        "X09",
        f"{CLOUD}.governing_law",
        {f"{CLOUD}.governing_law": "US"},
        right={f"{CLOUD}.governing_law": "US", f"{CLOUD}.module": "4"},
    ),
    Example("X10", f"{CLOUD}.courts", {f"{CLOUD}.courts": ""}),
    Example(
        "X11",
        f"{CLOUD}.assessment",
        {f"{CLOUD}.assessment": ""},
        right={f"{CLOUD}.assessment": "", f"{CLOUD}.module": "4"},
    ),
    Example("X11", f"{CLOUD}.assessment_date", {f"{CLOUD}.assessment_date": "2027-08-01"}, "W"),
    Example("X12", f"{CLOUD}.official_text", {"assessments.clauses": DROP, f"{CLOUD}.official_text": True}),
    Example("X13", f"{CLOUD}.importer_under_gdpr", {f"{CLOUD}.importer_under_gdpr": True}, "W"),
    Example("X14", f"{CLOUD}.derogation", {f"{CLOUD}.mechanism": "49"}),
    Example(
        "X14",
        "consent.explicit",
        {f"{CLOUD}.mechanism": "49", f"{CLOUD}.derogation": "a", "consent.explicit": False},
        right={f"{CLOUD}.mechanism": "49", f"{CLOUD}.derogation": "a"},
    ),
    Example(
        "X14",
        f"{CLOUD}.necessity",
        {f"{CLOUD}.mechanism": "49", f"{CLOUD}.derogation": "b"},
        right={f"{CLOUD}.mechanism": "49", f"{CLOUD}.derogation": "b", f"{CLOUD}.necessity": "Vermerk 9"},
    ),
    Example(
        "X14",
        f"{CLOUD}.authority_informed",
        {f"{CLOUD}.mechanism": "49", f"{CLOUD}.derogation": "subparagraph_2"},
        right={
            f"{CLOUD}.mechanism": "49",
            f"{CLOUD}.derogation": "subparagraph_2",
            f"{CLOUD}.authority_informed": "Schreiben vom 3.11.2026",
        },
    ),
    Example(
        "D23",
        "processing.guarantees",
        {"data_act.processing_service": True},
        "W",
        right={"data_act.processing_service": True, "processing.guarantees.de": "Siehe www.dienst.example/data-act."},
    ),
    Example(
        "X17",
        f"{CLOUD}.scope",
        {f"{CLOUD}.mechanism": "47"},
        right={f"{CLOUD}.mechanism": "47", f"{CLOUD}.scope": "CNIL 2024-112"},
    ),
    Example(
        "X17",
        f"{CLOUD}.mechanism",
        {f"{CLOUD}.mechanism": "46(2)(a)", f"{CLOUD}.scope": "Abkommen vom 3.5.2024"},
    ),
    Example(
        "X18",
        f"{CLOUD}.derogation",
        {**AUTHORITY, f"{CLOUD}.derogation": "b"},
        right={**AUTHORITY, f"{CLOUD}.derogation": "d"},
    ),
    Example(
        "X15",
        f"{CLOUD}.uk_safeguard",
        {"parties.keller.address.country": "GB", f"{CLOUD}.country": "IN"},
        right={"parties.keller.address.country": "GB", f"{CLOUD}.country": "IN", f"{CLOUD}.uk_safeguard": "IDTA"},
    ),
    Example(
        "X15",
        f"{CLOUD}.uk_safeguard",
        {"parties.keller.address.country": "GB"},
        right={"parties.keller.address.country": "GB", f"{CLOUD}.uk_safeguard": "UK Extension, certificate 77"},
    ),
    Example("X16", f"{CLOUD}.remote_access", {f"{CLOUD}.mechanism": ""}, "W"),
    Example("X16", f"{CLOUD}.remote_access", {f"{CLOUD}.importer": "Maschinenbau Keller GmbH"}, "W"),
]
PEOPLE_ALONE = {"datasets.parts.items.0.categories": ["https://w3id.org/dpv/pd#Name"]}
DATA_ACT_EXAMPLES = [
    *[
        Example("D01", f"data_act.{one}", {f"data_act.{member}": ""})
        for one, member in (("holder", "holder"), ("user", "user_name"), ("recipient", "recipient"))
    ],
    Example("D01", "data_act.holder_name", {**USER_SHARES, "data_act.holder": ""}, "W", USER_SHARES),
    Example("D02", "data_act.instrument", {"data_act.instrument": "voluntary"}, right=CONTRACT),
    Example(
        "D02",
        "data_act.instrument",
        {"data_act.instrument": "voluntary"},
        right={"data_act.instrument": "voluntary", "datasets.parts.personal.0.judgement": "personal", **PEOPLE_ALONE},
    ),
    Example(
        "D02",
        "data_act.instrument",
        {"data_act.instrument": "voluntary", "datasets.parts.personal.0.judgement": "personal"},
        right={"data_act.instrument": "voluntary", "datasets.parts.personal.0.judgement": "personal", **PEOPLE_ALONE},
    ),
    Example(
        "D02",
        "data_act.no_harmful_insights",
        {"data_act.instrument": "", "data_act.no_harmful_insights": False},
        right={**USER_SHARES, "data_act.no_harmful_insights": False},
    ),
    Example(
        "D19",
        "legal_bases.0",
        {"legal_bases.0.article": "6(1)(c)", "legal_bases.0.law": "Art. 5 Abs. 1 Data Act"},
        right={"legal_bases.0.article": "6(1)(c)", "legal_bases.0.law": "§ 13 LHG"},
    ),
    Example("D02", "data_act.no_harmful_insights", {**CONTRACT, "data_act.no_harmful_insights": False}, right=CONTRACT),
    Example("D03", "data_act.instrument_reference", {"data_act.instrument_reference": ""}),
    Example("D03", "data_act.no_extra_access_data", {"data_act.no_extra_access_data": False}),
    Example("D04", "purposes", {"purposes.maintenance": DROP}),
    Example("D04", "data_act.erased_when_unneeded", {"data_act.erased_when_unneeded": False}),
    Example("D05", "data_act.gatekeeper", {"data_act.gatekeeper": "yes"}),
    Example("D05", "data_act.gatekeeper", {"data_act.gatekeeper": ""}),
    Example(
        "D05",
        "data_act.no_competing_product",
        {"data_act.no_competing_product": False},
        right={
            "data_act.no_competing_product": False,
            "data_act.small_manufacturer": True,
            "data_act.manufacturer_subcontracted": False,
        },
    ),
    Example(
        "D05",
        "data_act.no_competing_product",
        {
            "data_act.no_competing_product": False,
            "data_act.small_manufacturer": True,
            "data_act.manufacturer_subcontracted": True,
        },
        right={"data_act.no_competing_product": False, "data_act.manufacturer_medium_until": "2028-09-01"},
    ),
    Example("D06", "data_act.trade_secrets_identified", {"data_act.trade_secrets_identified": DROP}),
    Example("D06", "data_act.trade_secret_measures", {"data_act.trade_secret_measures": DROP}),
    Example("D07", "data_act.fair_terms", {"data_act.fair_terms": DROP}),
    Example(
        "D07",
        "data_act.exclusive",
        {"data_act.exclusive": True},
        right={"data_act.exclusive": True, "data_act.exclusivity_asked_by_user": True},
    ),
    Example(
        "D08",
        "data_act.price_at_direct_cost",
        {"data_act.price_at_direct_cost": False},
        right={"data_act.price_at_direct_cost": False, "data_act.recipient_has_large_partner": True},
    ),
    Example("D08", "data_act.price_basis", {"data_act.price_basis": DROP}),
    Example("D09", "data_act.unilateral_terms", {"data_act.unilateral_terms": ""}, "W"),
    Example("D09", "data_act.unilateral_evidence", {"data_act.unilateral_evidence": ""}, "W"),
    Example(
        "D10",
        "data_act.unfair",
        {**IMPOSED, "data_act.unfair": ["excludes_remedies"]},
        right={"data_act.unfair": ["excludes_remedies"]},
    ),
    Example(
        "D09",
        "parties.stadt.enterprise",
        {"parties": [PARTIES[0], PARTIES[2]]},
        "W",
        {"parties": [PARTIES[0], PARTIES[2]], "parties.stadt.enterprise": False},
        base=plain,
    ),
    Example(
        "D10",
        "liability.cap_spares_intent_and_gross_negligence",
        {**IMPOSED, "liability.cap_spares_intent_and_gross_negligence": False},
        right=IMPOSED,
    ),
    Example(
        "D12",
        "data_act.excludes_article_13",
        {"data_act.excludes_article_13": True, "parties.rechen.kind": "university"},
        right={"data_act.excludes_article_13": True, "parties.rechen.enterprise": False},
        base=plain,
    ),
    Example("D11", "data_act.unfair", {**IMPOSED, "data_act.unfair": ["no_copy"]}, "W", IMPOSED),
    Example("D12", "data_act.excludes_article_13", {"data_act.excludes_article_13": True}),
    Example(
        "D13",
        "duration.start",
        {"duration.end": DROP},
        "W",
        {"duration.end": "2030-12-31"},
        signing=SigningFacts(True, concluded=date(2025, 9, 12)),
        right_signing=SigningFacts(True, concluded=date(2025, 9, 12)),
        on=date(2026, 11, 24),
    ),
    Example(
        "D13",
        "duration.start",
        {"duration.end": DROP},
        "W",
        {"duration.end": DROP, "duration.start": "2025-01-01"},
        signing=SigningFacts(True, concluded=date(2025, 9, 12)),
        right_signing=SigningFacts(True, concluded=date(2025, 9, 13)),
        on=date(2026, 11, 24),
    ),
    Example(
        "D14",
        "data_act.no_sharing_on",
        {**CONTRACT, "data_act.no_sharing_on": False},
        right={**CONTRACT, "data_act.no_sharing_on": False, "onward.rule": "forbidden"},
    ),
    Example(
        "D14",
        "data_act.user_contract_covers",
        CONTRACT,
        right={**CONTRACT, "data_act.user_contract_covers": "Nummer 7"},
    ),
    Example(
        "D16",
        "data_act.no_competing_product",
        {**USER_SHARES, "data_act.no_competing_product": False},
        right=USER_SHARES,
    ),
]

EXAMPLES = [
    Example("G01", "parties.keller.name", {"parties.keller.name": ""}),
    Example("G01", "parties.keller.address", {"parties.keller.address": DROP}),
    Example(
        "G01",
        "parties.keller.registration.number",
        {"parties.keller.registration": DROP},
        right={"parties.keller.registration": DROP, "parties.keller.tax_id": "DE123456789"},
    ),
    Example("G01", "parties.keller.contact", {"parties.keller.contact": {"name": "Vogel"}}),
    Example("G01", "parties.keller.signatories", {"parties.keller.signatories": []}),
    Example("G02", "activities", {"activities": []}),
    Example("G02", "activities.report.roles", {"activities.report.roles.0": {"party": "keller", "role": "user"}}),
    Example("G02", "activities.report.roles", base=only("report")),
    Example("G02", "activities.report.roles", {"activities.report.roles.2": {"party": "stadt", "role": "none"}}),
    Example(
        "G02", LOGS, {f"activities.{key}.datasets": ["parts"] for key in ("sharing", "platform", "hosting", "report")}
    ),
    Example("G03", "purposes", {"purposes.maintenance": DROP}),
    Example("G03", "purposes.maintenance.name", {"purposes.maintenance.name": both("Beliebige Zwecke.", "")}),
    Example("G03", "purposes", {"purposes": []}, "W", base=plain),
    Example("G03", "purposes", {"purposes": [], "non_disclosure.applies": True}, base=plain),
    Example("G03", "purposes", {"purposes": [], "licence.subject": "data"}, base=plain),
    Example("G03", "purposes", {"purposes.quality.prohibited": True, "licence.subject": "data"}, base=plain),
    Example("G03", "purposes.quality.name", {"purposes.quality.name": {}, "licence.subject": "data"}, base=plain),
    Example(
        "G03",
        "purposes.quality.name",
        {"purposes.quality.name": both("Alle Zwecke", "All purposes"), "licence.subject": "data"},
        "W",
        base=plain,
    ),
    Example("G04", "datasets", {"datasets": []}),
    Example("G04", f"{LOGS}.items", {f"{LOGS}.items": []}),
    Example("G04", "datasets.parts.items", {"datasets.parts.items": []}, "W", base=plain),
    Example("G05", LOGS, {"legal_bases.1": DROP}),
    Example("G05", "legal_bases.0.article", {"legal_bases.0.article": ""}),
    Example(
        "G05",
        LOGS,
        {"legal_bases.2": DROP},
        right={
            "legal_bases.2": DROP,
            f"{LOGS}.personal": [
                {"party": "stadt", "judgement": "anonymous"},
                {"party": "keller", "judgement": "personal"},
                {"party": "institut", "judgement": "pseudonymous"},
            ],
        },
    ),
    Example(
        "G06",
        "legal_bases.1.special",
        {"legal_bases.1.special": ""},
        right={"legal_bases.1.special": "", f"{LOGS}.special_categories": False},
    ),
    Example("G06", LOGS, {"legal_bases.1": DROP}),
    Example("G07", "legal_bases.1.offence_authority", {"legal_bases.1.offence_authority": ""}),
    Example("G08", "legal_bases.0.interest", {"legal_bases.0.interest": DROP}),
    Example("G08", "legal_bases.0.balancing_test", {"legal_bases.0.balancing_test_date": DROP}),
    Example(
        "G08",
        "legal_bases.0.article",
        {"parties.keller.kind": "public_body"},
        right={"parties.keller.kind": "public_body", "legal_bases.0.outside_public_tasks": True},
    ),
    Example("G09", "legal_bases.1.law", {"legal_bases.1.law": ""}),
    Example(
        "G10",
        "purposes.maintenance.compatibility_test",
        {"purposes.maintenance.compatibility_test": ""},
        right={"purposes.maintenance.compatibility_test": "", "purposes.maintenance.scientific_research": True},
    ),
    Example("G10", "purposes.maintenance.further_notice", {"purposes.maintenance.further_notice": ""}),
    Example("G11", f"{LOGS}.retention", {f"{LOGS}.retention": DROP}, right={f"{LOGS}.retention": {"criterion": TEXT}}),
    Example(
        "G12",
        "end_of_data.rule",
        {"end_of_data": {}},
        "W",
        {"end_of_data": {}, "datasets.parts.retention": {"fate": "archive"}},
        base=plain,
    ),
    *[
        Example("G13", "measures", {f"measures.{kind}": DROP})
        for kind in ("transit", "rest", "access", "resilience", "restore", "testing")
    ],
    Example("G13", "measures", {"measures.rest.party": "keller"}),
    Example("G14", "breach.without_undue_delay", {"breach.without_undue_delay": False}),
    Example("G14", "breach.hours", {"breach.hours": 49}, "W", {"breach.hours": 48}),
    Example("G14", "breach.contacts", {"breach.contacts": []}),
    Example(
        "G14",
        "breach.contacts",
        {"breach.contacts": []},
        "W",
        {"breach.without_undue_delay": False},
        base=only("sharing"),
    ),
    Example("G15", "rights.responsible", {"rights.responsible": ""}),
    Example("G15", "rights.responsible", {"rights.responsible": "nobody"}),
    Example("G15", "rights.answer_days", {"rights.answer_days": DROP}),
    Example("G15", "rights.answer_days", {"rights.answer_days": 31}),
    Example("G15", "rights.extension_months", {"rights.extension_months": 3}, right={"rights.extension_months": DROP}),
    Example(
        "G17",
        "assessments",
        {"assessments.dpia-stadt": DROP},
        right={"assessments.dpia-stadt": DROP, "facts.dpia_required": False, "facts.automated_decisions": False},
    ),
    *[
        Example("G17", "assessments.dpia-stadt", {f"assessments.dpia-stadt.{member}": DROP})
        for member in ("reference", "version", "day", "result", "review")
    ],
    Example("G17", "assessments.dpia-keller.residual_high_risk", {"assessments.consultation": DROP}),
    Example(
        "G18",
        "parties.keller.dpo",
        {"parties.keller.dpo": DROP},
        "W",
        {"parties.keller.dpo": DROP, "parties.keller.dpo_required": False},
    ),
    Example("G19", "duration.start", {"duration.start": DROP}),
    Example("G19", "duration.end", {"duration.end": DROP}, right={"duration.end": DROP, "duration.notice_months": 3}),
    Example(
        "G19", "duration.end", {"duration.end": "2026-12-31"}, right={"duration.end": DROP, "duration.end_event": TEXT}
    ),
    Example(
        "G19",
        "duration.end_event",
        {"duration.end": DROP, "duration.end_event": {"de": "Er endet am 31.12.2028.", "en": "31 December 2028"}},
        right={"duration.end": DROP, "duration.end_event": TEXT},
    ),
    Example("G19", "review.first", {"review": {}}, "W"),
    Example("G20", "law.governing", {"law.governing": ""}, "W"),
    Example("G20", "law.venue", {"law.disputes": DROP}, "W"),
    Example("G20", "liability.rule", {"liability.rule": ""}, "W"),
    Example("G21", "parties.stadt.signing_rule", signing=ONE_LACKS, right_signing=ALL_MET),
    Example("G22", "rights.accuracy_procedure", {"rights.accuracy_procedure": DROP}, "W"),
    Example("G23", "facts.joining_and_leaving", {"facts.joining_and_leaving": DROP}, "W"),
    Example(
        "G24",
        "facts.freedom_of_information",
        {"facts.freedom_of_information": DROP},
        "W",
        {"facts.freedom_of_information": DROP, "parties.stadt.public_body": False},
    ),
    Example("G56", "legal_bases.0.article", {"facts.children_safeguards": DROP}, "W"),
    Example(
        "G57",
        "legal_bases.1.article",
        {"legal_bases.1.article": "6(1)(e)"},
        "W",
    ),
    Example("G25", "facts.children_safeguards", {"facts.children_safeguards": DROP}, "W"),
    Example("G26", "facts.automated_decisions_ground", {"facts.automated_decisions_ground": ""}),
    Example("G26", "facts.automated_decisions_safeguards", {"facts.automated_decisions_safeguards": DROP}),
    Example("G26", "facts.automated_decisions_notice", {"facts.automated_decisions_notice": ""}),
    Example("G27", "parties.institut.register_of_processing", {"parties.institut.register_of_processing": False}, "W"),
    Example("G28", "onward.rule", {"onward": {}}, right={"onward": {"rule": "forbidden"}}),
    Example("G28", "onward.conditions", {"onward.conditions": DROP}),
    Example("G28", "onward.rule", {"onward": {}}, "W", base=plain),
    Example("G29", f"{LOGS}.reidentification_banned", {f"{LOGS}.reidentification_banned": False}, "W"),
    Example("G29", "datasets.parts.reidentification_banned", {"datasets.parts.personal.0.judgement": "anonymous"}, "W"),
    Example("G30", "legal_bases.2.subject_is_contract_party", {"legal_bases.2.subject_is_contract_party": False}),
    *[
        Example("G31", f"form.{member}", {f"form.{member}": ""}, "W")
        for member in ("conclusion", "amendment", "notices")
    ],
    Example("G32", "facts.public_form", {"facts.public_form": ""}),
    Example("G32", "facts.public_form", {"facts.public_form": "wie üblich"}, right={"facts.public_form": "keine"}),
    Example(
        "G32",
        "form.conclusion",
        {"form.conclusion": "text_form"},
        right={"form.conclusion": "text_form", "parties.stadt.land": "NW", "facts.public_form": "§ 64 GO NRW"},
    ),
    Example("G33", "prevailing", members={"prevailing": "fr"}),
    Example("G33", "facts.joining_and_leaving", {"facts.joining_and_leaving": {"de": "Nach Zustimmung aller."}}, "W"),
    Example("G34", "parties.keller.legal_form", {"parties.keller.legal_form": ""}, "W"),
    Example("G34", "parties.keller.registration", {"parties.keller.registration.court": ""}, "W"),
    Example(
        "G34", "parties.keller.signatories.anna.evidence", {"parties.keller.signatories.anna.evidence_date": DROP}, "W"
    ),
    Example("G34", "parties.keller.signing_rule", {"parties.keller.signatories.anna": DROP}, "W"),
    Example(
        "G34",
        "parties.keller.signatories.anna.capacity",
        {"parties.keller.signatories.anna.capacity": "board_member"},
    ),
    Example(
        "G34",
        "parties.keller.signing_rule",
        {"parties.keller.signing_rule": "by_power"},
        "W",
        {"parties.keller.signing_rule": "by_power", "parties.keller.signatories.anna.capacity": "by_power_of_attorney"},
    ),
    Example(
        "G34",
        "parties.keller.signing_rule",
        {
            "parties.keller.signing_rule": "director_with_prokurist",
            "parties.keller.signatories.bernd": DROP,
        },
        "W",
        {
            "parties.keller.signing_rule": "director_with_prokurist",
            "parties.keller.signatories.bernd.capacity": "prokurist",
        },
    ),
    Example(
        "G61",
        "parties.keller.signatories.anna.exempt_from_181",
        {"parties.stadt.signatories.anna.name": "Anna Keller"},
        "W",
        {
            "parties.stadt.signatories.anna.name": "Anna Keller",
            "parties.stadt.signatories.anna.exempt_from_181": True,
            "parties.keller.signatories.anna.exempt_from_181": True,
        },
    ),
    Example(
        "G62",
        "parties.keller.registration.general_partner",
        {"parties.keller.legal_form": "GmbH & Co. KG"},
        "W",
        {
            "parties.keller.legal_form": "GmbH & Co. KG",
            "parties.keller.registration.general_partner": "Keller Verwaltungs-GmbH, Amtsgericht Stuttgart, HRB 7654",
        },
    ),
    Example("G35", "facts.order_of_precedence", {"facts.order_of_precedence": DROP}, "W"),
    Example("G35", "facts.order_of_precedence", {}, "W", base=plain, members={"parent": {"number": "DP-2026-0001"}}),
    Example("G36", "facts.employee_basis", {"facts.employee_basis": ""}, "W"),
    Example("G36", "facts.works_council_agreement", {"facts.works_council_agreement": ""}, "W"),
    Example(
        "G37",
        "facts.research_law",
        {"facts.research_law": ""},
        "W",
        {"facts.research_law": "", "facts.research": False},
    ),
    Example("G36", "facts.employee_basis", {"facts.employee_basis": "§ 99999 BDSG"}, "W"),
    Example("G38", "facts.terminal_equipment_ground", {"facts.terminal_equipment_ground": ""}, "W"),
    Example("G39", "facts.negotiation_record", {"facts.negotiation_record": ""}, "W"),
    Example(
        "G39",
        "liability.cap_spares_intent_and_gross_negligence",
        {"liability.cap_spares_intent_and_gross_negligence": False},
        "W",
        {"liability.cap_spares_intent_and_gross_negligence": False, "liability.rule": "statutory"},
    ),
    Example("G40", "clauses.subject-1", base=plain, members={"clauses": [LOOSE]}),
    Example("J01", "joint.notices_owner", {"joint.notices_owner": ""}),
    *[Example("J01", "joint.rights", {f"joint.rights.{number}": DROP}) for number in range(8)],
    *[Example("J02", "joint.topics", {f"joint.topics.{number}": DROP}, "W") for number in range(8)],
    Example("J03", "joint.essence_available", {"joint.essence_available": DROP}),
    Example("J04", "joint.contact_point", {"joint.contact_point": DROP}, "W"),
    Example("J06", "activities", members={"template": {"id": "controller-to-controller", "version": 2}}),
    Example("J05", "joint.limits_rights", {"joint.limits_rights": True}),
    Example("P00", "processing.subject_matter", {"processing.subject_matter": DROP}),
    Example("P00", "duration.end", {"duration.end": DROP}, right={"duration.end": DROP, "duration.end_event": TEXT}),
    Example("P00", "processing.nature", {"processing.nature": DROP}),
    Example("P00", "processing.processor", {"processing.processor": "keller"}),
    Example("P00", "purposes", {"purposes": []}),
    Example("P00", "processing.controller_duties", {"processing.controller_duties": DROP}),
    Example("P00", f"{LOGS}.items", {f"{LOGS}.items": []}),
    Example(
        "P00",
        f"{LOGS}.subjects",
        {f"{LOGS}.subjects": []},
        right={f"{LOGS}.subjects": [], f"{LOGS}.subjects_note": TEXT},
    ),
    Example("P03", "measures", {"measures": []}),
    Example(
        "P04",
        "processing.sub_processing",
        {"processing.sub_processing": ""},
        right={"processing.sub_processing": "specific"},
    ),
    Example(
        "P04",
        "processing.sub_processing",
        {"processing.sub_processing": "forbidden"},
        right={"processing.sub_processing": "forbidden", "sub_processors": []},
    ),
    Example("P04", "processing.sub_processing_notice_days", {"processing.sub_processing_notice_days": DROP}),
    Example("P04", "processing.sub_processing_objection_days", {"processing.sub_processing_objection_days": DROP}),
    Example("P05", "sub_processors.cloud.same_duties", {"sub_processors.cloud.same_duties": False}),
    Example("P08", "end_of_data.rule", {"end_of_data.rule": ""}, right={"end_of_data.rule": "delete"}),
    Example("P08", "end_of_data.chosen_by", {"end_of_data.chosen_by": "rechen"}),
    Example("P11", "form.conclusion", {"form.conclusion": ""}, right={"form.conclusion": "written"}),
    *(
        Example("P11", "law.governing", {"law.governing": foreign}, "W", {"law.governing": "Recht der Republik Irland"})
        for foreign in ("CH", "Schweizer Recht", "the laws of England and Wales")
    ),
    Example("P12", "processing.guarantees", {"processing.guarantees": DROP}),
    Example("P13", "processing.processor_own_purposes", {"processing.processor_own_purposes": True}),
    Example("P13", "models.weights_kept_by", {"models.weights_kept_by": ["rechen"]}, "W"),
    *[Example("A01", f"models.{one}", {f"models.{one}": ""}, "W") for one in ("training", "fine_tuning", "testing")],
    Example(
        "A01",
        "models.conditions",
        {"models.conditions": DROP},
        "W",
        {"models.conditions": DROP, "models.testing": "allowed"},
    ),
    Example(
        "A02",
        "datasets.parts.origin",
        {"datasets.parts.origin": DROP},
        right={"datasets.parts.origin": DROP, "models.high_risk_excepted": "annex_i_b", **CLASSIFIED},
    ),
    Example(
        "A02",
        "datasets.parts.origin",
        {"datasets.parts.origin": DROP, "models.high_risk_excepted": "research", **CLASSIFIED},
        right={
            "datasets.parts.origin": DROP,
            "models.high_risk_excepted": "research",
            "models.real_world_testing": False,
            **CLASSIFIED,
        },
    ),
    Example("A02", f"{LOGS}.original_purpose", {f"{LOGS}.original_purpose": DROP}),
    Example(
        "A03",
        "models.preparation",
        {"models.preparation": DROP},
        "W",
        {"models.preparation": DROP, "models.high_risk_use": False},
    ),
    Example(
        "A04",
        "models.bias_data_shared",
        {"models.bias_data_shared": True},
        right={"models.bias_data_shared": True, f"{LOGS}.special_categories": False},
    ),
    Example("A04", "models.bias_data_deleted", {"models.bias_data_deleted": False}),
    Example(
        "A04",
        "models.bias_data_deleted",
        {"models.bias_data_deleted": False, "models.high_risk_use": False},
        on=date(2026, 7, 27),
    ),
    Example(
        "A05",
        "models.supplier_assistance",
        {"models.supplier_assistance": DROP},
        right={"models.supplier_assistance": DROP, "models.open_source": True, "models.general_purpose": False},
    ),
    Example(
        "A06",
        "models.rebranding_provider",
        {"models.rebranding_provider": DROP},
        "W",
        {"models.rebranding_provider": DROP, "models.rebranding": "forbidden"},
    ),
    Example(
        "A07",
        "models.documentation_pack",
        {"models.documentation_pack": ""},
        right={"models.documentation_pack": "", "models.open_source": True},
    ),
    Example(
        "A07",
        "models.documentation_pack",
        {"models.documentation_pack": "", "models.open_source": True, "models.systemic_risk": True},
    ),
    Example("A07", "models.copyright_policy", {"models.copyright_policy": ""}, "W"),
    Example("A07", "models.training_summary", {"models.training_summary": ""}, "W"),
    Example(
        "A07",
        "models.documentation_pack",
        {"models.documentation_pack": "", "models.placed_on_market": "2025-08-01"},
        right={"models.documentation_pack": "", "models.act_roles": []},
    ),
    Example(
        "A07",
        "models.documentation_pack",
        {"models.documentation_pack": ""},
        right={"models.documentation_pack": "", "models.placed_on_market": "2025-08-01"},
        on=date(2027, 8, 1),
    ),
    Example("A08", "models.effect_of_withdrawal", {"models.effect_of_withdrawal": DROP}, "W"),
    Example("A08", "models.effect_of_end", {"models.effect_of_end": DROP}, "W"),
    Example("A09", "assessments", {"assessments.model": DROP}, "W"),
    Example(
        "A10",
        "models.fine_tuned_provider",
        {"models.fine_tuned_provider": DROP},
        "W",
        {"models.fine_tuned_provider": DROP, "models.fine_tuning": "forbidden"},
    ),
    *[
        Example("A11", f"pilot.{one}", {f"pilot.{one}": DROP}, "W")
        for one in ("background_rights", "foreground_rights", "publication", "export_control", "acceptance")
    ],
    Example(
        "A12",
        "assessments",
        {"assessments.rights": DROP, "models.high_risk_annex": "annex_iii"},
        "W",
        {"assessments.rights": DROP, "models.high_risk_annex": "annex_iii", "parties.stadt.public_body": False},
    ),
    Example(
        "A12",
        "assessments",
        {
            "assessments.rights": DROP,
            "models.high_risk_annex": "annex_iii",
            "parties.stadt.public_body": False,
            "parties.stadt.public_services": True,
        },
        "W",
        {"assessments.rights": DROP, "models.high_risk_annex": "annex_iii", "models.annex_iii_point": "2"},
    ),
    Example(
        "A12",
        "assessments",
        {
            "assessments.rights": DROP,
            "models.high_risk_annex": "annex_iii",
            "parties.stadt.public_body": False,
            "models.annex_iii_point": "5b",
        },
        "W",
        {"assessments.rights": DROP},
    ),
    Example(
        "A14",
        "models.high_risk_excepted",
        {"models.real_world_testing": True, "models.high_risk_excepted": "research"},
        right={"models.real_world_testing": False, "models.high_risk_excepted": "research"},
    ),
    Example(
        "A14",
        "assessments",
        {"models.real_world_testing": True, "models.high_risk_annex": "annex_iii"},
        "W",
        {"models.real_world_testing": True, "models.high_risk_annex": "annex_iii", **CLASSIFIED},
    ),
    Example(
        "A15",
        "assessments",
        {"models.high_risk_use": False, "models.high_risk_annex": "annex_iii"},
        "W",
        {"models.high_risk_use": False, "models.high_risk_annex": "annex_iii", **CLASSIFIED},
    ),
    Example(
        "A16",
        "models.transparency",
        {"models.transparency": DROP},
        "W",
        {"models.transparency": DROP, f"{LOGS}.employees": False, f"{LOGS}.subjects": []},
    ),
    Example(
        "A17",
        "models.transparency",
        {"models.transparency": DROP},
        "W",
        {"models.transparency": DROP, "models.general_purpose": False},
    ),
    Example(
        "A18",
        "models.third_party_rights",
        {"models.third_party_content": True},
        "W",
        {"models.third_party_content": True, "models.third_party_rights": TEXT},
    ),
    Example("A19", "pilot.state_aid", {"pilot.state_aid": DROP, "pilot.public_funding": True}, "W"),
    Example(
        "A19",
        "pilot.state_aid",
        {"pilot.state_aid": DROP},
        "W",
        {"pilot.state_aid": DROP, "pilot.public_funding": False},
    ),
    Example(
        "A12",
        "assessments",
        {"assessments.rights": DROP, "models.high_risk_use": False, "models.impact_assessment_required": True},
        "W",
    ),
    Example("G15", "rights.responsible", {"rights.responsible": "keller"}, "W", base=only("sharing")),
    Example("G01", "parties.institut.name", {"parties.institut.name": "Maschinenbau Keller GmbH"}),
    Example("G03", "purposes.maintenance.name", {"purposes.maintenance.name": both("Eigene Zwecke", "Own purposes")}),
    *(
        Example("G09", "legal_bases.1.law", {"legal_bases.1.law": words})
        for words in (
            "irgendein Gesetz",
            "§ 3 Abs. 1",
            "Art. 6 Abs. 1 lit. e DSGVO",
            "§ 5 dieses Vertrags",
            "18 U.S.C. § 2703",
            "§ 3 Hausordnung",
            "Art. 6 Abs. 1 Grundverordnung",
            "§ 13 LHG (aufgehoben)",
        )
    ),
    *(
        Example("G44", place, {place: 0})
        for place in (
            "breach.hours",
            "rights.answer_days",
            "processing.sub_processing_notice_days",
            "review.every_months",
        )
    ),
    Example("G44", "duration.end", {"duration.end": "2999-12-31"}),
    Example("G44", "duration.start", {"duration.start": "1950-01-01"}),
    Example(
        "G01",
        "parties.institut.short_name",
        {"parties.institut.short_name": "keller", "parties.keller.short_name": "Keller"},
    ),
    Example("P05", "sub_processors.cloud.name", {"sub_processors.cloud.name": "Stadt Musterhausen"}),
    Example("G17", "assessments.dpia-keller.review", {"assessments.dpia-keller.review": "2028-08-31"}, "W"),
    Example(
        "G41",
        "datasets.parts.personal",
        {"datasets.parts.personal": [{"party": "keller", "judgement": "not_personal"}]},
        "W",
    ),
    *(
        Example("G67", place, {place: day}, "W")
        for place, day in (
            ("assessments.dpia-keller.day", "2031-01-01"),
            ("assessments.dpia-keller.day", "2016-05-23"),
            ("assessments.rights.day", "2024-07-31"),
            ("legal_bases.0.balancing_test_date", "2009-12-24"),
            ("transfers.cloud.assessment_date", "2031-01-01"),
            ("purposes.maintenance.compatibility_test", "Vermerk vom 3. Januar 2031"),
            ("facts.works_council_agreement", "Betriebsvereinbarung vom 3.1.2031"),
            ("notices.notice-keller.day", "2012-01-01"),
            ("data_act.instrument_date", "2025-09-11"),
            ("consent.oldest", "2031-01-01"),
            ("sub_processors.cloud.contract_date", "2009-01-01"),
        )
    ),
    *(
        Example("G66", place, {place: both(*words)}, "W")
        for place, words in (
            (
                "datasets.logs.description",
                ("Darf den Betrieb nicht verlassen oder genutzt werden.", "Internal use only."),
            ),
            (
                "purposes.maintenance.description",
                ("Erst nach Freigabe der Ethikkommission.", "Not before the release."),
            ),
            ("remarks", ("Daten von Minderjährigen sind ausgenommen.", "Data of minors is excluded.")),
        )
    ),
    Example("G65", "facts.works_council_outcome", {"facts.works_council_outcome": "against"}),
    Example(
        "G65",
        "purposes.maintenance.compatibility_outcome",
        {"purposes.maintenance.compatibility_outcome": DROP},  # whatever its words say
        "W",
        {
            "purposes.maintenance.compatibility_test": "Vermerk 4: nein",
            "purposes.maintenance.compatibility_outcome": "carries",
        },
    ),
    Example(
        "G65",
        "transfers.cloud.assessment_conditions",
        {"transfers.cloud.assessment_outcome": "conditions"},
        "W",
        {
            "transfers.cloud.assessment_outcome": "conditions",
            "transfers.cloud.assessment_conditions": "Nur verschlüsselt",
        },
    ),
    Example(
        "G17",
        "facts.dpia_required",
        {"facts.dpia_required": DROP, "assessments": []},
        right={"facts.dpia_required": False, "facts.dpia_reasons": TEXT, "assessments": []},
    ),
    Example(
        "G17",
        "facts.dpia_reasons",
        {"facts.dpia_required": False},
        right={"facts.dpia_required": False, "facts.dpia_reasons": TEXT},
    ),
    Example(
        "G26",
        "facts.automated_decisions",
        {"legal_bases.0.special": "9(2)(j)"},
        right={"legal_bases.0.special": "9(2)(j)", "facts.automated_decisions": False},
    ),
    Example(
        "G39",
        "liability.cap",
        {"facts.negotiation_record": ""},
        "W",
        {"facts.negotiation_record": "", "liability": {"rule": "statutory"}},
    ),
    Example("G58", "penalty.year_euros", {**PENALTY, "penalty.year_euros": DROP}, "W", PENALTY),
    Example("G58", "penalty.year_euros", {**PENALTY, "penalty.breach_euros": 20_001}, "W", PENALTY),
    Example("G58", "penalty.breach_euros", {**PENALTY, "facts.negotiation_record": ""}, "W", PENALTY),
    Example("G63", "penalty.delay_euros", {**LATE, "penalty.delay_euros": DROP}, "W", LATE),
    Example("G63", "penalty.delay_euros", {**LATE, "penalty.delay_euros": 199}, "W", LATE),
    Example("G63", "penalty.year_euros", {**LATE, "penalty.year_euros": DROP, "penalty.agreed": False}, "W", LATE),
    Example("G63", "penalty.year_euros", {**LATE, "penalty.year_euros": 1999}, "W", LATE),
    Example("G63", f"{LOGS}.frequency", {**LATE, f"{LOGS}.frequency": {}}, "W", LATE),
    Example("G63", f"{LOGS}.frequency", {**LATE, f"{LOGS}.frequency": both("Laufend.", "Continuously.")}, "W", LATE),
    Example("G63", "penalty.delay_day_euros", {**LATE, "penalty.delay_day_euros": DROP}, "W", LATE),
    Example("G63", "penalty.delay_euros", {**LATE, "facts.negotiation_record": ""}, "W", LATE),
    Example(  # a record that speaks of it says nothing by that: no penalty was negotiated
        "G58",
        "penalty.breach_euros",
        {**PENALTY, "facts.negotiation_record": "Keine Vertragsstrafe verhandelt", "facts.negotiated": ["liability"]},
        "W",
        PENALTY,
    ),
    Example(
        "G39",
        "liability.cap",
        {"liability.rule": "capped", "facts.standard_terms": False, "facts.negotiated": ["penalty"]},
        "W",
        right={"liability.rule": "capped", "facts.standard_terms": False, "facts.negotiated": ["liability"]},
    ),
    Example("G58", "penalty.agreed", {**PENALTY, **IMPOSED}, "W", PENALTY),
    Example("G59", "insurance.kept_by", {**INSURED, "insurance.kept_by": []}, "W", INSURED),
    Example("G59", "insurance.event_euros", {**INSURED, "insurance.event_euros": DROP}, "W", INSURED),
    Example("G59", "insurance.year_euros", {**INSURED, "insurance.event_euros": 4_000_001}, "W", INSURED),
    Example("G44", "processing.instructions_contact", {"processing.instructions_contact": {"name": "Petra Holm"}}),
    Example("G44", f"{TOLD}.email", {TOLD: {"name": "Petra Holm", "email": "unbekannt"}}),
    Example("G44", "facts.research_law", {"facts.research_law": "wird noch geprüft"}),
    Example(
        "G42",
        f"{LOGS}.offence_data",
        {f"{LOGS}.offence_data": False, **FARES},
        "W",
        {f"{LOGS}.offence_data": True, **FARES},
    ),
    Example(
        "G34",
        "parties.keller.signing_rule",
        ALONE,
        "W",
        {**ALONE, "parties.keller.signatories.anna.evidence": "Einzelvertretung"},
    ),
    Example("G34", f"{ANNA}.evidence_date", {f"{ANNA}.evidence_date": "2030-01-01"}, "W"),
    Example("G04", f"{LOGS}.recipients", {f"{LOGS}.recipients": []}, "W"),
    Example(
        "G11",
        f"{LOGS}.retention",
        {f"{LOGS}.retention": {"criterion": both("solange erforderlich", "as long as needed")}},
        "W",
    ),
    Example("G51", f"{LOGS}.retention", {f"{LOGS}.retention": {"criterion": both("unbefristet", "without limit")}}),
    Example("G51", "end_of_data.days", {"end_of_data.days": 365}, "W"),
    Example("G16", "rights.propagation_days", {"rights.propagation_days": 60}),
    Example(
        "G03",
        "purposes.maintenance.name",
        {"purposes.maintenance.name": both("Wartung und alle weiteren Zwecke", "Any and all")},
    ),
    Example(
        "G13", "measures.rest.description", {"measures.rest.description": both("Verschlüsselung", "Encryption")}, "W"
    ),
    Example("P00", "processing.nature", {"processing.nature": both("Datenverarbeitung", "Processing")}, "W"),
    Example(
        "P04",
        "processing.sub_processing_notice_days",
        HASTY,
        "W",
        {**HASTY, "processing.sub_processing_notice_days": 20},
    ),
    Example("P05", "sub_processors.cloud.contract_date", {"sub_processors.cloud.contract_date": "2099-01-01"}),
    Example("P05", "sub_processors.cloud.contract_date", {"sub_processors.cloud.contract_date": DROP}, "W"),
    Example("G41", "purposes.maintenance.new_purpose", {"purposes.maintenance.new_purpose": DROP}, "W"),
    Example("P05", "sub_processors.cloud.address", {"sub_processors.cloud.address": ""}, "W"),
    Example("P05", "sub_processors.cloud.contact", {"sub_processors.cloud.contact": {"name": "Ann Lee"}}, "W"),
    Example("P12", "processing.guarantees", {"processing.guarantees": both("auf Anfrage", "on request")}),
    Example(
        "P12", "processing.guarantees", {"processing.guarantees": both("ISO 27001 beantragt", "ISO 27001 applied for")}
    ),
    Example(
        "P13", "processing.nature", {"processing.nature": both("für eigene Produkte", "for its own products")}, "W"
    ),
    Example("P05", "sub_processors.cloud.engaged_by", {"sub_processors.cloud.engaged_by": "keller"}),
    *(
        Example("G64", place, {place: both(words, words)}, "W")
        for place, words in (
            ("processing.audit_costs", "Der Verantwortliche zahlt 500.000 Euro je Überprüfung."),
            ("processing.instructions_channel", "Weisungen wirken sechs Monate nach Zugang."),
            ("onward.conditions", "Schweigt der Anbieter, ist er einverstanden."),
            ("rights.accuracy_procedure", "Anfragen werden einmal im Jahr bearbeitet."),
            ("facts.background", "„Unverzüglich“ bedeutet binnen 60 Tagen."),
        )
    ),
    Example(
        "G64",
        "processing.audit_costs",
        {
            "processing.audit_costs": both(
                "Prüfungen vor Ort gelten nicht als geschuldete Überprüfung und entfallen.", "Paid."
            )
        },
        "W",
        {"processing.audit_costs": both("Jede Partei trägt die Kosten ihrer Überprüfung.", "Each bears its own.")},
    ),
    Example("G44", "law.governing", {"law.governing": "Stuttgart"}),
    Example("G44", "law.venue", {"law.venue": "Deutsches Recht"}),
    Example("G44", "law.venue", {"law.venue": "31. Dezember 2027"}),
    Example("G44", "law.venue", {"law.venue": "12/31/2027"}),
    Example("G44", "law.venue", {"law.venue": "70173"}),
    Example("G44", "remarks", {"remarks": both("TODO", "TODO")}),
    Example(
        "G45",
        "duration.renewal_months",
        {"duration.renewal_months": 12, "duration.notice_months": 3},
        "W",
        {"duration.renewal_months": 12, "duration.notice_months": 3, "duration.notice_to": "year"},
    ),
    Example("G45", "review.first", {"review.first": "2035-01-01"}, "W"),
    Example("G45", "onward.conditions", {"onward.rule": "forbidden"}, "W"),
    Example(
        "G45",
        "purposes.maintenance.iri",
        {f"purposes.{one}.iri": "https://w3id.org/dpv#ResearchAndDevelopment" for one in ("maintenance", "resale")},
        "W",
        {
            "purposes.maintenance.iri": "https://w3id.org/dpv#ResearchAndDevelopment",
            "purposes.resale.iri": "https://w3id.org/dpv#SellProducts",
        },
    ),
    Example(
        "G45",
        "purposes.maintenance.iri",
        {
            "purposes.maintenance.iri": "https://w3id.org/dpv#PersonalisedAdvertising",
            "purposes.resale.iri": "https://w3id.org/dpv#Marketing",
        },
        "W",
        {
            "purposes.maintenance.iri": "https://w3id.org/dpv#Marketing",
            "purposes.resale.iri": "https://w3id.org/dpv#PersonalisedAdvertising",
        },
    ),
    Example("G45", "facts.access_outside_eea", {"facts.access_outside_eea": False}),
    Example("G45", "duration.renewal_months", {"duration": {"start": "2027-01-01", "renewal_months": 12}}, "W"),
    Example(
        "G45",
        "pilot.milestones.trial.day",
        {"pilot.milestones": [{"key": "trial", "name": TEXT, "day": "2031-01-01"}]},
        "W",
        {"pilot.milestones": [{"key": "trial", "name": TEXT, "day": "2028-01-01"}]},
    ),
    Example(
        "G46",
        "remarks",
        {"remarks": both("Vorfälle meldet jede Partei binnen 36 Stunden.", "Incidents are reported within 36 hours.")},
        "W",
        {"remarks": both("Vorfälle meldet jede Partei binnen 24 Stunden.", "Incidents are reported within 24 hours.")},
    ),
    Example(
        "G46",
        "remarks",
        {"remarks": both("Der Vertrag endet am 31. Dezember 2027.", "The agreement ends on 31 December 2027.")},
        "W",
        {"remarks": both("Der Vertrag endet am 31. Dezember 2029.", "The agreement ends on 31 December 2029.")},
    ),
    Example("G46", "remarks", {"remarks": both("Es gilt schweizerisches Recht.", "It is governed by Swiss law.")}, "W"),
    Example(
        "G46",
        "remarks",
        {"remarks": both("Der Support sitzt in Indien.", "Support is in India."), "facts.access_outside_eea": False},
        "W",
        {"remarks": both("Der Support sitzt in Irland.", "Support is in Ireland."), "facts.access_outside_eea": False},
        base=plain,
    ),
    Example(
        "G46",
        "clauses.subject-1",
        {"duration.notice_months": 3, "duration.notice_to": "quarter"},
        "W",
        members={"clauses": [MONTHLY]},
    ),
    Example(
        "G47",
        f"{LOGS}.personal",
        {f"{LOGS}.personal.1": {"party": "institut", "judgement": "anonymous"}},
        right={
            f"{LOGS}.personal.1": {"party": "institut", "judgement": "anonymous"},
            "assessments.dpia-institut.kind": "reidentification",
        },
    ),
    Example(
        "G48",
        "joint.screened",
        {"joint.screened": "", "activities.platform": DROP},
        "W",
        {"activities.platform": DROP},
    ),
    Example("G48", "joint.screened", {"joint.screened": "joint", "activities.platform": DROP}),
    Example(
        "G49",
        "legal_bases.0.law",
        {"legal_bases.0.law": "", "facts.research_law": ""},
        right={"legal_bases.0.law": "", "facts.research_law": "", "legal_bases.0.special": "9(2)(a)"},
    ),
    Example(
        "G49",
        "legal_bases.0.special",
        {"legal_bases.0.special": "9(2)(h)"},
        right={"legal_bases.0.special": "9(2)(h)", f"{LOGS}.secrecies": ["professional"]},
    ),
    Example("G50", "form.conclusion", severity="W", signing=ALL_MET),
    Example(
        "G60",
        "duration.start",
        {"duration.start": "2026-12-01"},
        "W",
        signing=SigningFacts(True, concluded=date(2026, 12, 2)),
        right={"duration.start": "2026-12-01"},
        right_signing=SigningFacts(True, concluded=date(2026, 12, 1)),
    ),
    Example(
        "G60",
        "parent.effective",
        {},
        "W",
        members={"parent": {"relation": "amends", "effective": "2020-01-01"}},
        signing=SigningFacts(False),
    ),
    Example(
        "G51",
        f"{LOGS}.retention",
        {f"{LOGS}.retention.months": 480},
        right={f"{LOGS}.retention.months": 480, f"{LOGS}.retention.criterion": TEXT},
    ),
    Example(
        "G51",
        f"{LOGS}.retention",
        {f"{LOGS}.retention": {"after_end": TEXT}},
        right={f"{LOGS}.retention": {"after_end": TEXT, "months": 24}},
    ),
    Example(
        "G51",
        f"{LOGS}.retention.after_end",
        {f"{LOGS}.retention.after_end": both("zur Sicherheit", "for safety")},
        right={f"{LOGS}.retention.after_end": both("§ 147 AO", "section 147 AO")},
        base=only("hosting"),
    ),
    Example(
        "G54",
        "breach.hours",
        {"parties.keller.essential_entity": True, "breach.hours": 48},
        "W",
        {"parties.keller.essential_entity": True, "breach.hours": 24},
    ),
    Example(
        "G54",
        "measures",
        {"parties.keller.essential_entity": True, "measures": []},
        "W",
        {"parties.keller.essential_entity": True},
    ),
    Example(
        "G55",
        "remarks",
        {"remarks": both("Die Daten liefert die Altmann Werke GmbH.", "Altmann Werke GmbH delivers the data.")},
        "W",
        {
            "remarks": both("Die Daten liefert die Altmann Werke GmbH.", "Altmann Werke GmbH delivers the data."),
            "sub_processors.cloud.name": "Altmann Werke GmbH",
        },
    ),
    Example("G52", "law.venue", {"law.venue": "Leipzig"}, "W", {"law.venue": "entfällt"}),
    Example(
        "G53",
        "parties.institut.representative",
        {"parties.institut.address.country": "US"},
        "W",
        {"parties.institut.address.country": "US", "parties.institut.representative": {"name": "Vertreter"}},
    ),
    Example("P04", "processing.sub_processing_objection_days", {"processing.sub_processing_objection_days": 60}),
    Example("P04", "periods.objection_exit_months", {"periods": {}}, "W"),
    Example(
        "G05",
        "legal_bases.0.operation",
        {"legal_bases.0.operation": "use"},
        right={"legal_bases.0.operation": "disclosure", "legal_bases.1.operation": "use"},
    ),
    Example("G05", "legal_bases.1.operation", {"legal_bases.1.operation": "disclosure"}),
    Example("P15", "rights.responsible", {"rights.responsible": "rechen"}),
    Example(
        "P15",
        "onward.rule",
        {"onward": {"rule": "allowed"}},
        right={"onward": {"rule": "forbidden"}},
        base=only("hosting"),
    ),
    Example(
        "P15",
        "models.training",
        {"models.weights_kept_by": []},
        right={"models.weights_kept_by": [], "models.training": "forbidden"},
        base=only("hosting"),
    ),
    Example("G43", "law.governing", members={"clauses": [OPEN]}),
    Example("G41", f"{LOGS}.secret", {f"{LOGS}.secret": DROP}, "W"),
    Example("G41", "datasets.parts.terminal_equipment", {"datasets.parts.terminal_equipment": DROP}, "W"),
    Example("G41", "facts.monitoring", {"facts.monitoring": DROP}, "W"),
    Example("G41", "parties.stadt.land", {"facts.public_body_land": ""}, "W", {"parties.stadt.land": "BW"}),
    Example(
        "G42",
        f"{LOGS}.special_categories",
        {
            f"{LOGS}.special_categories": False,
            f"{LOGS}.items": [
                {"name": both("Kirchensteuer", "Church tax"), "categories": ["https://w3id.org/dpv/pd#Religion"]}
            ],
        },
    ),
    Example("G42", f"{LOGS}.employees", {f"{LOGS}.employees": False}),
    *PEOPLE_EXAMPLES,
    *TRANSFER_EXAMPLES,
    *DATA_ACT_EXAMPLES,
]


LAW = ("statute", "standard_clauses")
DATED = [rule for rule in RULES if rule.authority in LAW]


def cites_practice(citation: Citation) -> bool:
    return any(one.act is PRACTICE for one in citation.references)


def test_what_is_law_has_a_first_day_and_cites_no_practice() -> None:
    assert [rule.id for rule in DATED if rule.valid_from is None] == []
    assert [rule.id for rule in DATED if cites_practice(rule.citation)] == []
    assert [name for name, part in PARTS.items() if part.authority in LAW and cites_practice(part.citation)] == []
    assert all(rule.valid_from <= rule.valid_to for rule in RULES if rule.valid_from and rule.valid_to)


@pytest.mark.parametrize("rule", DATED, ids=lambda one: one.id)
def test_a_law_is_not_asked_for_on_the_day_before_it(rule: Rule) -> None:
    shown = next((one for one in EXAMPLES if one.rule == rule.id), None)
    wrong = state(edited(shown.base(), shown.wrong), **shown.members) if shown else state(everything())
    assert rule.valid_from is not None
    before = rule.valid_from - timedelta(1)
    found = {one.id for one in check(wrong, before, signing=shown.signing if shown else None)}
    assert rule.id not in found or any(other.id == rule.id and other.applies_on(before) for other in RULES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}-{one.place}")
def test_a_rule_sees_the_one_answer_that_is_missing(example: Example) -> None:
    base = example.base()
    wrong = state(edited(base, example.wrong), **example.members)
    found = {(one.id, one.place): one for one in check(wrong, example.on, signing=example.signing)}
    assert (example.rule, example.place) in found, sorted(found)
    assert found[example.rule, example.place].severity == example.severity
    assert not [one.id for one in found.values() if one.authority in LAW and cites_practice(one.citation)]
    barring = [one for one in found.values() if one.bars_freezing]
    assert not [one.id for one in barring if one.authority == "practice"], "good practice is advice, and bars no step"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}-{one.place}")
def test_a_rule_is_silent_where_it_is_met(example: Example) -> None:
    right = state(edited(example.right_base(), example.right))
    found = [(one.id, one.place) for one in check(right, example.on, signing=example.right_signing)]
    assert (example.rule, example.place) not in found


JUDGED_BY_TEXT = {
    "C01",
    "C02",
    "C03",
    "C04",
    "N06",
    "P01",
    "P02",
    "P06",
    "P07",
    "P09",
    "P10",
}  # their examples: test_wording.py


def test_every_rule_has_examples() -> None:
    judged = {rule.id for rule in RULES if rule.severity is not None}
    shown = {example.rule for example in EXAMPLES} | {contract.rule for contract in (*CONTRACTS, *COOPERATION)}
    assert shown == judged - JUDGED_BY_TEXT
