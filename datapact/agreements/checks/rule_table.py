"""All rules in the order of their ids; several versions of one rule stand beside each other, their days apart."""

from __future__ import annotations

from datapact.agreements.checks import (
    consent_rules,
    data_act,
    data_act_unfair,
    general_data,
    general_frame,
    general_legal_bases,
    general_parties,
    general_people,
    general_public_bodies,
    general_purposes,
    general_rights,
    joint,
    models,
    models_high_risk,
    processor_contract,
    processor_engagement,
    transfer_clauses,
    transfers,
    transparency,
)
from datapact.agreements.checks.finding import rule_order
from datapact.agreements.checks.rule import Rule

_MODULES = (
    general_parties,
    general_public_bodies,
    general_purposes,
    general_legal_bases,
    general_data,
    general_people,
    general_rights,
    general_frame,
    processor_contract,
    processor_engagement,
    joint,
    models,
    models_high_risk,
    transparency,
    transfers,
    transfer_clauses,
    consent_rules,
    data_act,
    data_act_unfair,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for module in _MODULES for rule in module.RULES), key=lambda rule: (rule_order(rule.id), rule.version))
)

HOUSE_RULES: frozenset[str] = frozenset(rule.id for rule in RULES if rule.authority == "house")
