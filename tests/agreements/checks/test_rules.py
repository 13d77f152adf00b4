"""Every rule with an agreement that meets it and one that does not, apart by one answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from datapact.agreements.checks.engine import check
from datapact.agreements.checks.facts import SigningFacts
from datapact.agreements.checks.rule_table import RULES
from tests.agreements.checks.answered import DROP, ON, TEXT, both, edited, everything, of_one_activity, plain, state


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

    def right_base(self) -> dict[str, Any]:
        return self.base() if self.right else everything()


LOGS = "datasets.logs"
ALL_MET = SigningFacts(True, frozenset({"keller", "institut", "stadt"}), {"rechen": "Vertrag vom 3.11.2026, Ordner 4"})
ONE_LACKS = SigningFacts(True, frozenset({"keller", "institut", "rechen"}))

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
        "W",
        {"purposes.maintenance.compatibility_test": "", "purposes.maintenance.scientific_research": True},
    ),
    Example("G10", "purposes.maintenance.further_notice", {"purposes.maintenance.further_notice": ""}, "W"),
    Example("G11", f"{LOGS}.retention", {f"{LOGS}.retention": DROP}, right={f"{LOGS}.retention": {"criterion": TEXT}}),
    Example("G12", "end_of_data.rule", {"end_of_data": {"rule": "keep"}}, right={"end_of_data.rule": "return"}),
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
    Example("G16", "rights.pass_on_to_recipients", {"rights.pass_on_to_recipients": False}),
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
    Example("G19", "review.first", {"review": {}}, "W"),
    Example("G20", "law.governing", {"law.governing": ""}, "W"),
    Example("G20", "law.venue", {"law.venue": ""}, "W", {"law.venue": "", "law.disputes": TEXT}),
    Example("G20", "liability.rule", {"liability.rule": ""}, "W"),
    Example("G21", "parties.stadt.signing_rule", signing=ONE_LACKS, right_signing=ALL_MET),
    Example("G22", "rights.accuracy_procedure", {"rights.accuracy_procedure": DROP}, "W"),
    Example("G23", "facts.joining_and_leaving", {"facts.joining_and_leaving": DROP}, "W"),
    Example(
        "G24",
        "facts.freedom_of_information",
        {"facts.freedom_of_information": DROP},
        "W",
        {"facts.freedom_of_information": DROP, "parties.stadt.kind": "company"},
    ),
    Example("G24", "facts.public_body_land", {"facts.public_body_land": ""}, "W"),
    Example("G25", "facts.children_safeguards", {"facts.children_safeguards": DROP}, "W"),
    Example("G26", "facts.automated_decisions_ground", {"facts.automated_decisions_ground": ""}),
    Example("G26", "facts.automated_decisions_safeguards", {"facts.automated_decisions_safeguards": DROP}),
    Example("G26", "facts.automated_decisions_notice", {"facts.automated_decisions_notice": ""}),
    Example("G27", "parties.rechen.register_of_processing", {"parties.rechen.register_of_processing": False}, "W"),
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
    Example("G32", "facts.public_form", {"facts.public_form": ""}, "W"),
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
            "parties.keller.signatories.bernd.capacity": "by_power_of_attorney",
        },
        "W",
        {
            "parties.keller.signing_rule": "director_with_prokurist",
            "parties.keller.signatories.bernd.capacity": "prokurist",
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
    Example("G38", "facts.terminal_equipment_basis", {"facts.terminal_equipment_basis": ""}, "W"),
    Example("G39", "facts.negotiation_record", {"facts.negotiation_record": ""}, "W"),
    Example(
        "G39",
        "liability.cap_spares_intent_and_gross_negligence",
        {"liability.cap_spares_intent_and_gross_negligence": False},
        "W",
        {"liability.cap_spares_intent_and_gross_negligence": False, "liability.rule": "statutory"},
    ),
    Example("J01", "joint.notices_owner", {"joint.notices_owner": ""}),
    *[Example("J01", "joint.rights", {f"joint.rights.{number}": DROP}) for number in range(8)],
    *[Example("J02", "joint.topics", {f"joint.topics.{number}": DROP}, "W") for number in range(8)],
    Example("J03", "joint.essence_available", {"joint.essence_available": DROP}),
    Example("J04", "joint.contact_point", {"joint.contact_point": DROP}, "W"),
    Example("J05", "joint.limits_rights", {"joint.limits_rights": True}),
    Example("P00", "processing.subject_matter", {"processing.subject_matter": DROP}),
    Example("P00", "duration.end", {"duration.end": DROP}, right={"duration.end": DROP, "duration.end_event": TEXT}),
    Example("P00", "processing.nature", {"processing.nature": DROP}),
    Example("P00", "purposes", {"purposes": []}),
    Example("P00", "processing.controller_duties", {"processing.controller_duties": DROP}),
    Example("P00", f"{LOGS}.items", {f"{LOGS}.items": []}),
    Example(
        "P00",
        f"{LOGS}.subjects",
        {f"{LOGS}.subjects": []},
        right={f"{LOGS}.subjects": [], f"{LOGS}.subjects_note": TEXT},
    ),
    Example("P01", "processing.instructions_documented", {"processing.instructions_documented": False}),
    Example("P01", "processing.contrary_law_notice", {"processing.contrary_law_notice": False}),
    Example("P02", "processing.confidentiality", {"processing.confidentiality": False}),
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
    Example("P05", "processing.flow_down", {"processing.flow_down": False}),
    Example("P05", "sub_processors.cloud.same_duties", {"sub_processors.cloud.same_duties": False}),
    Example("P06", "processing.help_with_rights", {"processing.help_with_rights": False}),
    Example("P07", "processing.help_with_security", {"processing.help_with_security": False}),
    Example("P08", "end_of_data.rule", {"end_of_data.rule": ""}, right={"end_of_data.rule": "delete"}),
    Example("P08", "end_of_data.chosen_by", {"end_of_data.chosen_by": "rechen"}),
    Example("P08", "end_of_data.legal_storage_excepted", {"end_of_data.legal_storage_excepted": False}),
    Example("P09", "processing.audits", {"processing.audits": False}),
    Example("P10", "processing.warns_of_infringing_instruction", {"processing.warns_of_infringing_instruction": False}),
    Example("P11", "form.conclusion", {"form.conclusion": ""}, right={"form.conclusion": "written"}),
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
        right={"datasets.parts.origin": DROP, "models.high_risk_excepted": "research"},
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
    Example("A07", "models.copyright_policy", {"models.copyright_policy": ""}),
    Example("A07", "models.training_summary", {"models.training_summary": ""}),
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
        {"assessments.rights": DROP},
        "W",
        {"assessments.rights": DROP, "parties.stadt.kind": "company"},
    ),
    Example(
        "A12",
        "assessments",
        {"assessments.rights": DROP, "models.high_risk_use": False, "models.impact_assessment_required": True},
        "W",
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}-{one.place}")
def test_a_rule_sees_the_one_answer_that_is_missing(example: Example) -> None:
    base = example.base()
    wrong = state(edited(base, example.wrong), **example.members)
    found = {(one.id, one.place): one for one in check(wrong, ON, signing=example.signing)}
    assert (example.rule, example.place) in found, sorted(found)
    assert found[example.rule, example.place].severity == example.severity


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one.rule}-{one.place}")
def test_a_rule_is_silent_where_it_is_met(example: Example) -> None:
    right = state(edited(example.right_base(), example.right))
    found = [(one.id, one.place) for one in check(right, ON, signing=example.right_signing)]
    assert (example.rule, example.place) not in found


def test_every_rule_has_examples() -> None:
    judged = {rule.id for rule in RULES if rule.severity is not None}
    assert {example.rule for example in EXAMPLES} == judged
