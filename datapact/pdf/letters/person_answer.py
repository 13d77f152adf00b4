"""The reply to an access request (Art. 15 GDPR) as far as the vault knows, and the reports of erasures, as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from datapact.agreements.views.known_names import known_datasets
from datapact.base.clock import in_zone
from datapact.base.local_time import day_of, is_day_alone, local_zone
from datapact.base.texts import N_, Argument, Language, Message
from datapact.consent.deliveries.disclosure_log import (
    DisclosureLog,
    Given,
    PersonRecall,
    UninformedOf,
    disclosure_log_of,
)
from datapact.consent.proof.run import Rests, proven, proven_whole
from datapact.consent.proof.unproven import Proof
from datapact.consent.recalls.rectified import Rectification
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.consent.records.events import moment
from datapact.consent.terms.states import CALLED_FOR
from datapact.contract.text.formatters import article, day_words
from datapact.contract.vocabulary.messages import OwnWords, joined
from datapact.obligations.retention.erasures import Erasure, erasures
from datapact.organisation.acting.exported import THE_PERSON
from datapact.organisation.acting.own_profile import own_profile, profile_of_actor
from datapact.organisation.acting.records import record_export
from datapact.organisation.identity.profile import Profile
from datapact.pdf.letters.erasure_report import erasure_report
from datapact.pdf.letters.known_of_person import NOTHING_MORE, Declared, KnownOfPerson, known_of_person
from datapact.pdf.letters.letter import letter_end, letter_head
from datapact.pdf.reports.parts import Facts, Heading, Items, Paragraph, Part, Report, Table, Words
from datapact.pdf.reports.report import render_report

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting


def person_report(
    answer: DisclosureLog,
    own: Profile,
    language: Language,
    names: Mapping[str, Argument] | None = None,
    proof: Proof | None = None,
    addressee: str = "",
    known: KnownOfPerson = NOTHING_MORE,
) -> Report:
    """The reply as a letter: what is known for each letter of Art. 15(1), all recipients, and what these records do not say.

    Digests and what was proven stay in our house: the person asked for the data, in plain words. ``names`` are those of
    datasets, by key, because the person reads it (Art. 12(1) GDPR: in clear and plain language). ``addressee``: name and
    address of the person, lines as they were typed; a vault knows pseudonyms alone.
    """
    called = names or {}
    addressed = addressee.strip() or Message(N_("the person with the pseudonym {subject}"), {"subject": answer.subject})
    said = N_(
        "You asked which data about you we process, and to whom we have given it. Here is our answer, as our records stand today."
    )
    blocks: list[Part] = [
        *letter_head(own, addressed, day_of(answer.at, local_zone(answer.at))),
        Paragraph(Message(said)),
        Facts(
            (
                (Message(N_("You, in these records (pseudonym)")), answer.subject),
                (Message(N_("Data")), called.get(answer.dataset, answer.dataset)),
                (Message(N_("As known on")), day_of(answer.at, local_zone(answer.at))),
                (Message(N_("Recipients")), len(answer.recipients)),
            )
        ),
    ]
    if proof is not None and not proof.holds:
        blocks += [Heading(Message(N_("This answer is not complete")), 2), Items(list(proof.statements()))]
    blocks += _consents(known)
    blocks += _list(N_("Which kinds of data (Art. 15(1)(b) GDPR)"), known.categories)
    blocks.append(Heading(Message(N_("To whom your data went (Art. 15(1)(c) GDPR)")), 2))
    if not answer.given:
        blocks.append(Paragraph(Message(N_("These records name nobody to whom data about you went."))))
    else:
        blocks.append(_table(answer.given))
        for one in answer.given:
            blocks += _delivery(one, language)
        blocks += [Paragraph(_corrected(one)) for one in answer.rectified]
    blocks += _list(N_("How long it is kept (Art. 15(1)(d) GDPR)"), known.kept)
    blocks += _list(N_("Where the data comes from (Art. 15(1)(g) GDPR)"), known.sources)
    blocks += _list(N_("Decisions by automated means alone (Art. 15(1)(h) GDPR)"), known.automated)
    blocks += _list(N_("Countries outside the European Economic Area (Art. 15(2) GDPR)"), known.transfers)
    blocks.append(Heading(Message(N_("Your rights (Art. 15(1)(e) and (f) GDPR)")), 2))
    blocks += [Paragraph(words) for words in _rights(answer.given, known)]
    blocks += [
        Heading(Message(N_("What these records do not say")), 2),
        Paragraph(
            Message(
                N_(
                    "This answer comes from our records of consents, agreements and recipients for this data alone; each recipient that"
                    " they have is named (Court of Justice, C-154/21). They do not say the following. Where we have not enclosed it,"
                    " you may ask us for it."
                )
            )
        ),
        Items(list(known.missing())),
    ]
    blocks += letter_end(own)
    return Report(
        title=Message(N_("Your data with us, and to whom it went")),
        language=language,
        blocks=blocks,
        kind=Message(N_("Information under Art. 15 GDPR")),
        foot=own.name,
    )


def _list(heading: str, words: Sequence[Argument]) -> list[Part]:
    """A part of the letter; none where nothing is known, which the end of the letter says."""
    return [Heading(Message(heading), 2), Items([_argument(one) for one in words])] if words else []


def _argument(words: Argument) -> Words:
    return words if isinstance(words, Message) else str(words)


def _consents(known: KnownOfPerson) -> list[Part]:
    """For what the person was asked, where each consent stands today, and how that came."""
    if not known.declared:
        return []
    standing = [(_argument(one.purpose), one.what, _more(one)) for one in known.standing]
    declared = [(one.at, _argument(one.purpose), one.what, _more(one)) for one in known.declared]
    return [
        Heading(Message(N_("What you were asked, and what you told us (Art. 15(1)(a) GDPR)")), 2),
        Table(
            [Message(N_("Purpose")), Message(N_("Your consent today")), Message(N_("More"))],
            standing,
            widths=(0.5, 0.25, 0.25),
        ),
        Heading(Message(N_("How that came")), 3),
        Table(
            [Message(N_("When")), Message(N_("Purpose")), Message(N_("What")), Message(N_("More"))],
            declared,
            widths=(0.22, 0.38, 0.2, 0.2),
        ),
    ]


def _more(one: Declared) -> Words:
    found = joined(one.more)
    return found if isinstance(found, Message) else str(found)


def _table(given: Sequence[Given]) -> Table:
    rows = [(one.name, _left(one.delivery.at), _purpose(one), _standing(one)) for one in given]
    headings = [Message(N_("Recipient")), Message(N_("When")), Message(N_("Purpose")), Message(N_("Called back"))]
    return Table(headings, rows, widths=(0.28, 0.18, 0.32, 0.22))


def _left(at: datetime) -> date | datetime:
    """The local day of what was recorded by its day, else the moment."""
    return in_zone(at).date() if is_day_alone(at) else at


def _purpose(one: Given) -> Words:
    return one.purpose if isinstance(one.purpose, Message) else str(one.purpose)


def _standing(one: Given) -> Words:
    if one.uninformed:
        return Message(N_("not told yet"))
    if not one.recalls:
        return Message(N_("no"))
    last = one.recalls[-1]
    if last.outcome:
        return Message(OUTCOME_WORDS[last.outcome])
    return Message(N_("written, not sent yet") if last.sent is None else N_("told, not acknowledged yet"))


_SAID = {
    "wrong": Message(N_("It was recorded since that particulars of this are wrong.")),
    "never_left": Message(N_("It was recorded since that this data did not leave; this is not confirmed yet.")),
}
"""What a person is told of corrections, whose reasons and authors stay in our house."""


def _delivery(one: Given, language: Language) -> list[Part]:
    delivery = one.delivery
    basis = ", ".join(article(part, language) for part in delivery.basis.split(", ") if part)
    facts: list[tuple[Words, Words]] = [
        (Message(N_("Recipient")), one.name),
        (Message(N_("Left on")), _left(delivery.at)),
        (Message(N_("Purpose")), _purpose(one)),
        (Message(N_("Legal basis")), basis),
        (Message(N_("Version of the data")), delivery.version),
        (Message(N_("Your pseudonym there")), one.sent_as),
        (Message(N_("Why it went")), "" if delivery.decision else delivery.reason),
    ]
    if one.overridden:
        facts.append((Message(N_("Went although our check did not allow it, because")), delivery.override_reason))
    blocks: list[Part] = [
        Heading(Message(N_("{recipient}, {day}"), {"recipient": one.name, "day": _day(delivery.at)}), 3),
        Facts([fact for fact in facts if fact[1] != ""]),
    ]
    said = [Paragraph(_SAID[against.finding]) for against in one.corrections]
    late = [] if one.left_after is None else [Paragraph(words) for words in one.left_after.words()]
    open_still = [Paragraph(_uninformed_words(what)) for what in one.uninformed]
    return [*blocks, *late, *said, *open_still, *(Paragraph(_recall_words(back)) for back in one.recalls)]


def _uninformed_words(what: UninformedOf) -> Message:
    return Message(
        N_("Declared on {day}: {what}. This recipient has not been told of it yet."),
        {"day": _day(what.at), "what": Message(CALLED_FOR[what.state].label)},
    )


_CONSENT = frozenset({"6(1)(a)", "9(2)(a)", "49(1)(a)"})
_OBJECT = frozenset({"6(1)(e)", "6(1)(f)"})


def _rights(given: Sequence[Given], known: KnownOfPerson) -> Iterator[Message]:
    """The rights that the person has, by the bases on which the data went: nobody objects to what rests on consent (Art. 21(1)
    GDPR), and nobody withdraws what was never asked. Where a basis is not on record, both are named."""
    bases = {part.strip() for one in given for part in one.delivery.basis.split(",")} - {""}
    unknown = not given or any(not one.delivery.basis.strip() for one in given)
    yield Message(
        N_(
            "You may ask us to rectify or erase your data or to restrict its processing, and complain to a data protection"
            " authority (Art. 15(1)(e) and (f), 77 GDPR)."
        )
    )
    if bases & _CONSENT or unknown or known.declared:
        yield Message(
            N_(
                "Where we rely on your consent, you may withdraw it at any time. That does not make unlawful what was"
                " done before (Art. 7(3) GDPR)."
            )
        )
    if bases & _OBJECT or unknown:
        yield Message(
            N_(
                "Where we rely on a task in the public interest or on legitimate interests, you may object for reasons that arise"
                " from your situation (Art. 15(1)(e), 21(1) GDPR)."
            )
        )


def _day(at: datetime) -> OwnWords:
    """The local day of a moment."""
    return day_words(in_zone(at))


def _corrected(one: Rectification) -> Message:
    return Message(
        N_(
            "Corrected on {day} (Art. 16 GDPR): {what}. Whoever got the data before is told, as said with each recipient."
        ),
        {"day": _day(moment(one.at)), "what": one.what},
    )


def _recall_words(called: PersonRecall) -> Message:
    arguments: dict[str, str | int | Message] = {
        "why": Message(CALLED_FOR[called.state].label),
        "told": _day(called.sent or called.written),
        "ask": Message(ASK_WORDS.get(called.ask, called.ask)),
    }
    if called.ask == "rectify":
        return _correction_words(called, arguments)
    if called.sent is None:
        return Message(N_("Called back ({why}): written on {told} to {ask}; not sent yet."), arguments)
    if called.acknowledged is None:
        return Message(N_("Called back ({why}): told on {told} to {ask}; not acknowledged yet."), arguments)
    return Message(
        N_("Called back ({why}): told on {told} to {ask}; acknowledged on {day}: {outcome}."),
        {
            **arguments,
            "day": _day(called.acknowledged),
            "outcome": Message(OUTCOME_WORDS[called.outcome]),
        },
    )


def _correction_words(called: PersonRecall, arguments: Mapping[str, str | int | Message]) -> Message:
    if called.sent is None:
        return Message(N_("Notice of a correction: written on {told}; not sent yet."), arguments)
    if called.acknowledged is None:
        return Message(N_("Told of a correction on {told}; not acknowledged yet."), arguments)
    return Message(
        N_("Told of a correction on {told}; acknowledged on {day}: {outcome}."),
        {
            **arguments,
            "day": _day(called.acknowledged),
            "outcome": Message(OUTCOME_WORDS[called.outcome]),
        },
    )


def answer_for(acting: Acting, dataset: str, subject: str) -> DisclosureLog:
    """The disclosure log of a person's data, as known now, to look at."""
    with acting.vault.read() as session:
        return disclosure_log_of(session, dataset, subject, acting.clock())


