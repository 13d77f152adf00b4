"""All kinds of entries, by history. A new kind is a module here and a line in this table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from datapact.errors import NewerFormat
from datapact.history.kinds import (
    accept,
    amendment,
    annex_version,
    approval,
    authorisation,
    breach,
    breach_step,
    change_accepted,
    comment,
    consent_batch,
    contract_notice,
    counter,
    decision,
    declined,
    delivery,
    dossier_released,
    draft,
    ended_elsewhere,
    engagement,
    erased,
    exported,
    fact_on_file,
    founding,
    freeze,
    identity_renewal,
    invited,
    key_revocation,
    legal_basis,
    member,
    member_revocation,
    note,
    notice,
    objection,
    obligation_done,
    obligation_set,
    obligation_waived,
    offer,
    override,
    partner_added,
    partner_distrusted,
    partner_introduced,
    partner_removed,
    partner_trusted,
    profile,
    recall,
    recall_acknowledged,
    recall_done,
    recall_received,
    receipt,
    remarked,
    restored,
    resumed,
    retention_rule,
    roles,
    sealing_key,
    signed,
    signed_elsewhere,
    suspended,
    termination_notice,
    vouched,
)
from datapact.history.kinds.kind import Kind
from datapact.history.ledger import Ledger
from datapact.history.organisation_state import OrganisationState
from datapact.texts import N_

_ORGANISATION = "urn:datapact:organisation:"

ORGANISATION_KINDS: Mapping[str, Kind[OrganisationState]] = MappingProxyType(
    {
        module.KIND.name: module.KIND
        for module in (
            founding,
            member,
            roles,
            profile,
            sealing_key,
            vouched,
            member_revocation,
            identity_renewal,
            partner_added,
            partner_trusted,
            partner_introduced,
            partner_distrusted,
            partner_removed,
            invited,
            restored,
            exported,
            dossier_released,
            engagement,
            remarked,
            consent_batch,
            notice,
            delivery,
            legal_basis,
            authorisation,
            fact_on_file,
            decision,
            recall,
            recall_received,
            recall_acknowledged,
            recall_done,
            retention_rule,
            erased,
            obligation_set,
            obligation_done,
            obligation_waived,
            breach,
            breach_step,
        )
    }
)

AGREEMENT_KINDS: Mapping[str, Kind[Ledger]] = MappingProxyType(
    {
        module.KIND.name: module.KIND
        for module in (
            draft,
            approval,
            override,
            note,
            offer,
            counter,
            comment,
            accept,
            freeze,
            signed,
            declined,
            termination_notice,
            key_revocation,
            receipt,
            contract_notice,
            objection,
            annex_version,
            amendment,
            change_accepted,
            suspended,
            resumed,
            signed_elsewhere,
            ended_elsewhere,
        )
    }
)


RECORD_KINDS: frozenset[str] = frozenset(name for name, kind in ORGANISATION_KINDS.items() if "key" in kind.members)
"""Kinds that parties/organisation_records.py projects: those with a member ``key``."""


def kind_of(history: str, name: str) -> Kind[Any]:
    """The kind of this name in a history with this id; raises NewerFormat for a name that is not known."""
    kinds: Mapping[str, Kind[Any]] = ORGANISATION_KINDS if history.startswith(_ORGANISATION) else AGREEMENT_KINDS
    kind = kinds.get(name)
    if kind is None:
        raise NewerFormat(
            N_("An entry is of the kind {kind}, which this DataPact does not know. Update it to read it."),
            kind=name[:40],
        )
    return kind
