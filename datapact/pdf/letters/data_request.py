"""The user's request for data of connected products (Art. 4(1) or 5(1) Data Act), as a letter made of an agreement on that data.

A request needs no form and nobody's consent: it takes effect when the data holder receives it. So it is a letter of the user and
no agreement. Products, data, access and third party are those of the agreement; what that does not state is called open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Language, Message, current_language
from datapact.contract.templates.handouts import has_request
from datapact.contract.terms import Localised, Party, Terms
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.formatters import article
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, SignatureLine, Table, Words
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.text_in_force import text_in_force

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

_NONE = Message(
    N_(
        "This agreement is not about data of connected products of a user, so there is nothing to request under the Data Act. "
        "Draft with “Data Act: data holder and user” or “Data Act: user and third party”."
    )
)
_OPEN = Message(N_("not stated in the agreement"))


def data_request_pdf(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The PDF; raises AnswerNo where there is nothing to request, or the text is not here in full."""
    document, signed = text_in_force(acting, history)
    return render_report(data_request(document, language or current_language(), signed=signed), acting.clock())


def data_request(document: AgreementDocument, language: Language, *, signed: bool) -> Report:
    """The letter in one language; raises AnswerNo where there is nothing to request."""
    if not has_request(document):
        raise AnswerNo(_NONE)
    terms = document.terms
    act = terms.data_act
    shared = act.route != "to_user"
    asked = (
        Message(
            N_(
                "As the user of the products named below, we request that you make the data named below available to the third "
                "party named here (Art. 5(1) Data Act): without undue delay, of the same quality as is available to you, easily, "
                "securely, free of charge to us, in a comprehensive, structured, commonly used and machine-readable format and, "
                "where relevant and technically feasible, continuously and in real time, with the metadata that is necessary to "
                "interpret and use it."
            )
        )
        if shared
        else Message(
            N_(
                "As the user of the products named below, we request that you make the data named below available to us "
                "(Art. 4(1) Data Act): without undue delay, of the same quality as is available to you, easily, securely, free "
                "of charge, in a comprehensive, structured, commonly used and machine-readable format and, where relevant and "
                "technically feasible, continuously and in real time, with the metadata that is necessary to interpret and use it."
            )
        )
    )
    people: list[tuple[Words, Words]] = [
        (Message(N_("To the data holder")), _of(terms, act.holder, language) or act.holder_name or _OPEN),
        (Message(N_("From the user")), _of(terms, act.user, language) or act.user_name or _OPEN),
        (Message(N_("On what the right in the products rests")), _text(act.user_title, language) or _OPEN),
    ]
    if shared:
        people.append((Message(N_("In favour of the third party")), _of(terms, act.recipient, language) or _OPEN))
    blocks: list[Part] = [
        Facts(people, 0.36),
        Paragraph(asked),
        Heading(Message(N_("Products and services"))),
        Table(
            [Message(N_("Product")), Message(N_("Serial numbers or list")), Message(N_("Where it is"))],
            [[_text(one.name, language), one.identifier or _OPEN, _text(one.place, language)] for one in act.products],
            widths=(4, 4, 3),
        ),
        Heading(Message(N_("Data"))),
        Table(
            [Message(N_("Data")), Message(N_("What it contains")), Message(N_("How often"))],
            [
                [
                    _text(one.name, language),
                    _text(one.description, language),
                    _text(one.frequency, language) or Message(N_("continuously, where feasible")),
                ]
                for one in terms.datasets
            ],
            widths=(3, 6, 3),
        ),
        Facts([(Message(N_("How it is to be made available")), _text(act.access, language) or _OPEN)], 0.36),
        Heading(Message(N_("What we state and ask"))),
        Items(list(_statements(document, language, shared=shared, signed=signed))),
        Note(
            Message(
                N_(
                    "This request takes effect when you receive it. It needs neither your consent nor a form; your signature below "
                    "only confirms receipt."
                )
            )
        ),
        SignatureLine(Message(N_("Place, day and signature of the user"))),
        SignatureLine(Message(N_("Received by the data holder (name, day, signature); the data is available from"))),
    ]
    return Report(
        title=Message(N_("Request for data of connected products")),
        subtitle=document.title.get(language) or next(iter(document.title.values())),
        language=language,
        blocks=blocks,
        kind=Message(N_("Request under Art. 5(1) Data Act"))
        if shared
        else Message(N_("Request under Art. 4(1) Data Act")),
    )


