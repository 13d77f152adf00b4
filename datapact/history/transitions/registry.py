"""Every kind of entry by its rule, in the two kinds of histories."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from datapact.history.entries.shapes import AGREEMENT_SHAPES, shape_of
from datapact.history.state.ledger import Ledger
from datapact.history.state.organisation import OrganisationState
from datapact.history.transitions.audit import (
    DOSSIER_RELEASED_RULE,
    ENGAGEMENT_RULE,
    EXPORTED_RULE,
    RECEIPT_RULE,
    REMARKED_RULE,
)
from datapact.history.transitions.contract_changes import (
    AMENDMENT_RULE,
    ANNEX_VERSION_RULE,
    CHANGE_ACCEPTED_RULE,
    CONTRACT_NOTICE_RULE,
    OBJECTION_RULE,
    RESUMED_RULE,
    SUSPENDED_RULE,
    TERMINATION_NOTICE_RULE,
)
from datapact.history.transitions.negotiation import (
    ACCEPT_RULE,
    APPROVAL_RULE,
    COMMENT_RULE,
    COUNTER_RULE,
    DECLINED_RULE,
    DRAFT_RULE,
    NOTE_RULE,
    OFFER_RULE,
    OVERRIDE_RULE,
)
from datapact.history.transitions.obligations import (
    BREACH_RULE,
    BREACH_STEP_RULE,
    ERASED_RULE,
    OBLIGATION_DONE_RULE,
    OBLIGATION_SET_RULE,
    OBLIGATION_WAIVED_RULE,
    RETENTION_RULE_RULE,
)
from datapact.history.transitions.organisation import (
    FOUNDING_RULE,
    IDENTITY_RENEWAL_RULE,
    INVITED_RULE,
    KEY_REVOCATION_RULE,
    MEMBER_REVOCATION_RULE,
    MEMBER_RULE,
    PROFILE_RULE,
    RESTORED_RULE,
    ROLES_RULE,
    SEALING_KEY_RULE,
    VOUCHED_RULE,
)
from datapact.history.transitions.partners import (
    PARTNER_ADDED_RULE,
    PARTNER_DISTRUSTED_RULE,
    PARTNER_INTRODUCED_RULE,
    PARTNER_REMOVED_RULE,
    PARTNER_TRUSTED_RULE,
)
from datapact.history.transitions.rule import Rule
from datapact.history.transitions.sharing import (
    AUTHORISATION_RULE,
    CONSENT_BATCH_RULE,
    DECISION_RULE,
    DELIVERY_RULE,
    FACT_ON_FILE_RULE,
    LEGAL_BASIS_RULE,
    NOTICE_RULE,
    RECALL_ACKNOWLEDGED_RULE,
    RECALL_DONE_RULE,
    RECALL_RECEIVED_RULE,
    RECALL_RULE,
)
from datapact.history.transitions.signed_elsewhere import ENDED_ELSEWHERE_RULE, SIGNED_ELSEWHERE_RULE
from datapact.history.transitions.signing import FREEZE_RULE, SIGNED_RULE

ORGANISATION_RULES: Mapping[str, Rule[OrganisationState]] = MappingProxyType(
    {
        rule.shape.name: rule
        for rule in (
            FOUNDING_RULE,
            MEMBER_RULE,
            ROLES_RULE,
            PROFILE_RULE,
            SEALING_KEY_RULE,
            VOUCHED_RULE,
            MEMBER_REVOCATION_RULE,
            IDENTITY_RENEWAL_RULE,
            PARTNER_ADDED_RULE,
            PARTNER_TRUSTED_RULE,
            PARTNER_INTRODUCED_RULE,
            PARTNER_DISTRUSTED_RULE,
            PARTNER_REMOVED_RULE,
            INVITED_RULE,
            RESTORED_RULE,
            EXPORTED_RULE,
            DOSSIER_RELEASED_RULE,
            ENGAGEMENT_RULE,
            REMARKED_RULE,
            CONSENT_BATCH_RULE,
            NOTICE_RULE,
            DELIVERY_RULE,
            LEGAL_BASIS_RULE,
            AUTHORISATION_RULE,
            FACT_ON_FILE_RULE,
            DECISION_RULE,
            RECALL_RULE,
            RECALL_RECEIVED_RULE,
            RECALL_ACKNOWLEDGED_RULE,
            RECALL_DONE_RULE,
            RETENTION_RULE_RULE,
            ERASED_RULE,
            OBLIGATION_SET_RULE,
            OBLIGATION_DONE_RULE,
            OBLIGATION_WAIVED_RULE,
            BREACH_RULE,
            BREACH_STEP_RULE,
        )
    }
)

AGREEMENT_RULES: Mapping[str, Rule[Ledger]] = MappingProxyType(
    {
        rule.shape.name: rule
        for rule in (
            DRAFT_RULE,
            APPROVAL_RULE,
            OVERRIDE_RULE,
            NOTE_RULE,
            OFFER_RULE,
            COUNTER_RULE,
            COMMENT_RULE,
            ACCEPT_RULE,
            FREEZE_RULE,
            SIGNED_RULE,
            DECLINED_RULE,
            TERMINATION_NOTICE_RULE,
            KEY_REVOCATION_RULE,
            RECEIPT_RULE,
            CONTRACT_NOTICE_RULE,
            OBJECTION_RULE,
            ANNEX_VERSION_RULE,
            AMENDMENT_RULE,
            CHANGE_ACCEPTED_RULE,
            SUSPENDED_RULE,
            RESUMED_RULE,
            SIGNED_ELSEWHERE_RULE,
            ENDED_ELSEWHERE_RULE,
        )
    }
)


def rule_of(history: str, name: str) -> Rule[Any]:
    """The rule of this kind in a history with this id; raises NewerFormat for a name that is not known."""
    rules: Mapping[str, Rule[Any]] = AGREEMENT_RULES
    if AGREEMENT_SHAPES.get(name) is not shape_of(history, name):
        rules = ORGANISATION_RULES
    return rules[name]
