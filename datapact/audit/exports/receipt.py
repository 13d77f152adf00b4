"""The export of a consent receipt: signed as a whole, as JSON or as a PDF with the JSON and a PAdES signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from datapact.base.errors import Damaged, WrongUse
from datapact.base.texts import N_, Language, Message
from datapact.consent.proof.run import Rests, prove_whole, proven_whole
from datapact.consent.records.batch import inclusion_proof, place_of
from datapact.consent.records.events import events_of
from datapact.consent.records.files import ProofFile, proof_file
from datapact.consent.records.receipt_file import sign_receipt
from datapact.consent.records.receipt_of_event import receipt_for
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

type Form = Literal["pdf", "json"]
_FOR_RECEIPTS = Message(N_("Receipt of a consent"))


@dataclass(frozen=True, slots=True)
class ReceiptFile:
    """A receipt as a file, and its id."""

    id: str
    """``urn:uuid:`` id, always the same for one event."""
    data: bytes = field(repr=False)
    """PDF or JSON, as was asked for."""


RECEIPT = N_("Receipt of a consent of {dataset}")
ROW_PROOF = N_("Proof of a consent of {dataset}")
SIGNED_FORM = N_("Signed form of a consent of {dataset}")
RECALLED = N_("List of people of a recall of {dataset}")
DELIVERED = N_("List of people of a delivery of {dataset}")


def about(what: str, dataset: str) -> Message:
    """The words of a recorded export about one consent or list; they name nobody."""
    return Message(what, {"dataset": dataset})


def row_proof(acting: Acting, event_id: str) -> ProofFile:
    """The proof of a row for anybody to check; where the row is not the signed one, NotProven names it and what can be done."""
    try:
        return proof_file(acting, event_id)
    except Damaged:
        prove_whole(acting, Rests(consents=None))
        raise


def receipt_file(acting: Acting, event_id: str, form: Form, language: Language) -> ReceiptFile:
    """The receipt of a recorded event; raises WrongUse where there is none, Damaged where it is not the one that was signed."""
    from datapact.pdf.reports.consent_receipt import FIELD, receipt_files, receipt_json, receipt_report

    with acting.vault.read() as session:
        place = place_of(session, event_id)
        try:
            inclusion_proof(session, *place)  # it is this row that we sign a receipt of
        except Damaged:
            proven_whole(acting, session, Rests(consents=None))  # names the row, and what can be done
            raise
        found = events_of(session, event_id=event_id)
        if not found:
            raise WrongUse(N_("There is no event {event}."), event=event_id[:100])
        # it names dataset and purpose as contracts on them do, and says when the event was recorded
        datasets = frozenset({found[0][1].dataset})
        proven_whole(acting, session, Rests(naming=datasets, consents=datasets))
        receipt = receipt_for(session, found[0][1], issued=acting.clock(), house=acting.organisation)
        line = own_line(session)
    receipt = sign_receipt(receipt, acting.author_key)
    if form == "json":
        return ReceiptFile(receipt.id, receipt_json(receipt))
    from datapact.audit.exports.sign_report import sign_report

    pdf = sign_report(
        acting,
        line,
        receipt_report(receipt, language),
        receipt_files(receipt, language),
        field=FIELD,
        purpose=_FOR_RECEIPTS,
        at=receipt.issued,
    )
    return ReceiptFile(receipt.id, pdf)
