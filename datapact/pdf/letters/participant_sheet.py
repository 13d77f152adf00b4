"""The sheet for participants: the clauses that address them, word for word as agreed, with boxes and lines to sign (Art. 7, 13 GDPR).

Nothing is added to the agreed words but the boxes, the lines to sign and the number and digest of the text that they are of.
Until everybody has signed that text, the sheet is marked as a draft.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.strictjson import canonical, to_base64url
from datapact.base.texts import N_, Language, Message, current_language
from datapact.contract.templates.handouts import DECLARATION, SHEET, has_sheet
from datapact.contract.terms.derived import STANDING
from datapact.contract.text.clauses import plain_text
from datapact.contract.text.document import AgreementDocument, write_state
from datapact.contract.text.keeping import live
from datapact.pdf.reports.parts import Facts, Heading, Items, Paragraph, Part, Report, SignatureLine
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.text_in_force import text_in_force

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_BOX = "[  ]"
_NONE = Message(
    N_(
        "This text has no wording for participants. Draft with the template “Participant information and consent”, or take the "
        "clauses of its participant sheet into your text."
    )
)


def participant_sheet_pdf(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The PDF; raises AnswerNo where the text has no wording for participants, or is not here in full."""
    document, signed = text_in_force(acting, history)
    return render_report(participant_sheet(document, language or current_language(), draft=not signed), acting.clock())


def participant_sheet(document: AgreementDocument, language: Language, *, draft: bool) -> Report:
    """The sheet in one language of the text, or in the prevailing one; raises AnswerNo where there is none."""
    if not has_sheet(document):
        raise AnswerNo(_NONE)
    spoken = language if language in document.languages else document.prevailing
    blocks: list[Part] = []
    for clause in live(document.clauses):
        if not clause.id.startswith(SHEET):
            continue
        heading = plain_text(clause.heading[spoken])
        blocks.append(Heading(heading.partition(": ")[2] or heading))
        for paragraph in clause.paragraphs:
            if paragraph.deleted:
                continue
            blocks.append(Paragraph(plain_text(paragraph.text[spoken])))
            points = [plain_text(one.text[spoken]) for one in paragraph.items if not one.deleted]
            if points:
                ticked = clause.id == DECLARATION
                blocks.append(Items(points, labels=[_BOX] * len(points) if ticked else ()))
    blocks += [
        SignatureLine(Message(N_("Name in block letters"))),
        SignatureLine(Message(N_("Place, day and signature of the participant"))),
    ]
    if STANDING["children"](document.terms):
        blocks.append(SignatureLine(Message(N_("Signature of the holders of parental responsibility"))))
    blocks.append(SignatureLine(Message(N_("Handed out and explained by (name, day, signature)"))))
    blocks.append(
        Facts(
            [
                (Message(N_("Version of the sheet")), f"{document.number} · {_digest(document)[:12]}"),
                (Message(N_("Copies")), Message(N_("one stays with the participant, one with whoever hands it out"))),
            ]
        )
    )
    return Report(
        title=Message(N_("Information and consent")),
        subtitle=document.title.get(spoken) or next(iter(document.title.values())),
        language=spoken,
        blocks=blocks,
        kind=Message(N_("Participant sheet (Art. 7 and 13 GDPR)")),
        marking=Message(N_("Draft")) if draft else None,
    )


def _digest(document: AgreementDocument) -> str:
    return to_base64url(hashlib.sha256(canonical(write_state(document))).digest())
