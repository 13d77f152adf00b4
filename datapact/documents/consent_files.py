"""Files of one consent: its receipt as PDF or JSON, the proof that it stands under a signed entry, the signed form."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Literal

from datapact.consent import batch
from datapact.consent.events import events_of
from datapact.consent.receipts import as_json, receipt_for
from datapact.errors import AnswerNo, WrongUse
from datapact.texts import N_, Language
from datapact.vault.store import attachment

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

type Form = Literal["pdf", "json"]


def receipt_file(acting: Acting, event_id: str, form: Form, language: Language) -> bytes:
    """The receipt of a recorded event; raises WrongUse where there is none."""
    with acting.vault.read() as session:
        found = events_of(session, event_id=event_id)
        if not found:
            raise WrongUse(N_("There is no event {event}."), event=event_id[:100])
        receipt = receipt_for(session, found[0][1], issued=acting.clock(), own=acting.organisation)
    if form == "json":
        return _written(as_json(receipt))
    from datapact.documents.consent_receipt import render_receipt  # brings the PDF engine with it

    return render_receipt(receipt, language)


def proof_file(acting: Acting, event_id: str) -> bytes:
    """The proof that an event stands under the root of a signed entry, for anybody to check; raises WrongUse."""
    with acting.vault.read() as session:
        entry, index = batch.place_of(session, event_id)
        return _written(batch.write_proof(session, batch.inclusion_proof(session, entry, index)))


def signed_form(acting: Acting, digest: str) -> bytes:
    """The signed form that is kept with an event, by its digest; raises AnswerNo where it was erased or never here."""
    with acting.vault.read() as session:
        kept = attachment(session, digest)
    if kept is None:
        raise AnswerNo(N_("The signed form is not in this vault: only its digest was recorded, or it was erased."))
    return kept[1]


def kept_file(acting: Acting, digest: str) -> tuple[str, bytes]:
    """Media type and bytes of a file that a record names; raises AnswerNo where it is not here any more."""
    with acting.vault.read() as session:
        kept = attachment(session, digest)
    if kept is None:
        raise AnswerNo(N_("This file is not in this vault: it was erased, or only its digest came here."))
    return kept


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8")