@dataclass(frozen=True, slots=True)
class ProvenLog:
    """The disclosure log of a person, read in the run in which its rows were held against what was signed."""

    log: DisclosureLog
    """As known now."""
    proof: Proof
    """Of consents, deliveries, recalls and agreements."""
    known: KnownOfPerson = NOTHING_MORE
    """For the other letters of Art. 15(1)."""


def proven_answer(acting: Acting, dataset: str, subject: str) -> ProvenLog:
    """The disclosure log of a person's data for the person, as known now.

    Raises NotProven where a delivery, a list of people or a name does not fit what was signed.
    """
    with acting.vault.read() as session:
        about = frozenset({dataset})
        proof = proven(acting, session, Rests(agreements=None, consents=about, lists=about))
        told = disclosure_log_of(session, dataset, subject, acting.clock())
        return ProvenLog(told, proof, known_of_person(session, told))


def answer_pdf(acting: Acting, answer: ProvenLog, language: Language, addressee: str = "") -> bytes:
    """The reply as a PDF letter to the person, in the words of our agreements; the export is recorded.

    ``addressee``, name and address in lines, stands in the PDF alone.
    """
    told = answer.log
    with acting.vault.read() as session:
        own = profile_of_actor(acting, session)
        names = known_datasets(session)
    data = render_report(person_report(told, own, language, names, answer.proof, addressee, answer.known), told.at)
    record_answer(acting, answer, data)
    return data


def record_answer(acting: Acting, answer: ProvenLog, data: bytes) -> None:
    """Record that an answer to a person leaves; the record names nobody."""
    what = Message(
        N_("Reply to a person’s access request about {dataset} (Art. 15 GDPR)"),
        {"dataset": answer.log.dataset},
    )
    record_export(acting, answer.proof.export_words(what), data, str(THE_PERSON))


def erasure_pdf(acting: Acting, made: Erasure, language: Language, *, backups_renewed: bool = False) -> bytes:
    """The report of an erasure as a PDF, from its record as it was signed.

    Raises NotProven where records do not fit what was signed: the report is one statement.
    """
    with acting.vault.read() as session:
        proven_whole(acting, session, Rests())
        own = own_profile(session).name
        signed = next((one for one in erasures(session) if one.entry == made.entry), made)
    return render_report(erasure_report(signed, own, language, backups_renewed=backups_renewed), signed.at)
