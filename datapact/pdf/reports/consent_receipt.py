"""The consent receipt as a PDF for the person: the consent, the controller, how to withdraw; and the files of one
consent.

The PDF carries the receipt as JSON too, so that nothing has to be typed again. The pages follow from that JSON alone: a
verifier redraws them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from datapact.base.strictjson import indented
from datapact.base.texts import N_, Language, Message
from datapact.consent.records.receipt_file import as_json
from datapact.consent.terms.states import STATES
from datapact.contract.vocabulary.labels import label_of_iri
from datapact.pdf.engine.pdfa import Attachment
from datapact.pdf.reports.names import RECEIPT
from datapact.pdf.reports.parts import Facts, Heading, Note, Paragraph, Part, Report, SignatureField
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.consent.records.receipt import Receipt


NAME: Final = RECEIPT
FIELD = "receipt"
_YES, _NO = N_("yes"), N_("no")


def render_receipt(receipt: Receipt, language: Language, layout: str | None = "", *, signed: bool = True) -> bytes:
    """The PDF of a receipt (PDF/A-3a, PDF/UA-1), dated when it was issued; its signature field is still empty.

    ``layout`` and ``signed`` are those of a file being redrawn: older programs named none, and did not sign.
    """
    report = receipt_report(receipt, language, signed=signed)
    return render_report(report, receipt.issued, receipt_files(receipt, language), layout)


def receipt_files(receipt: Receipt, language: Language) -> tuple[Attachment, ...]:
    """The attachments of the PDF."""
    said = Message(N_("The receipt for machines")).text(language)
    return (Attachment(NAME, receipt_json(receipt), "application/json", "Alternative", said),)


def receipt_json(receipt: Receipt) -> bytes:
    """The receipt as JSON."""
    return indented(as_json(receipt)).encode("utf-8")


KEYS = Message(N_("For machines: keys in the attached files"))
"""The heading of the technical part."""


def receipt_report(receipt: Receipt, language: Language, *, signed: bool = True) -> Report:
    """The pages of the receipt."""
    return Report(
        title=Message(N_("Receipt of a consent")),
        language=language,
        subtitle=receipt.controller.name,
        blocks=(*_parts(receipt, language), *(_signature(receipt) if signed else ())),
    )


def _signature(receipt: Receipt) -> tuple[Part, ...]:
    said = Message(N_("Signature for {organisation}"), {"organisation": receipt.issuer.name})
    return (Heading(Message(N_("Signature"))), SignatureField(FIELD, said))


def _parts(receipt: Receipt, language: Language) -> tuple[Part, ...]:
    event = receipt.event
    purpose = label_of_iri(event.purpose).text(language)
    if receipt.purpose is not None:  # what was recorded is the term; the agreement's name explains it
        purpose = f"{receipt.purpose.text(language)} ({purpose})"
    parts: list[Part] = [
        Paragraph(
            Message(
                N_("This receipt says what is recorded about one decision. The person is named by a pseudonym alone.")
            ),
            quiet=True,
        ),
        Facts(
            (
                (Message(N_("State")), Message(STATES[event.state].label)),
                (Message(N_("Pseudonym")), event.subject),
                (Message(N_("Dataset")), receipt.dataset or event.dataset),
                (Message(N_("Purpose")), purpose),
                (Message(N_("Controller")), receipt.controller.name),
                (Message(N_("Address")), receipt.controller.address),
                (Message(N_("Contact")), receipt.controller.contact),
                (Message(N_("Decided")), event.at),
                (Message(N_("Valid until")), event.until or Message(N_("no expiry"))),
                (Message(N_("Explicit consent")), Message(_YES if event.explicit else _NO)),
                (Message(N_("Recorded")), event.recorded),
            )
        ),
        *_notice(receipt, language),
    ]
    if receipt.more:
        parts += [Heading(Message(N_("Further particulars"))), Facts(tuple(sorted(receipt.more.items())))]
    if receipt.proof is not None:
        parts.append(
            Paragraph(
                Message(
                    N_(
                        "The attached file proves by a signature that this was recorded. Whoever has the organisation's partner"
                        " card can verify it, with DataPact or without."
                    )
                ),
                quiet=True,
            )
        )
    parts.append(
        Note(
            Message(
                N_(
                    "A consent can be withdrawn at any time, as easily as it was given. That does not make unlawful what was"
                    " done before (Art. 7(3) GDPR)."
                )
            )
        )
    )
    identifiers = ((Message(N_("Event")), event.event_id), (Message(N_("Receipt")), receipt.id))
    return (*parts, Heading(KEYS), Facts(identifiers))


def _notice(receipt: Receipt, language: Language) -> list[Part]:
    event, notice = receipt.event, receipt.notice
    if not event.notice:
        return []
    heading = Heading(Message(N_("What was told")))
    names = ((Message(N_("Notice")), event.notice), (Message(N_("Version")), event.notice_version))
    if notice is None:
        return [heading, Facts(names), Paragraph(Message(N_("This version of the notice is not on file.")), quiet=True)]
    text = next((one for one in notice.texts if one.language == language), notice.texts[0])
    return [
        heading,
        Facts(
            (
                *names,
                (Message(N_("Title")), text.title),
                (Message(N_("Data")), "; ".join(label_of_iri(one).text(language) for one in notice.categories)),
                (Message(N_("Recipients")), "; ".join(notice.recipients)),
                (Message(N_("Transfers to third countries")), notice.transfers),
                (Message(N_("Retention")), notice.retention),
                (Message(N_("How to withdraw")), notice.withdrawal),
                (Message(N_("Rights")), notice.rights),
                (Message(N_("Jurisdiction")), notice.jurisdiction),
                (Message(N_("Text")), text.reference or text.file),
            )
        ),
    ]
