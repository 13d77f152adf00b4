"""Every kind of entry by its shape. A new kind is a shape, a rule and a line in both tables."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from datapact.base.errors import NewerFormat
from datapact.base.texts import N_
from datapact.history.entries.agreement_shapes import (
    ACCEPT_SHAPE,
    AMENDMENT_SHAPE,
    ANNEX_VERSION_SHAPE,
    APPROVAL_SHAPE,
    CHANGE_ACCEPTED_SHAPE,
    COMMENT_SHAPE,
    CONTRACT_NOTICE_SHAPE,
    COUNTER_SHAPE,
    DECLINED_SHAPE,
    DRAFT_SHAPE,
    ENDED_ELSEWHERE_SHAPE,
    FREEZE_SHAPE,
    KEY_REVOCATION_SHAPE,
    NOTE_SHAPE,
    OBJECTION_SHAPE,
    OFFER_SHAPE,
    OVERRIDE_SHAPE,
    RECEIPT_SHAPE,
    RESUMED_SHAPE,
    SIGNED_ELSEWHERE_SHAPE,
    SIGNED_SHAPE,
    SUSPENDED_SHAPE,
    TERMINATION_NOTICE_SHAPE,
)
from datapact.history.entries.organisation_shapes import (
    AUTHORISATION_SHAPE,
    BREACH_SHAPE,
    BREACH_STEP_SHAPE,
    CONSENT_BATCH_SHAPE,
    DECISION_SHAPE,
    DELIVERY_SHAPE,
    DOSSIER_RELEASED_SHAPE,
    ENGAGEMENT_SHAPE,
    ERASED_SHAPE,
    EXPORTED_SHAPE,
    FACT_ON_FILE_SHAPE,
    FOUNDING_SHAPE,
    IDENTITY_RENEWAL_SHAPE,
    INVITED_SHAPE,
    LEGAL_BASIS_SHAPE,
    MEMBER_REVOCATION_SHAPE,
    MEMBER_SHAPE,
    NOTICE_SHAPE,
    OBLIGATION_DONE_SHAPE,
    OBLIGATION_SET_SHAPE,
    OBLIGATION_WAIVED_SHAPE,
    PARTNER_ADDED_SHAPE,
    PARTNER_DISTRUSTED_SHAPE,
    PARTNER_INTRODUCED_SHAPE,
    PARTNER_REMOVED_SHAPE,
    PARTNER_TRUSTED_SHAPE,
    PROFILE_SHAPE,
    RECALL_ACKNOWLEDGED_SHAPE,
    RECALL_DONE_SHAPE,
    RECALL_RECEIVED_SHAPE,
    RECALL_SHAPE,
    REMARKED_SHAPE,
    RESTORED_SHAPE,
    RETENTION_RULE_SHAPE,
    ROLES_SHAPE,
    SEALING_KEY_SHAPE,
    VOUCHED_SHAPE,
)
from datapact.history.entries.shape import Shape

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
