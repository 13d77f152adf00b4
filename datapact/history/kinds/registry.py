"""Every kind of entry by its rule, in the two kinds of histories."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from datapact.history.kinds.accept import ACCEPT_RULE
from datapact.history.kinds.amendment import AMENDMENT_RULE
from datapact.history.kinds.annex_version import ANNEX_VERSION_RULE
from datapact.history.kinds.approval import APPROVAL_RULE
from datapact.history.kinds.authorisation import AUTHORISATION_RULE
from datapact.history.kinds.breach import BREACH_RULE
from datapact.history.kinds.breach_step import BREACH_STEP_RULE
from datapact.history.kinds.change_accepted import CHANGE_ACCEPTED_RULE
from datapact.history.kinds.comment import COMMENT_RULE
from datapact.history.kinds.consent_batch import CONSENT_BATCH_RULE
from datapact.history.kinds.contract_notice import CONTRACT_NOTICE_RULE
from datapact.history.kinds.counter import COUNTER_RULE
from datapact.history.kinds.decision import DECISION_RULE
from datapact.history.kinds.declined import DECLINED_RULE
from datapact.history.kinds.delivery import DELIVERY_RULE
from datapact.history.kinds.dossier_released import DOSSIER_RELEASED_RULE
from datapact.history.kinds.draft import DRAFT_RULE
from datapact.history.kinds.ended_elsewhere import ENDED_ELSEWHERE_RULE
from datapact.history.kinds.engagement import ENGAGEMENT_RULE
from datapact.history.kinds.erased import ERASED_RULE
from datapact.history.kinds.exported import EXPORTED_RULE
from datapact.history.kinds.fact_on_file import FACT_ON_FILE_RULE
from datapact.history.kinds.founding import FOUNDING_RULE
from datapact.history.kinds.freeze import FREEZE_RULE
from datapact.history.kinds.identity_renewal import IDENTITY_RENEWAL_RULE
from datapact.history.kinds.invited import INVITED_RULE
from datapact.history.kinds.key_revocation import KEY_REVOCATION_RULE
from datapact.history.kinds.legal_basis import LEGAL_BASIS_RULE
from datapact.history.kinds.member import MEMBER_RULE
from datapact.history.kinds.member_revocation import MEMBER_REVOCATION_RULE
from datapact.history.kinds.note import NOTE_RULE
from datapact.history.kinds.notice import NOTICE_RULE
from datapact.history.kinds.objection import OBJECTION_RULE
from datapact.history.kinds.obligation_done import OBLIGATION_DONE_RULE
from datapact.history.kinds.obligation_set import OBLIGATION_SET_RULE
from datapact.history.kinds.obligation_waived import OBLIGATION_WAIVED_RULE
from datapact.history.kinds.offer import OFFER_RULE
from datapact.history.kinds.override import OVERRIDE_RULE
from datapact.history.kinds.partner_added import PARTNER_ADDED_RULE
from datapact.history.kinds.partner_distrusted import PARTNER_DISTRUSTED_RULE
from datapact.history.kinds.partner_introduced import PARTNER_INTRODUCED_RULE
from datapact.history.kinds.partner_removed import PARTNER_REMOVED_RULE
from datapact.history.kinds.partner_trusted import PARTNER_TRUSTED_RULE
from datapact.history.kinds.profile import PROFILE_RULE
from datapact.history.kinds.recall import RECALL_RULE
from datapact.history.kinds.recall_acknowledged import RECALL_ACKNOWLEDGED_RULE
from datapact.history.kinds.recall_done import RECALL_DONE_RULE
from datapact.history.kinds.recall_received import RECALL_RECEIVED_RULE
from datapact.history.kinds.receipt import RECEIPT_RULE
from datapact.history.kinds.remarked import REMARKED_RULE
from datapact.history.kinds.restored import RESTORED_RULE
from datapact.history.kinds.resumed import RESUMED_RULE
from datapact.history.kinds.retention_rule import RETENTION_RULE_RULE
from datapact.history.kinds.roles import ROLES_RULE
from datapact.history.kinds.rule import Rule
from datapact.history.kinds.sealing_key import SEALING_KEY_RULE
from datapact.history.kinds.signed import SIGNED_RULE
from datapact.history.kinds.signed_elsewhere import SIGNED_ELSEWHERE_RULE
from datapact.history.kinds.suspended import SUSPENDED_RULE
from datapact.history.kinds.termination_notice import TERMINATION_NOTICE_RULE
from datapact.history.kinds.vouched import VOUCHED_RULE
from datapact.history.ledger import Ledger
from datapact.history.organisation_state import OrganisationState
from datapact.history.shapes.all_shapes import AGREEMENT_SHAPES, shape_of

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
