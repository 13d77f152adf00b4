"""The PDF of an agreement that goes by e-mail or on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from datapact.agreements.projection.projection import state_digest
from datapact.agreements.steps.negotiation import terms_of
from datapact.agreements.text.current_text import current_state
from datapact.base import strictjson
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.fixed_pdf import fixed_pdf
from datapact.signing.ceremony.proof import AGREEMENT
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.vault.database.session import Session


def outside_pdf(session: Session, folded: AgreementState, signed_by: str = "") -> bytes:
    """The PDF that goes out: the draft, the agreed text, or the one fixed for signature, with the signatures so far.

    In counterparts it is the unsigned one, of which each party signs its own copy; or the copy of the party with the organisation id ``signed_by``.
    """
    state = dict(current_state(folded))
    outside = folded.outside
    if outside is not None and outside.slots is not None:
        slots = outside.slots
        signing = {party.organisation: party.key for party in terms_of(state).parties}
        kept = entries.attachment(session, slots.head("" if slots.chained else signing.get(signed_by, "")))
        if kept is None:
            raise AnswerNo(
                N_("The PDF that was fixed for signature is not in this vault. Restore a backup that has it.")
            )
        return kept[1]
    if outside is not None and outside.frozen is not None:
        return fixed_pdf(state, folded.entries[outside.frozen.digest].time, "")
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