def _statements(document: AgreementDocument, language: Language, *, shared: bool, signed: bool) -> Sequence[Message]:
    terms = document.terms
    act = terms.data_act
    found = [
        Message(
            N_(
                "To verify that we are the user, ask for no more than is necessary; keep no more on the access than is needed for "
                "carrying out the request and for security (Art. 4(5), 5(4) Data Act)."
            )
        ),
        Message(
            N_(
                "If data is protected as a trade secret, identify it, also in the metadata, and propose the measures that keep it. "
                "Withholding and suspending need a reasoned decision in writing and notice to the competent authority (Art. 4(6) "
                "to (8), 5(9) to (11) Data Act)."
            )
        ),
        _personal(terms, language, shared=shared)
        if terms.is_personal()
        else Message(N_("As far as we know, the data contains no personal data (Art. 4(12), 5(7) Data Act).")),
        Message(
            N_(
                "We do not use the data to develop a product that competes with yours, nor to derive insights into your economic "
                "situation, assets or production methods (Art. 4(10) Data Act)."
            )
        ),
    ]
    if shared:
        bound = (
            N_("The third party has bound itself to the duties of Art. 6 Data Act, in agreement no. {number}.")
            if signed
            else N_(
                "The third party is to bind itself to the duties of Art. 6 Data Act; agreement no. {number} is not signed yet."
            )
        )
        found.append(Message(bound, {"number": document.number}))
        if act.route == "user" and signed:
            found.append(Message(N_("It may transmit this request in our name.")))
        found.append(
            Message(
                N_(
                    "You agree on fair, reasonable and non-discriminatory terms with the third party alone; we owe you nothing for "
                    "it (Art. 8, 9 Data Act)."
                )
            )
        )
        found.append(
            Message(N_("The third party is no gatekeeper under Regulation (EU) 2022/1925 (Art. 5(3) Data Act)."))
            if act.gatekeeper == "no"
            else Message(
                N_(
                    "Open: whether the third party is a gatekeeper, which could not receive the data (Art. 5(3)). Settle it first."
                )
            )
        )
    found.append(
        Message(
            N_(
                "Should you refuse, withhold or suspend, tell us the reasons in writing. We may turn to the competent authority, and "
                "by agreement to a dispute settlement body (Art. 4(9), 5(12), 10, 38 Data Act); the courts remain open."
            )
        )
    )
    return found


def _personal(terms: Terms, language: Language, *, shared: bool) -> Message:
    """On which bases whoever asks relies for personal data: the data holder, who checks them, does not have the agreement."""
    act = terms.data_act
    asking = {act.user, act.recipient} if shared else {act.user}
    bases = dict.fromkeys(
        ", ".join(article(one, language) for one in (basis.article, basis.special) if one)
        for basis in terms.legal_bases
        if basis.party in asking and basis.article
    )
    if not bases:
        return Message(
            N_(
                "The data contains personal data. Open: the legal basis on which it is requested (Art. 4(12), 5(7) Data Act)."
            )
        )
    return Message(
        N_(
            "The data contains personal data. It is requested on the legal basis of {bases} (Art. 4(12), 5(7) Data Act)."
        ),
        {"bases": "; ".join(bases)},
    )


def _of(terms: Terms, key: str, language: Language) -> str:
    party: Party | None = next((one for one in terms.parties if one.key == key), None)
    if party is None:
        return ""
    address = party.address
    lines = [party.name, address.street, f"{address.postal_code} {address.city}".strip(), party.contact.email]
    return ", ".join(part for part in lines if part)


def _text(text: Localised, language: Language) -> str:
    return text.text(language).strip()
