"""The PDF of an agreement that goes by e-mail or on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps.negotiation import terms_of
from datapact.agreements.text.current_text import current_state
from datapact.base import strictjson
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.pdf.agreement.input import DocumentInput, Slot
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.proof import AGREEMENT
from datapact.signing.ceremony.slots import people_in_order
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


def outside_pdf(session: Session, folded: AgreementState) -> bytes:
    """The PDF that goes out: the draft, the agreed text, or the one fixed for signature, with the signatures so far.

    In counterparts it is the unsigned one, of which each party signs its own copy.
    """
    state = dict(current_state(folded))
    outside = folded.outside
    if outside is not None and outside.slots is not None:
        slots = outside.slots
        kept = entries.attachment(session, slots.head("") if slots.chained else slots.fixed.pdf)
        if kept is None:
            raise AnswerNo(
                N_("The PDF that was fixed for signature is not in this vault. Restore a backup that has it.")
            )
        return kept[1]
    if outside is not None and outside.frozen is not None:
        return fixed_pdf(state, folded.entries[outside.frozen.digest].time)
    stage: Literal["agreed", "draft"] = "agreed" if outside is not None and outside.stage == "agreed" else "draft"
    return render_agreement(
        DocumentInput(
            state=state,
            stage=stage,
            digest=state_digest(state),
            dated=folded.entries[folded.order[-1]].time,
            attachments={AGREEMENT: strictjson.canonical(state)},
        )
    )


def fixed_pdf(state: Mapping[str, Any], dated: datetime) -> bytes:
    """The unsigned PDF of a text fixed for signature at ``dated``, with its empty signature fields."""
    names = {str(party["key"]): str(party["name"]) for party in state["terms"]["parties"]}
    slots = tuple(
        Slot(
            id=f"signature-{order}",
            order=order,
            party=party.key,
            party_name=names[party.key],
            person=person.name,
            capacity=person.capacity,
            evidence=person.evidence,
            evidence_date=person.evidence_date.isoformat() if person.evidence_date else "",
        )
        for order, (party, person) in enumerate(people_in_order(terms_of(state)), start=1)
    )
    return render_agreement(
        DocumentInput(
            state=dict(state),
            stage="paper",
            digest=state_digest(state),
            dated=dated,
            slots=slots,
            attachments={AGREEMENT: strictjson.canonical(dict(state))},
        )
    )
