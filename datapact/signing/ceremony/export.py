"""Export an agreement as PDF or JSON, and read the state back from either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.projection import state_digest
from datapact.agreements.text.current_text import current_state
from datapact.base import strictjson
from datapact.base.clock import local_day
from datapact.base.worker_process import run_apart
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.outside_pdf import outside_pdf
from datapact.signing.ceremony.proof import AGREEMENT
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import current_pdf
from datapact.signing.ceremony.state_in_pdf import LARGEST_STATE
from datapact.signing.ceremony.to_sign import PDF
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def export_pdf(acting: Acting, history: str, *, for_others: bool = False) -> bytes:
    """The present PDF: draft or agreed text marked as not binding, or the frozen one with its signatures.

    Where each party signs its own copy it is that of our house, or the unsigned one ``for_others`` to sign.
    For a contract signed elsewhere it is the signed file or scan, or the reading version where none is a PDF.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.signed_elsewhere is not None:
            kept = (entries.attachment(session, file.digest) for file in folded.signed_elsewhere.files)
            signed = next((held[1] for held in kept if held is not None and held[0] == PDF), None)
            return signed or reading_version_pdf(acting, history, local_day(acting.clock()))
        if folded.freeze is not None:
            return current_pdf(session, folded, frozen_input(session, folded))[0]
        if folded.outside is not None:
            return outside_pdf(session, folded, "" if for_others else acting.organisation)
        state = dict(current_state(folded))
        dated = folded.entries[folded.order[-1]].time
    return render_agreement(
        DocumentInput(
            state=state,
            stage="agreed" if folded.agreed else "draft",
            digest=state_digest(state),
            dated=dated,
            attachments={AGREEMENT: strictjson.canonical(state)},
        )
    )


def text_pdf(acting: Acting, document: AgreementDocument) -> bytes:
    """A text as it is on the screen, saved or not, as the PDF of a draft."""
    state = dict(write_state(document))
    return render_agreement(
        DocumentInput(
            state=state,
            stage="draft",
            digest=state_digest(state),
            dated=acting.clock(),
            attachments={AGREEMENT: strictjson.canonical(state)},
        )
    )


def export_json(acting: Acting, history: str) -> bytes:
    """``agreement.json``: the canonical state that counts now."""
    with acting.vault.read() as session:
        state = current_state(load_state(session, history))
    return strictjson.canonical(dict(state))


def state_in(data: bytes) -> dict[str, Any]:
    """The state in ``agreement.json`` or in a PDF that carries it; raises Malformed, TooLarge or WrongUse."""
    if data.startswith(b"%PDF-"):
        data = run_apart("datapact.signing.ceremony.state_in_pdf:state_in_pdf", data, size=len(data))
    return dict(strictjson.parse_object(data, limit=LARGEST_STATE))
