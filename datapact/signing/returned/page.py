"""The page that goes with the PDF to be signed by people without DataPact: what to do in Acrobat, in each language."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from datapact.agreements.projection.append import load_state
from datapact.agreements.text.current_text import current_state, known_text
from datapact.agreements.text.slot_evidence import COPIES_WORDS, slot_standings
from datapact.base.strictjson import sha256_of
from datapact.base.texts import N_, Language, Message
from datapact.checks.model.signing_authority import capacity_words
from datapact.contract.text.names import title_of
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Report, Table, Words
from datapact.pdf.reports.report import render_report
from datapact.signing.ceremony.export import export_pdf
from datapact.signing.ceremony.outside_slots import fixed_slots
from datapact.signing.ceremony.received_pdf import own_drawing
from datapact.signing.returned.own_copy import is_frozen_here, require_copy_possible

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

IN_ACROBAT: Final = (
    N_("Save the file on your computer and open it in Acrobat or Acrobat Reader, not in the browser."),
    N_("Go to the signature page at the end, and click into the field beside your name."),
    N_(
        "Choose your digital ID: a certificate on the computer, a signature card, or your signing service. A signature that"
        " is only drawn or typed (“Fill & Sign”) does not count as one."
    ),
    N_("Leave “Lock document after signing” without a tick, and do not certify the document: others may still sign."),
    N_("Sign, and save the file under a new name."),
    N_("Send us this file back as an attachment, just as it was saved. Do not print, convert, merge or shrink it."),
)
IN_OTHERS: Final = Message(
    N_(
        "Any program can be used that signs an existing signature field of a PDF with a certificate (PAdES or PKCS #7, SHA-256"
        " or better). A service counts only if it signs this file itself; if it writes a new file, we can record it as a"
        " copy only."
    )
)
BY_HAND: Final = Message(
    N_(
        "If you sign by hand: print the whole file, sign on the signature page, send us a scan, and keep the original. We then"
        " record it as a scan."
    )
)
WHAT_WE_CHECK: Final = Message(
    N_(
        "When the file comes back we check that it begins with ours, byte for byte, that only the signature field was filled,"
        " and that the signature fits. Nothing is binding until every named signatory has signed (§ 154(2) BGB)."
    )
)


COPY: Final = Message(
    N_(
        "Others sign this text in DataPact. Who signs this file signs a copy of their own party (§ 126a(2) BGB): only the fields of"
        " {party} are for you, and two people of that party sign one after the other in the same file."
    )
)


@dataclass(frozen=True, slots=True)
class _Packet:
    """What a page says of the file to be signed."""

    state: Mapping[str, Any]
    rows: list[list[Words]]
    copies: Message
    sha256: str
    """Of the unsigned file, base64url."""
    fixed_at: datetime


def _packet(acting: Acting, history: str) -> _Packet:
    with acting.vault.read() as session:
        folded = load_state(session, history)
        state = current_state(folded)
        if is_frozen_here(folded):
            document, places = require_copy_possible(acting, session, folded)
            ours = {one.id for one in places}
            names = [one.party_name for one in document.slots if one.id in ours]
            return _Packet(
                state,
                [
                    [one.order, one.person, capacity_words(one.capacity), one.party_name, one.id]
                    for one in document.slots
                    if one.id in ours
                ],
                Message(COPY.id, {"party": names[0]}),
                sha256_of(own_drawing(session, document)),
                document.dated,
            )
        slots = fixed_slots(folded)
        rows: list[list[Words]] = [
            [
                one.slot.order,
                known_text(one.slot.person),
                capacity_words(one.slot.capacity),
                one.party_name,
                one.slot.id,
            ]
            for one in slot_standings(folded, {})
        ]
    return _Packet(state, rows, Message(COPIES_WORDS[slots.fixed.copies]), slots.fixed.pdf, slots.fixed.time)


def instruction_page(acting: Acting, history: str, language: Language, file: str) -> bytes:
    """The page as PDF; ``file`` is the name of the PDF to be signed.

    Raises AnswerNo where nothing is fixed with fields, and what ``require_copy_possible`` raises.
    """
    packet = _packet(acting, history)
    headings = [
        Message(N_("No.")),
        Message(N_("Person")),
        Message(N_("Capacity")),
        Message(N_("Party")),
        Message(N_("Name of the field")),
    ]
    report = Report(
        title=Message(N_("How to sign")),
        subtitle=f"{packet.state.get('number', '')} {title_of(packet.state, language)}".strip(),
        language=language,
        kind=Message(N_("Signing packet")),
        blocks=[
            Paragraph(Message(N_("The file {file} holds the agreed text. Please sign in this file."), {"file": file})),
            Paragraph(packet.copies),
            Table(headings, packet.rows, widths=[0.6, 2.4, 2.2, 3, 1.6], named=1),
            Heading(Message(N_("In Adobe Acrobat or Acrobat Reader"))),
            Items([Message(one) for one in IN_ACROBAT], numbered=True),
            Heading(Message(N_("In another program, or by hand"))),
            Paragraph(IN_OTHERS),
            Paragraph(BY_HAND),
            Note(WHAT_WE_CHECK, Message(N_("What we check"))),
            Facts([(Message(N_("Digest of the unsigned file (SHA-256)")), _hex(packet.sha256))]),
        ],
    )
    return render_report(report, packet.fixed_at)


def _hex(digest: str) -> str:
    return base64.urlsafe_b64decode(digest + "=" * (-len(digest) % 4)).hex()


_ENDINGS: Final[dict[Language, str]] = {"de": "anleitung", "en": "how-to-sign"}


def instruction_pages(acting: Acting, history: str, file: str) -> dict[str, bytes]:
    """The pages in both languages by the name of their file, which follows that of the PDF ``file``."""
    stem = file.removesuffix(".pdf")
    return {
        f"{stem}-{ending}.pdf": instruction_page(acting, history, language, file)
        for language, ending in _ENDINGS.items()
    }


def packet_files(acting: Acting, history: str, file: str) -> dict[str, bytes]:
    """The signing packet: the PDF to sign under the name ``file``, and the pages that say how to sign it.

    Of a text that was frozen between houses it is the unsigned PDF, of which our people sign a copy of their own.
    """
    with acting.vault.read() as session:
        folded = load_state(session, history)
        ours = None
        if is_frozen_here(folded):
            ours = own_drawing(session, require_copy_possible(acting, session, folded)[0])
    pdf = export_pdf(acting, history, for_others=True) if ours is None else ours
    return {file: pdf, **instruction_pages(acting, history, file)}
