"""The letter of a notice of termination that was given, in each language of the contract: what, to which day, and what follows.

It says what the entry in the history says and nothing else; what falls due comes from the calendar. The notice takes effect
when it arrives (s. 130 BGB), so there is a line to confirm its receipt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import ending_notices
from datapact.agreements.projection.reading_version import amendments_of, former_parties_on
from datapact.agreements.projection.who_is_party import day_written, members_of
from datapact.agreements.views.file_names import file_name
from datapact.base.clock import local_day
from datapact.base.errors import AnswerNo
from datapact.base.texts import N_, Language, Message
from datapact.consent.proof.run import Rests, proven_whole
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.names import title_of_document
from datapact.contract.text.value_words import bilingual
from datapact.obligations.agenda.agenda import Filters, agenda_as_derived
from datapact.obligations.due.obligation import KINDS, Obligation
from datapact.obligations.due.projection import refresh
from datapact.organisation.acting.own_profile import profile_of_actor
from datapact.organisation.identity.profile import Profile
from datapact.pdf.letters.letter import letter_end, letter_head
from datapact.pdf.reports.parts import Facts, Heading, Note, Paragraph, Part, Report, SignatureLine, Table, Words
from datapact.pdf.reports.report import render_report
from datapact.pdf.reports.text_in_force import text_on

if TYPE_CHECKING:
    from datapact.history.state.facts import Termination
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_KINDS = tuple(kind for kind in KINDS if kind not in ("consent", "recall"))
"""Kinds of duties that follow from the contract and its records, and not from consents."""
_YEARS = 11 * 366
_MOST_DUTIES = 40
_NO_NOTICE = N_("Your organisation gave no notice of termination in this agreement, so there is no letter to write.")
_WITHOUT_EFFECT = N_(
    "The notice of your organisation has no effect: it was no party any more when the notice came. So there is no letter to write."
)
_LANGUAGES: Mapping[Language, Message] = {"de": Message(N_("German")), "en": Message(N_("English"))}


@dataclass(frozen=True, slots=True)
class GivenNotice:
    """A notice of ours with what the letter says of it."""

    notice: Termination
    """As the history has it."""
    document: AgreementDocument
    """The text in force."""
    own: Profile
    """Of our house."""
    duties: tuple[Obligation, ...]
    """What falls due from the last day on, by day."""
    last: date
    """Last local day: of the contract, or of our part in it."""
    own_part: bool = False
    """Whether the notice ends our part alone, and the contract goes on among the others."""
    former_parties: Collection[str] = frozenset()
    """Ids of the organisations that were no party any more when the notice was written."""


def termination_letters(acting: Acting, history: str) -> Mapping[Language, bytes]:
    """A PDF for each language of the contract, of our newest notice; raises AnswerNo where our house gave none, and NotProven."""
    given = given_notice(acting, history)
    now = acting.clock()
    return {
        language: render_report(termination_letter(given, acting.organisation, language, local_day(now)), now)
        for language in given.document.languages
    }


def letter_name(number: str, language: Language) -> str:
    """A name for the file of a letter."""
    words = Message(N_("termination")).text(language)
    return file_name(number, f"{words} {language}", "pdf")


def given_notice(acting: Acting, history: str) -> GivenNotice:
    """Our newest notice with its contract and what falls due from it, in the transaction in which all of it is proven.

    It rests on this contract, what amends it and the records of the house, and on no other contract and no consent. Raises
    AnswerNo where our house gave no notice, and NotProven.
    """
    now = acting.clock()
    with acting.vault.write(reader=True) as session:
        proven_whole(acting, session, Rests(agreements=frozenset({history})))
        refresh(acting, session, history)  # derived in this run: what stands in the table proves nothing
        return _given_notice(acting, session, history, now)


def _given_notice(acting: Acting, session: Session, history: str, now: datetime) -> GivenNotice:
    folded = load_state(session, history)
    amendments = amendments_of(session, history)
    notices = [one for one in folded.terminated if one.organisation == acting.organisation]
    if not notices or folded.signed_elsewhere is not None:
        raise AnswerNo(_NO_NOTICE)
    ours = members_of(folded, amendments).of(acting.organisation)
    counting = {one.digest for one in ending_notices(folded, amendments)}
    part = "" if ours is None or ours.until is None else ours.ended_by
    notice = next((one for one in reversed(notices) if one.digest in counting or one.digest == part), None)
    if notice is None:
        raise AnswerNo(_WITHOUT_EFFECT)
    own_part = notice.digest not in counting
    last = ours.until if own_part and ours is not None and ours.until is not None else date.fromisoformat(notice.end)
    document, _signed = text_on(session, history, local_day(now))
    span = (last, last + timedelta(_YEARS))
    found = agenda_as_derived(session, now, *span, Filters(kinds=_KINDS, agreement=history, overdue=False))
    duties = tuple(one for one in found if one.nature == "duty" and not (own_part and one.party))[:_MOST_DUTIES]
    gone = former_parties_on(folded, amendments, date.fromisoformat(day_written(notice)))
    return GivenNotice(notice, document, profile_of_actor(acting, session), duties, last, own_part, frozenset(gone))


def termination_letter(given: GivenNotice, organisation: str, language: Language, today: date) -> Report:
    """The letter in one language, to every other party of the contract that still is one."""
    notice, document = given.notice, given.document
    own = next((one for one in document.terms.parties if one.organisation == organisation), None)
    us = given.own.name if own is None else own.short_name or own.name
    parties = [one for one in document.terms.parties if one.organisation not in given.former_parties]
    others = [one for one in parties if one.organisation != organisation]
    addressed = "\n".join(
        line
        for one in others
        for line in (one.name, one.address.street, f"{one.address.postal_code} {one.address.city}".strip())
        if line
    )
    told: dict[str, str | int | Message] = {
        "title": bilingual(title_of_document(document, "de"), title_of_document(document, "en")),
        "number": document.number,
        "day": given.last.isoformat(),
    }
    for_cause = notice.ground == "cause"
    said, ground = (_CAUSE, _FOR_CAUSE) if for_cause else (_ORDINARY, _BY_PERIOD)
    last_day = N_("Last day of the contract")
    if given.own_part:
        said, last_day = _OWN_CAUSE if for_cause else _OWN_ORDINARY, N_("Last day of our part in the contract")
    reason = notice.reason if isinstance(notice.reason, str) else ""
    declared = notice.declared_by if isinstance(notice.declared_by, str) else ""
    authority = notice.authority if isinstance(notice.authority, str) else ""
    facts: list[tuple[Words, Words]] = [
        (Message(N_("Contract")), f"{document.number} {title_of_document(document, language)}".strip()),
        (Message(N_("Parties")), ", ".join(one.name for one in parties)),
        (Message(N_("Ground")), Message(ground)),
        (Message(last_day), given.last),
        (Message(N_("Declared by")), declared or None),
        (Message(N_("On the authority")), authority or None),
    ]
    blocks: list[Part] = [
        *letter_head(
            given.own, addressed or Message(N_("To the other parties of the contract")), today, document.number
        ),
        Paragraph(Message(said, told), bold=True),
        Facts(facts),
    ]
    if reason:
        blocks += [Heading(Message(N_("Reason")), 2), Paragraph(reason)]
    blocks += [
        Heading(Message(N_("What falls due from the last day on")), 2),
        Table(
            [Message(N_("Day")), Message(N_("Party")), Message(N_("What is to be done")), Message(N_("Basis"))],
            [[one.due, one.party_name or us, one.title, one.citation] for one in given.duties],
            widths=(3, 4, 8, 5),
            named=2,
            empty=Message(
                N_(
                    "The terms name nothing with a day of its own. What the contract keeps in force after its end stays."
                )
            ),
        ),
        Paragraph(
            Message(
                N_(
                    "Days follow from the terms of the contract and this last day; duties by law, and those that the contract"
                    " keeps in force after its end, stand beside them."
                )
            ),
            quiet=True,
        ),
    ]
    if len(document.languages) > 1:
        spoken = {"language": _LANGUAGES[document.prevailing]}
        version = _PREVAILS if language == document.prevailing else _TRANSLATED
        blocks.append(Note(Message(version, spoken)))
    blocks += letter_end(
        given.own,
        SignatureLine(Message(N_("Place, day and signature of those who declare it"))),
        SignatureLine(Message(N_("Received for the addressee (name, day, signature)"))),
    )
    return Report(
        title=Message(N_("Notice of termination")),
        subtitle=title_of_document(document, language),
        language=language,
        blocks=blocks,
        kind=document.number,
    )


_ORDINARY = N_(
    "We hereby give ordinary notice of termination of the contract “{title}”, number {number}, to the end of {day}."
)
_CAUSE = N_("We hereby terminate the contract “{title}”, number {number}, for cause, to the end of {day}.")
_OWN_ORDINARY = N_(
    "We hereby give ordinary notice of our part in the contract “{title}”, number {number}, to the end of {day}."
)
_OWN_CAUSE = N_("We hereby end our part in the contract “{title}”, number {number}, for cause, to the end of {day}.")
_BY_PERIOD = N_("ordinary, by the agreed period")
_FOR_CAUSE = N_("for cause, without a period")
_PREVAILS = N_("The contract is in two languages; the {language} version of this letter, which is this one, prevails.")
_TRANSLATED = N_("The contract is in two languages; the {language} version of this letter prevails over this one.")
