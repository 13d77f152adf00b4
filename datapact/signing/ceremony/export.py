"""Taking an agreement out as PDF or JSON, and reading the state back from either."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.current_text import current_state
from datapact.agreements.projection.projection import state_digest
from datapact.base import strictjson
from datapact.base.clock import local_day
from datapact.base.errors import Malformed, TooLarge, WrongUse
from datapact.base.texts import N_
from datapact.pdf.agreement.input import DocumentInput
from datapact.pdf.agreement.reading_version import reading_version_pdf
from datapact.pdf.agreement.render import render_agreement
from datapact.signing.ceremony.proof import AGREEMENT
from datapact.signing.ceremony.rendition import frozen_input
from datapact.signing.ceremony.sign import PDF, current_pdf
from datapact.vault.database import entries

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

LARGEST_STATE = 16 * 1024 * 1024


def export_pdf(acting: Acting, history: str) -> bytes:
    """The PDF as it stands: draft or agreed text marked as not binding, or the frozen one with its signatures.

    Of a contract signed elsewhere it is the signed file or scan; the reading version where none is a PDF.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        if folded.signed_elsewhere is not None:
            kept = (entries.attachment(session, file.digest) for file in folded.signed_elsewhere.files)
            signed = next((held[1] for held in kept if held is not None and held[0] == PDF), None)
            return signed or reading_version_pdf(acting, history, local_day(acting.clock()))
        if folded.freeze is not None:
            return current_pdf(session, folded, frozen_input(session, folded))[0]
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


def export_json(acting: Acting, history: str) -> bytes:
    """``agreement.json``: the canonical state that counts now."""
    with acting.vault.read() as session:
        state = current_state(load_state(session, history))
    return strictjson.canonical(dict(state))


def state_in(data: bytes) -> dict[str, Any]:
    """The state in ``agreement.json`` or in a PDF that carries it; raises Malformed or WrongUse."""
    if data.startswith(b"%PDF-"):
        data = _attached(data)
    return dict(strictjson.parse_object(data, limit=LARGEST_STATE))


def _attached(pdf: bytes) -> bytes:
    import pikepdf

    from datapact.pdf.agreement.compare import decoded

    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            if AGREEMENT not in document.attachments:
                raise WrongUse(N_("This PDF carries no agreement.json. Ask the sender for a PDF made by DataPact."))
            stored = document.attachments[AGREEMENT].get_file().obj
            if not isinstance(stored, pikepdf.Stream) or (data := decoded(stored, LARGEST_STATE)) is None:
                raise TooLarge(N_("The agreement is larger than its format allows. Move long texts into attachments."))
            return data
    except (pikepdf.PdfError, ValueError, KeyError, RecursionError):
        raise Malformed(N_("This file is not a PDF that can be read. Ask the partner for a new file.")) from None
