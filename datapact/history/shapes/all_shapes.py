"""Every kind of entry by its shape. A new kind is a shape, a rule and a line in both tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from datapact.errors import NewerFormat
from datapact.history.kinds.kind import Shape
from datapact.history.shapes.accept import ACCEPT_SHAPE
from datapact.history.shapes.amendment import AMENDMENT_SHAPE
from datapact.history.shapes.annex_version import ANNEX_VERSION_SHAPE
from datapact.history.shapes.approval import APPROVAL_SHAPE
from datapact.history.shapes.authorisation import AUTHORISATION_SHAPE
from datapact.history.shapes.breach import BREACH_SHAPE
from datapact.history.shapes.breach_step import BREACH_STEP_SHAPE
from datapact.history.shapes.change_accepted import CHANGE_ACCEPTED_SHAPE
from datapact.history.shapes.comment import COMMENT_SHAPE
from datapact.history.shapes.consent_batch import CONSENT_BATCH_SHAPE
from datapact.history.shapes.contract_notice import CONTRACT_NOTICE_SHAPE
from datapact.history.shapes.counter import COUNTER_SHAPE
from datapact.history.shapes.decision import DECISION_SHAPE
from datapact.history.shapes.declined import DECLINED_SHAPE
from datapact.history.shapes.delivery import DELIVERY_SHAPE
from datapact.history.shapes.dossier_released import DOSSIER_RELEASED_SHAPE
from datapact.history.shapes.draft import DRAFT_SHAPE
from datapact.history.shapes.ended_elsewhere import ENDED_ELSEWHERE_SHAPE
from datapact.history.shapes.engagement import ENGAGEMENT_SHAPE
from datapact.history.shapes.erased import ERASED_SHAPE
from datapact.history.shapes.exported import EXPORTED_SHAPE
from datapact.history.shapes.fact_on_file import FACT_ON_FILE_SHAPE
from datapact.history.shapes.founding import FOUNDING_SHAPE
from datapact.history.shapes.freeze import FREEZE_SHAPE
from datapact.history.shapes.identity_renewal import IDENTITY_RENEWAL_SHAPE
from datapact.history.shapes.invited import INVITED_SHAPE
from datapact.history.shapes.key_revocation import KEY_REVOCATION_SHAPE
from datapact.history.shapes.legal_basis import LEGAL_BASIS_SHAPE
from datapact.history.shapes.member import MEMBER_SHAPE
from datapact.history.shapes.member_revocation import MEMBER_REVOCATION_SHAPE
from datapact.history.shapes.note import NOTE_SHAPE
from datapact.history.shapes.notice import NOTICE_SHAPE
from datapact.history.shapes.objection import OBJECTION_SHAPE
from datapact.history.shapes.obligation_done import OBLIGATION_DONE_SHAPE
from datapact.history.shapes.obligation_set import OBLIGATION_SET_SHAPE
from datapact.history.shapes.obligation_waived import OBLIGATION_WAIVED_SHAPE
from datapact.history.shapes.offer import OFFER_SHAPE
from datapact.history.shapes.override import OVERRIDE_SHAPE
from datapact.history.shapes.partner_added import PARTNER_ADDED_SHAPE
from datapact.history.shapes.partner_distrusted import PARTNER_DISTRUSTED_SHAPE
from datapact.history.shapes.partner_introduced import PARTNER_INTRODUCED_SHAPE
from datapact.history.shapes.partner_removed import PARTNER_REMOVED_SHAPE
from datapact.history.shapes.partner_trusted import PARTNER_TRUSTED_SHAPE
from datapact.history.shapes.profile import PROFILE_SHAPE
from datapact.history.shapes.recall import RECALL_SHAPE
from datapact.history.shapes.recall_acknowledged import RECALL_ACKNOWLEDGED_SHAPE
from datapact.history.shapes.recall_done import RECALL_DONE_SHAPE
from datapact.history.shapes.recall_received import RECALL_RECEIVED_SHAPE
from datapact.history.shapes.receipt import RECEIPT_SHAPE
from datapact.history.shapes.remarked import REMARKED_SHAPE
from datapact.history.shapes.restored import RESTORED_SHAPE
from datapact.history.shapes.resumed import RESUMED_SHAPE
from datapact.history.shapes.retention_rule import RETENTION_RULE_SHAPE
from datapact.history.shapes.roles import ROLES_SHAPE
from datapact.history.shapes.sealing_key import SEALING_KEY_SHAPE
from datapact.history.shapes.signed import SIGNED_SHAPE
from datapact.history.shapes.signed_elsewhere import SIGNED_ELSEWHERE_SHAPE
from datapact.history.shapes.suspended import SUSPENDED_SHAPE
from datapact.history.shapes.termination_notice import TERMINATION_NOTICE_SHAPE
from datapact.history.shapes.vouched import VOUCHED_SHAPE
from datapact.texts import N_

_ORGANISATION = "urn:datapact:organisation:"

ORGANISATION_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            FOUNDING_SHAPE,
            MEMBER_SHAPE,
            ROLES_SHAPE,
            PROFILE_SHAPE,
            SEALING_KEY_SHAPE,
            VOUCHED_SHAPE,
            MEMBER_REVOCATION_SHAPE,
            IDENTITY_RENEWAL_SHAPE,
            PARTNER_ADDED_SHAPE,
            PARTNER_TRUSTED_SHAPE,
            PARTNER_INTRODUCED_SHAPE,
            PARTNER_DISTRUSTED_SHAPE,
            PARTNER_REMOVED_SHAPE,
            INVITED_SHAPE,
            RESTORED_SHAPE,
            EXPORTED_SHAPE,
            DOSSIER_RELEASED_SHAPE,
            ENGAGEMENT_SHAPE,
            REMARKED_SHAPE,
            CONSENT_BATCH_SHAPE,
            NOTICE_SHAPE,
            DELIVERY_SHAPE,
            LEGAL_BASIS_SHAPE,
            AUTHORISATION_SHAPE,
            FACT_ON_FILE_SHAPE,
            DECISION_SHAPE,
            RECALL_SHAPE,
            RECALL_RECEIVED_SHAPE,
            RECALL_ACKNOWLEDGED_SHAPE,
            RECALL_DONE_SHAPE,
            RETENTION_RULE_SHAPE,
            ERASED_SHAPE,
            OBLIGATION_SET_SHAPE,
            OBLIGATION_DONE_SHAPE,
            OBLIGATION_WAIVED_SHAPE,
            BREACH_SHAPE,
            BREACH_STEP_SHAPE,
        )
    }
)

AGREEMENT_SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        shape.name: shape
        for shape in (
            DRAFT_SHAPE,
            APPROVAL_SHAPE,
            OVERRIDE_SHAPE,
            NOTE_SHAPE,
            OFFER_SHAPE,
            COUNTER_SHAPE,
            COMMENT_SHAPE,
            ACCEPT_SHAPE,
            FREEZE_SHAPE,
            SIGNED_SHAPE,
            DECLINED_SHAPE,
            TERMINATION_NOTICE_SHAPE,
            KEY_REVOCATION_SHAPE,
            RECEIPT_SHAPE,
            CONTRACT_NOTICE_SHAPE,
            OBJECTION_SHAPE,
            ANNEX_VERSION_SHAPE,
            AMENDMENT_SHAPE,
            CHANGE_ACCEPTED_SHAPE,
            SUSPENDED_SHAPE,
            RESUMED_SHAPE,
            SIGNED_ELSEWHERE_SHAPE,
            ENDED_ELSEWHERE_SHAPE,
        )
    }
)

RECORD_KINDS: frozenset[str] = frozenset(name for name, shape in ORGANISATION_SHAPES.items() if "key" in shape.members)
"""Kinds that organisation records are projected from: those with a member ``key``."""


def shape_of(history: str, name: str) -> Shape:
    """The shape of this kind in a history with this id; raises NewerFormat for a name that is not known."""
    shapes = ORGANISATION_SHAPES if history.startswith(_ORGANISATION) else AGREEMENT_SHAPES
    shape = shapes.get(name)
    if shape is None:
        raise NewerFormat(
            N_("An entry is of the kind {kind}, which this DataPact does not know. Update it to read it."),
            kind=name[:40],
        )
    return shape
