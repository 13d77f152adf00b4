"""The essence of the arrangement of joint controllers, in plain words for data subjects (Art. 26(2), second sentence, GDPR).

It is made from the same terms as the agreement: from the text in force once everybody has signed, before that from the
text that counts now, marked as a draft. It tells what the law asks for, and no business of the parties.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Language, Message, current_language
from datapact.contract.terms import Contact, Localised, Terms
from datapact.contract.terms.derived import joint_controllers
from datapact.contract.text.document import AgreementDocument
from datapact.contract.vocabulary.labels import word
from datapact.pdf.agreement.values import capital
from datapact.pdf.reports.parts import Facts, Heading, Items, Note, Paragraph, Part, Report, Table, Words
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.text_in_force import text_in_force

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

NONE_JOINT = Message(
    N_("No parties of this agreement are joint controllers (Art. 26 GDPR), so there is no essence to make available.")
)
_OPEN = Message(N_("not determined yet"))
_TURN = Message(
    N_(
        "You can exercise your rights in respect of and against each of them, whatever they have agreed between "
        "themselves (Art. 26(3) GDPR). None of them may turn your request away by pointing to another."
    )
)


def essence_pdf(acting: Acting, history: str, language: Language | None = None) -> bytes:
    """The PDF; raises AnswerNo where nobody is a joint controller, or where the text is not here in full."""
    document, signed = text_in_force(acting, history)
    return render_report(essence_report(document, language or current_language(), draft=not signed), acting.clock())


def essence_report(document: AgreementDocument, language: Language, *, draft: bool) -> Report:
    """The report in one language; raises AnswerNo where nobody is a joint controller."""
    terms = document.terms
    if not joint_controllers(terms):
        raise AnswerNo(NONE_JOINT)
    joint = _joint_parties(terms)
    names = _listed([_name(terms, key) for key in joint], language)
    blocks: list[Part] = [
        Paragraph(
            Message(
                N_(
                    "{parties} decide together for what and how your data is processed in the phases below. They are joint "
                    "controllers (Art. 26 GDPR). This page tells the essence of what they have agreed."
                ),
                {"parties": names},
            )
        ),
        Heading(Message(N_("Whom you can turn to"))),
        Note(_TURN),
        Facts(
            [
                (Message(N_("Contact point")), _contact(terms.joint.contact_point)),
                *((_name(terms, key), _reach(terms, key, language)) for key in joint),
            ]
        ),
        Heading(Message(N_("What happens with your data"))),
        *_phases(terms, language),
        Heading(Message(N_("Who answers for what"))),
        Facts(_tasks(terms), 0.5),
        Heading(Message(N_("Who handles your requests")), 2),
        _rights(terms, language),
        Heading(Message(N_("Who else gets your data"))),
        *_others(terms, language),
        Heading(Message(N_("Complaints"))),
        Paragraph(
            Message(
                N_(
                    "You can lodge a complaint with a data protection supervisory authority, in particular where you live or "
                    "work or where you think that your rights were infringed (Art. 77 GDPR)."
                )
            )
        ),
    ]
    return Report(
        title=Message(N_("Who is responsible for your data?")),
        subtitle=document.title.get(language) or next(iter(document.title.values())),
        language=language,
        blocks=blocks,
        kind=Message(N_("Essence of the arrangement (Art. 26(2) GDPR)")),
        marking=Message(N_("Draft")) if draft else None,
    )


def _joint_parties(terms: Terms) -> list[str]:
    keys = {entry.party for one in terms.activities for entry in one.roles if entry.role == "joint_controller"}
    return [party.key for party in terms.parties if party.key in keys]


def _name(terms: Terms, key: str) -> str:
    return next((party.name for party in terms.parties if party.key == key), key)


def _short(terms: Terms, key: str) -> str:
    return next((party.short_name or party.name for party in terms.parties if party.key == key), key)


def _listed(names: Sequence[str], language: Language) -> str:
    """``A, B und C``."""
    if len(names) < 2:
        return "".join(names)
    comma = "," if language == "en" and len(names) > 2 else ""
    return f"{', '.join(names[:-1])}{comma} {'und' if language == 'de' else 'and'} {names[-1]}"


def _contact(contact: Contact) -> Words:
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part) or _OPEN


def _reach(terms: Terms, key: str, language: Language) -> str:
    """Address of a party and how to reach it and its data protection officer."""
    party = terms.party(key)
    address = party.address
    parts = [address.street, f"{address.postal_code} {address.city}".strip(), party.contact.email]
    if party.dpo.given():
        said = "Datenschutz" if language == "de" else "data protection officer"
        parts.append(f"{said}: {party.dpo.email or party.dpo.phone}")
    return ", ".join(part for part in parts if part)


def _phases(terms: Terms, language: Language) -> list[Part]:
    headings = [
        Message(N_("Phase")),
        Message(N_("For what")),
        Message(N_("Which data")),
        Message(N_("Carried out by")),
        Message(N_("Who decides")),
    ]
    rows: list[list[Words]] = [
        [
            _text(phase.name, language),
            _names_of(terms.purposes, phase.purposes, language),
            _names_of(terms.datasets, phase.datasets, language),
            _listed([_short(terms, key) for key in phase.carried_out_by], language) or _OPEN,
            capital(word("phase_decision", phase.decision).text(language)) if phase.decision else _OPEN,
        ]
        for phase in terms.joint.phases
    ]
    if not rows:  # an arrangement without phases, such as in a pilot, says it by activity
        rows = [
            [
                _text(one.name, language),
                _names_of(terms.purposes, (), language),
                _names_of(terms.datasets, one.datasets, language),
                _listed([_short(terms, entry.party) for entry in one.roles if entry.role != "none"], language),
                capital(word("phase_decision", "joint").text(language)),
            ]
            for one in terms.activities
            if any(entry.role == "joint_controller" for entry in one.roles)
        ]
    return [Table(headings, rows, widths=(3, 4, 4, 3, 3))]


def _names_of(parts: Sequence[object], keys: Sequence[str], language: Language) -> str:
    """The names of these members, of all that are allowed where none is named."""
    chosen = [
        one for one in parts if (getattr(one, "key", "") in keys or not keys) and not getattr(one, "prohibited", False)
    ]
    return "; ".join(_text(getattr(one, "name", Localised()), language) for one in chosen)


def _text(text: Localised, language: Language) -> str:
    return text.text(language).strip().rstrip(".")


def _tasks(terms: Terms) -> list[tuple[Words, Words]]:
    owners = {entry.topic: entry.party for entry in terms.joint.topics}
    said: list[tuple[Words, str]] = [
        (Message(N_("Information about the processing (Art. 13 and 14 GDPR)")), terms.joint.notices_owner),
        (Message(N_("Coordination of answers to your requests")), terms.rights.responsible),
        (Message(N_("Security of the data")), owners.get("security", "")),
        (Message(N_("Notice of a data breach to you and the authority")), owners.get("breach", "")),
        (Message(N_("Processors")), owners.get("processors", "")),
    ]
    return [(what, _short(terms, key) if key else _OPEN) for what, key in said]


def _rights(terms: Terms, language: Language) -> Table:
    owners = {entry.right: entry.party for entry in terms.joint.rights}
    rows: list[list[Words]] = [
        [
            capital(word("right", right).text(language)),
            _short(terms, owners[right]) if right in owners else _OPEN,
        ]
        for right in ("15", "16", "17", "18", "19", "20", "21", "22")
    ]
    return Table([Message(N_("Right")), Message(N_("Handled by"))], rows, widths=(3, 2))


def _others(terms: Terms, language: Language) -> list[Part]:
    engaged = [
        f"{one.name}: {_text(one.service, language)}" if one.service.given() else one.name
        for one in terms.joint.processors
    ]
    abroad = [
        Message(N_("{importer}, in a country outside the European Economic Area"), {"importer": one.importer})
        for one in terms.transfers
    ]
    if not engaged and not abroad:
        return [Paragraph(Message(N_("The agreement names no processors and no transfers to third countries.")))]
    return [Items([*engaged, *abroad])]
