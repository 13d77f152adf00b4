"""All rules in the order of their ids; several versions of one rule stand beside each other, their days apart."""

from __future__ import annotations

from datapact.agreements.checks.consent_rules import RULES as CONSENT_RULES
from datapact.agreements.checks.data_act import RULES as DATA_ACT_RULES
from datapact.agreements.checks.data_act_unfair import RULES as UNFAIR_TERM_RULES
from datapact.agreements.checks.finding import rule_order
from datapact.agreements.checks.general_data import RULES as GENERAL_DATA_RULES
from datapact.agreements.checks.general_frame import RULES as GENERAL_FRAME_RULES
from datapact.agreements.checks.general_legal_bases import RULES as GENERAL_LEGAL_BASES_RULES
from datapact.agreements.checks.general_parties import RULES as GENERAL_PARTIES_RULES
from datapact.agreements.checks.general_people import RULES as GENERAL_PEOPLE_RULES
from datapact.agreements.checks.general_public_bodies import RULES as GENERAL_PUBLIC_BODIES_RULES
from datapact.agreements.checks.general_purposes import RULES as GENERAL_PURPOSES_RULES
from datapact.agreements.checks.general_rights import RULES as GENERAL_RIGHTS_RULES
from datapact.agreements.checks.joint import RULES as JOINT_RULES
from datapact.agreements.checks.models import RULES as MODEL_RULES
from datapact.agreements.checks.models_high_risk import RULES as HIGH_RISK_RULES
from datapact.agreements.checks.processor_contract import RULES as PROCESSOR_CONTRACT_RULES
from datapact.agreements.checks.processor_engagement import RULES as PROCESSOR_ENGAGEMENT_RULES
from datapact.agreements.checks.rule import Rule
from datapact.agreements.checks.transfer_clauses import RULES as TRANSFER_CLAUSE_RULES
from datapact.agreements.checks.transfers import RULES as TRANSFER_RULES
from datapact.agreements.checks.transparency import RULES as TRANSPARENCY_RULES

_GROUPS = (
    GENERAL_PARTIES_RULES,
    GENERAL_PUBLIC_BODIES_RULES,
    GENERAL_PURPOSES_RULES,
    GENERAL_LEGAL_BASES_RULES,
    GENERAL_DATA_RULES,
    GENERAL_PEOPLE_RULES,
    GENERAL_RIGHTS_RULES,
    GENERAL_FRAME_RULES,
    PROCESSOR_CONTRACT_RULES,
    PROCESSOR_ENGAGEMENT_RULES,
    JOINT_RULES,
    MODEL_RULES,
    HIGH_RISK_RULES,
    TRANSPARENCY_RULES,
    TRANSFER_RULES,
    TRANSFER_CLAUSE_RULES,
    CONSENT_RULES,
    DATA_ACT_RULES,
    UNFAIR_TERM_RULES,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for group in _GROUPS for rule in group), key=lambda rule: (rule_order(rule.id), rule.version))
)

HOUSE_RULES: frozenset[str] = frozenset(rule.id for rule in RULES if rule.authority == "house")
