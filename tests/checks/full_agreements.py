"""Agreements in which every question is answered, as JSON, and a way to change single answers."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date
from typing import Any

ON = date(2028, 9, 1)  # all rules of the table are valid on this day
DROP = object()  # as a value of ``edited``: take the member away


def both(german: str, english: str) -> dict[str, str]:
    return {"de": german, "en": english}


MEASURE = both("Täglich auf zwei Rechnern in Heilbronn geprüft", "Checked daily on two computers in Heilbronn")
TEXT = both("Wie im Anhang beschrieben.", "As described in the annex.")


def contact(name: str) -> dict[str, str]:
    return {"name": name, "email": f"{name.lower()}@example.org"}


def party(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "legal_form": "GmbH",
        "registration": {"court": "Amtsgericht Stuttgart", "number": f"HRB {1000 + sum(map(ord, key))}"},
        "address": {"street": "Hauptstraße 1", "postal_code": "70173", "city": "Stuttgart"},
        "contact": contact("Keller"),
        "signatories": [
            {
                "key": "anna",
                "name": f"Anna {key.capitalize()}",
                "capacity": "managing_director",
                "order": 1,
                "evidence": "Bestellung durch Gesellschafterbeschluss",
                "evidence_date": "2017-11-01",
            },
            {
                "key": "bernd",
                "name": f"Bernd {key.capitalize()}",
                "capacity": "managing_director",
                "order": 2,
                "evidence": "Bestellung durch Gesellschafterbeschluss",
                "evidence_date": "2017-11-01",
            },
        ],
        "signing_rule": "two_jointly",
        "dpo_required": True,
        "dpo": contact("Vogel"),
        "register_of_processing": True,
        **more,
    }


def basis(controller: str, article: str, **more: Any) -> dict[str, Any]:
    return {
        "party": controller,
        "dataset": "logs",
        "purpose": "maintenance",
        "article": article,
        "special": "9(2)(g)",
        "law": "§ 22 BDSG",
        "offence_authority": "§ 12 LDSG",
        **more,
    }


def dpia(controller: str, **more: Any) -> dict[str, Any]:
    return {
        "key": f"dpia-{controller}",
        "kind": "dpia",
        "party": controller,
        "reference": "DSFA 7",
        "version": "2",
        "day": "2026-10-01",
        "result": "angemessen",
        "outcome": "carries",
        "review": "2035-10-01",
        **more,
    }


def notice(informing: str, article: str, **more: Any) -> dict[str, Any]:
    return {
        "key": f"notice-{informing}",
        "party": informing,
        "article": article,
        "reference": "Datenschutzinformation",
        "version": "3",
        "day": "2026-10-01",
        "recipients_named": True,
        "transfers_named": True,
        **more,
    }


def roles(**of: str) -> list[dict[str, str]]:
    everyone = {"keller": "none", "institut": "none", "stadt": "none", "rechen": "none", **of}
    return [{"party": key, "role": role} for key, role in everyone.items()]


def everything() -> dict[str, Any]:
    """Terms to which the condition of every rule applies, all answered: no finding of any kind."""
    measures = ["transit", "rest", "access", "resilience", "restore", "testing"]
    return {
        "parties": [
            party("keller", "Maschinenbau Keller GmbH"),
            party(
                "institut",
                "Institut für Produktionsdaten e. V.",
                kind="association",
                legal_form="e. V.",
                non_profit_research=True,
            ),
            party("stadt", "Stadt Musterhausen", kind="public_body", legal_form="Gemeinde", signing_rule="sole"),
            party("rechen", "Rechenhaus GmbH"),
        ],
        "facts": {
            "personal_data": True,
            "public_body_land": "Baden-Württemberg",
            "automated_decisions": True,
            "automated_decisions_ground": "22(2)(a)",
            "automated_decisions_safeguards": TEXT,
            "automated_decisions_notice": "Datenschutzinformation, Fassung 3",
            "monitoring": False,
            "dpia_required": True,
            "standard_terms": True,
            "negotiation_record": "Protokoll vom 3.11.2026",
            "negotiated": ["liability", "acceptance"],
            "research": True,
            "research_law": "§ 27 BDSG",
            "works_council_agreement": "Betriebsvereinbarung 12",
            "works_council_outcome": "carries",
            "employee_basis": "Betriebsvereinbarung vom 12. Mai 2025",
            "terminal_equipment_basis": "Einwilligung",
            "terminal_equipment_ground": "consent",
            "freedom_of_information": TEXT,
            "public_form": "§ 54 GemO BW",
            "children_safeguards": TEXT,
            "parent_agreement": "Rahmenvertrag 2025",
            "order_of_precedence": TEXT,
            "joining_and_leaving": TEXT,
        },
        "activities": [
            {
                "key": "sharing",
                "name": both("Austausch", "Sharing"),
                "datasets": ["logs"],
                "roles": roles(keller="controller", institut="controller"),
            },
            {
                "key": "platform",
                "name": both("Plattform", "Platform"),
                "datasets": ["logs"],
                "roles": roles(keller="joint_controller", institut="joint_controller"),
            },
            {
                "key": "hosting",
                "name": both("Betrieb", "Hosting"),
                "datasets": ["logs"],
                "roles": roles(keller="controller", rechen="processor", institut="sub_processor"),
            },
            {
                "key": "report",
                "name": both("Bericht", "Report"),
                "datasets": ["logs"],
                "roles": roles(stadt="controller", keller="recipient"),
            },
        ],
        "datasets": [
            {
                "key": "logs",
                "name": both("Maschinenprotokolle", "Machine logs"),
                "provider": "keller",
                "recipients": ["institut"],
                "items": [{"name": both("Bedienerkennung", "Operator id")}],
                "personal": [{"party": one, "judgement": "personal"} for one in ("keller", "institut", "stadt")],
                "subjects": ["https://w3id.org/dpv#Employee"],
                "special_categories": True,
                "offence_data": True,
                "secret": False,
                "product_data": False,
                "trade_secrets": False,
                "children": True,
                "employees": True,
                "pseudonymised": True,
                "reidentification_banned": True,
                "terminal_equipment": True,
                "origin": TEXT,
                "original_purpose": TEXT,
                "retention": {"months": 24, "fate": "delete"},
            },
            {
                "key": "parts",
                "name": both("Bauteile", "Parts"),
                "provider": "keller",
                "recipients": ["institut"],
                "items": [{"name": both("Teilenummer", "Part number")}],
                "personal": [{"party": one, "judgement": "not_personal"} for one in ("keller", "institut")],
                "product_data": True,
                "terminal_equipment": False,
                "trade_secrets": True,
                "origin": TEXT,
            },
        ],
        "purposes": [
            {
                "key": "maintenance",
                "name": both("Vorausschauende Wartung", "Predictive maintenance"),
                "datasets": ["logs"],
                "new_purpose": True,
                "compatibility_test": "Vermerk 4",
                "compatibility_outcome": "carries",
                "further_notice": "Datenschutzinformation, Fassung 3",
            },
            {"key": "resale", "name": both("Weiterverkauf", "Resale"), "prohibited": True},
        ],
        "legal_bases": [
            basis(
                "keller",
                "6(1)(f)",
                interest=TEXT,
                balancing_test="Vermerk 5",
                balancing_test_date="2026-10-01",
                balancing_outcome="carries",
            ),
            basis("institut", "6(1)(c)", law="§ 13 LHG"),
            basis("stadt", "6(1)(b)", subject_is_contract_party=True),
        ],
        "measures": [{"key": kind, "kind": kind, "description": MEASURE} for kind in measures],
        "assessments": [
            dpia("keller", residual_high_risk=True),
            dpia("institut"),
            dpia("stadt"),
            {
                "key": "consultation",
                "kind": "prior_consultation",
                "outcome": "carries",
                "party": "keller",
                "reference": "Az. 9",
                "day": "2026-10-20",
            },
            {
                "key": "model",
                "kind": "model_personal_data",
                "outcome": "carries",
                "party": "keller",
                "reference": "Vermerk 6",
                "day": "2026-10-02",
            },
            {
                "key": "rights",
                "kind": "fundamental_rights",
                "outcome": "carries",
                "party": "stadt",
                "reference": "Vermerk 7",
                "day": "2026-10-03",
            },
            {
                "key": "clauses",
                "kind": "standard_clauses",
                "outcome": "carries",
                "party": "keller",
                "reference": "Vermerk 10",
                "day": "2026-10-03",
            },
        ],
        "transfers": [
            {
                "key": "cloud",
                "importer": "Cloud Inc.",
                "country": "US",
                "mechanism": "46(2)(c)",
                "module": "2",
                "assessment": "Vermerk 8",
                "assessment_outcome": "carries",
                "assessment_date": "2028-03-01",
                "remote_access": True,
                "sensitive_safeguards": TEXT,
                "frequency": TEXT,
                "authority": "LfDI Baden-Württemberg",
                "governing_law": "DE",
                "courts": "DE",
            }
        ],
        "sub_processors": [
            {
                "key": "cloud",
                "name": "Cloud Inc.",
                "address": "1 Main Street, Wilmington",
                "contact": contact("Lee"),
                "country": "US",
                "service": TEXT,
                "engaged_by": "rechen",
                "contract_date": "2026-11-01",
                "same_duties": True,
            }
        ],
        "consent": {
            "records": "DataPact",
            "purposes_named": True,
            "controllers_named": True,
            "explicit": True,
            "withdrawal": TEXT,
            "refresh_months": 24,
            "oldest": "2027-06-01",
            "online_service": True,
            "age_country": "DE",
            "parental": TEXT,
        },
        "notices": [
            notice("keller", "13"),
            notice("institut", "14", within_month=True, categories_and_source=True),
        ],
        "data_act": {
            "applies": True,
            "holder": "keller",
            "user_name": "Betreiber der Maschine",
            "recipient": "institut",
            "instrument": "user_request",
            "instrument_reference": "Verlangen 12",
            "instrument_date": "2026-10-01",
            "trade_secret_measures": TEXT,
            "trade_secrets_identified": TEXT,
            "compensation": TEXT,
            "price_basis": TEXT,
            "price_at_direct_cost": True,
            "unilateral_terms": "no",
            "unilateral_evidence": "Protokoll vom 3.11.2026",
            "no_harmful_insights": True,
            "no_extra_access_data": True,
            "erased_when_unneeded": True,
            "gatekeeper": "no",
            "no_competing_product": True,
            "fair_terms": TEXT,
            "no_sharing_on": True,
        },
        "onward": {"rule": "conditional", "conditions": TEXT},
        "rights": {
            "responsible": "keller",
            "answer_days": 30,
            "extension_months": 2,
            "pass_on_to_recipients": True,
            "propagation_days": 3,
            "accuracy_procedure": TEXT,
        },
        "breach": {
            "without_undue_delay": True,
            "hours": 24,
            "contacts": [{"party": one, "contact": contact("Vogel")} for one in ("keller", "institut", "stadt")],
        },
        "periods": {"objection_exit_months": 3},
        "end_of_data": {"rule": "choice", "chosen_by": "keller", "days": 30, "legal_storage_excepted": True},
        "joint": {
            "screened": "separate",
            "notices_owner": "keller",
            "rights": [{"right": str(number), "party": "keller"} for number in range(15, 23)],
            "topics": [
                {"topic": topic, "party": "institut"}
                for topic in (
                    "principles",
                    "basis",
                    "security",
                    "breach",
                    "dpia",
                    "processors",
                    "transfers",
                    "authority_contact",
                )
            ],
            "essence_available": TEXT,
            "contact_point": contact("Vogel"),
        },
        "processing": {
            "controller": "keller",
            "processor": "rechen",
            "subject_matter": TEXT,
            "nature": TEXT,
            "instructions_documented": True,
            "contrary_law_notice": True,
            "confidentiality": True,
            "sub_processing": "general",
            "sub_processing_notice_days": 30,
            "sub_processing_objection_days": 14,
            "flow_down": True,
            "help_with_rights": True,
            "help_with_security": True,
            "audits": True,
            "warns_of_infringing_instruction": True,
            "guarantees": TEXT,
            "controller_duties": TEXT,
        },
        "models": {
            "applies": True,
            "training": "allowed",
            "fine_tuning": "allowed",
            "testing": "conditional",
            "conditions": TEXT,
            "weights_kept_by": ["institut"],
            "effect_of_withdrawal": TEXT,
            "effect_of_end": TEXT,
            "act_roles": [
                {"party": "keller", "role": "supplier"},
                {"party": "institut", "role": "provider"},
                {"party": "stadt", "role": "deployer"},
            ],
            "high_risk_use": True,
            "high_risk_annex": "annex_i",
            "preparation": TEXT,
            "bias_correction": True,
            "bias_data_deleted": True,
            "supplier_assistance": TEXT,
            "rebranding": "allowed",
            "rebranding_provider": TEXT,
            "general_purpose": True,
            "documentation_pack": "Anhang XII, Fassung 1",
            "copyright_policy": "Fassung 1",
            "training_summary": "https://example.org/summary",
            "fine_tuned_provider": TEXT,
            "transparency": TEXT,
        },
        "pilot": {
            "applies": True,
            "background_rights": TEXT,
            "foreground_rights": TEXT,
            "publication": TEXT,
            "acceptance": TEXT,
            "export_control": TEXT,
            "state_aid": TEXT,
        },
        "duration": {"start": "2027-01-01", "end": "2029-12-31"},
        "review": {"first": "2028-01-01"},
        "form": {"conclusion": "qualified_electronic", "amendment": "text_form", "notices": "text_form"},
        "liability": {"rule": "capped", "cap": TEXT},
        "law": {"governing": "Deutsches Recht", "disputes": TEXT},
    }


def plain() -> dict[str, Any]:
    """Terms of two companies that share data without any person in it, all answered."""
    terms = everything()
    answers = {
        name: terms[name]
        for name in ("duration", "review", "form", "liability", "law", "onward", "end_of_data", "periods")
    }
    models = {"training": "forbidden", "fine_tuning": "forbidden", "testing": "forbidden"}
    negotiated = {"unilateral_terms": "no", "unilateral_evidence": "Protokoll vom 3.11.2026"}
    parts = {
        name: value for name, value in terms["datasets"][1].items() if name not in ("product_data", "trade_secrets")
    }
    return {
        **copy.deepcopy(answers),
        "parties": [terms["parties"][0], terms["parties"][3]],
        "facts": {
            "access_outside_eea": False,
            "negotiation_record": "Protokoll vom 3.11.2026",
            "negotiated": ["liability", "acceptance"],
        },
        "datasets": [{**parts, "product_data": False, "trade_secrets": False}],
        "data_act": negotiated,
        "purposes": [{"key": "quality", "name": both("Qualität der Bauteile", "Quality of parts")}],
        "models": models,
    }


def of_one_activity(key: str) -> dict[str, Any]:
    """All of ``everything`` with only this one of its activities."""
    terms = everything()
    terms["activities"] = [one for one in terms["activities"] if one["key"] == key]
    if key == "sharing":
        terms["rights"].pop("responsible")
    if key != "hosting":
        terms["processing"] = {}
        terms["transfers"][0]["module"] = "1"
        terms["sub_processors"][0]["engaged_by"] = "keller"
    return terms


def state(terms: Mapping[str, Any], **members: Any) -> dict[str, Any]:
    """A state around terms, in two languages unless said otherwise."""
    return {"format": 1, "languages": ["de", "en"], "prevailing": "de", "terms": terms, "clauses": [], **members}


def edited(terms: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with the members at these paths replaced (list members by key or index), or taken away by DROP."""
    changed = copy.deepcopy(terms)
    for path, value in changes.items():
        *steps, last = path.split(".")
        holder: Any = changed
        for step in steps:
            holder = _member(holder, step) if isinstance(holder, list) else holder.setdefault(step, {})
        if isinstance(holder, list):
            position = holder.index(_member(holder, last))
            holder[position : position + 1] = [] if value is DROP else [value]
        elif value is DROP:
            holder.pop(last, None)
        else:
            holder[last] = copy.deepcopy(value)  # a later change may go into it
    return changed


def _member(members: list[Any], step: str) -> Any:
    return members[int(step)] if step.isdigit() else next(one for one in members if one["key"] == step)
