"""The content of an export of many agreements as at a day: agreements, tables, omissions; counted in advance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from datapact.audit.engagements.engagements import Engagement
from datapact.audit.engagements.engagements import engagement as find_audit
from datapact.audit.engagements.page import engagement_page
from datapact.audit.formats.dossier import Audience
from datapact.audit.formats.remark_words import MARK_WORDS, STAND_WORDS
from datapact.audit.formats.withholding import CHOICES, choice_words
from datapact.base.clock import write_time
from datapact.base.errors import AnswerNo
from datapact.base.local_time import day_of, local_zone, moment_of
from datapact.base.texts import N_, Language, Message, counted
from datapact.base.write_table import SheetTable, Value
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.records.status import counts, scopes
from datapact.consent.terms.purpose_names import NamingAgreement, PurposeNames, names_in
from datapact.consent.terms.states import BY_CODE
from datapact.obligations.agenda.agenda import agenda
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.references import reference_names
from datapact.registers import agreements as register_agreements
from datapact.registers.filters import Filters, population, take
from datapact.registers.point_in_time import BINDING, KnownAgreement, known_agreements
from datapact.registers.register import Left
from datapact.registers.registers import gaps_of

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


MOST_AGREEMENTS = 5_000
_YEAR = timedelta(days=366)
_OVERDUE = Message(N_("overdue"))
_DAY = Message(N_("a day to know"))
NEAR_OBLIGATIONS = Message(
    N_(
        "Obligations due more than a year before or after that day stand in the dossiers, not in the table of obligations"
    )
)
_STATES = {state.name: Message(state.label) for state in BY_CODE}


@dataclass(frozen=True, slots=True)
class BagRequest:
    """A request for an export. ``agreements`` are history ids, none: all; ``on`` a local day, None: today."""

    audience: Audience
    """``internal`` needs the role legal or auditor."""
    filters: Filters = field(default_factory=Filters)
    """Of the registers; without agreements, which stand in ``agreements``."""
    agreements: tuple[str, ...] = ()
    on: date | None = None
    withheld: tuple[str, ...] = ()
    """Names of ``CHOICES``, in any order."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The agreements to export as at a day, and the remarks for the reader on those left out."""

    on: date
    """Local day that the selection is as at."""
    known_at: datetime
    """Moment up to which entries count, UTC; never later than now."""
    today: date
    """Local day of the export."""
    agreements: tuple[KnownAgreement, ...] = field(repr=False)
    """Those that were known then and pass the filters."""
    population: tuple[Message, ...]
    """How many agreements there were, in words."""
    filters: tuple[Message, ...]
    """In words; empty where nothing was narrowed."""
    left_out: tuple[Left, ...]
    """Reasons with numbers."""


def select_agreements(acting: Acting, session: Session, request: BagRequest) -> Selection:
    """Apply filters and scope as at the day; raises AnswerNo where nothing is left, or too much for one export."""
    now = acting.clock()
    zone = local_zone(now)
    today = day_of(now, zone)
    on = request.on or today
    known = known_agreements(acting, session, on, min(moment_of(on, now, zone), now))
    filters = filters_of(request)
    taken = take(known, filters)
    if not known.agreements:
        raise AnswerNo(
            N_(
                "On {day} no agreement was recorded in this vault yet. Choose a later day: {later} were recorded since."
            ),
            day=on.isoformat(),
            later=known.later,
        )
    if not taken.agreements:
        raise AnswerNo(N_("No agreement that was known on that day passes the filters, so there is nothing to export."))
    if len(taken.agreements) > MOST_AGREEMENTS:
        raise AnswerNo(
            N_("An export holds {most} agreements at most. Narrow it by status, partner or scope."),
            most=MOST_AGREEMENTS,
        )
    return Selection(on, known.known_at, today, taken.agreements, population(known), filters.words(), taken.left_out)


def filters_of(request: BagRequest) -> Filters:
    """The filters with the scope included, because the registers inside state both, too."""
    return replace(request.filters, agreements=request.agreements)


def within_audit(request: BagRequest, audit: Engagement) -> BagRequest:
    """The request narrowed to the scope of an audit; raises AnswerNo where it names an agreement outside of it."""
    if any(not audit.covers(one) for one in request.agreements):
        raise AnswerNo(N_("This agreement is not in the scope of the audit {title}."), title=audit.title)
    return request if request.agreements else replace(request, agreements=audit.agreements)


def inside_tables(acting: Acting, session: Session, chosen: Selection, language: Language) -> tuple[SheetTable, ...]:
    """Consents counted, deliveries and obligations of the exported agreements; no pseudonym is named."""
    names = reference_names(session)
    return (
        _consents(session, chosen, names, language),
        _deliveries(session, chosen, names, language),
    )


def obligations_table(acting: Acting, chosen: Selection) -> SheetTable | None:
    """Obligations of the last and the next year; they are known only as of now, so only for an export as at today."""
    if chosen.on != chosen.today:
        return None
    histories = {one.history for one in chosen.agreements}
    with acting.vault.read() as session:
        line = own_line(session)
    own, people = line.state.name, {one.id: one.name or one.id for one in line.state.members.values()}
    rows: list[Sequence[Value]] = [
        (
            one.due,
            one.title,
            one.number,
            one.agreement_title,
            _OVERDUE if one.overdue else _DAY if one.nature == "date" else one.state_words,
            people.get(one.owner, one.owner) or (one.party_name if one.state == "not_ours" else own),
            _joined(one.evidence.values()),
        )
        for one in agenda(acting, chosen.on - _YEAR, chosen.on + _YEAR)
        if one.agreement in histories
    ]
    headings = (
        Message(N_("Due")),
        Message(N_("Obligation")),
        Message(N_("Agreement no.")),
        Message(N_("Agreement")),
        Message(N_("State")),
        Message(N_("Looked after by")),
        Message(N_("Evidence")),
    )
    return SheetTable(Message(N_("Obligations")), headings, rows)


def remarks_table(acting: Acting, engagement: str) -> SheetTable:
    """Remarks of an audit in all their wordings, oldest first, with what the house answered to each."""
    rows: list[Sequence[Value]] = []
    for one in reversed(engagement_page(acting, engagement).remarks):
        replies = "\n".join(
            f"{each.author}, {write_time(each.answer.recorded)}: {_stands(each.answer.stands)}. {each.answer.text}"
            for each in reversed(one.answers)
        )
        for wording in (*reversed(one.earlier), one.remark):
            newest = wording is one.remark
            rows.append(
                (
                    one.on.label,
                    Message(MARK_WORDS[wording.mark]) if wording.mark in MARK_WORDS else wording.mark,
                    wording.text if newest else Message(N_("{text} (changed since)"), {"text": wording.text}),
                    one.author,
                    wording.recorded,
                    (replies or Message(N_("not answered"))) if newest else "",
                )
            )
    headings = (
        Message(N_("Concerns")),
        Message(N_("Mark")),
        Message(N_("Remark")),
        Message(N_("Written by")),
        Message(N_("Time")),
        Message(N_("Answer of the house")),
    )
    return SheetTable(Message(N_("Remarks of the audit, and what the house answered")), headings, rows)


def _stands(stands: str) -> Message | str:
    return Message(STAND_WORDS[stands]) if stands in STAND_WORDS else stands


def _joined(values: object) -> str:
    return "; ".join(str(one) for one in values if one)  # type: ignore[attr-defined]


def datasets_of(chosen: Selection) -> frozenset[str]:
    """Keys of the datasets that the exported agreements name."""
    return frozenset(
        dataset.key for one in chosen.agreements if one.terms is not None for dataset in one.terms.datasets
    )


def _names(chosen: Selection, language: Language) -> dict[str, str]:
    """Names that the exported agreements give their datasets, by key."""
    return {
        dataset.key: dataset.name.text(language)
        for agreement in chosen.agreements
        if agreement.terms is not None
        for dataset in agreement.terms.datasets
    }


def _purposes(chosen: Selection) -> PurposeNames:
    """Names that the exported agreements give their purposes."""
    return names_in(
        NamingAgreement(one.history, one.stage in BINDING, one.terms)
        for one in chosen.agreements
        if one.terms is not None
    )


def _consents(session: Session, chosen: Selection, names: dict[str, str], language: Language) -> SheetTable:
    rows: list[Sequence[Value]] = []
    moment = chosen.known_at
    datasets, purposes = _names(chosen, language), _purposes(chosen)
    for dataset in sorted(datasets_of(chosen)):
        for scope in scopes(session, dataset=dataset):
            tally = counts(
                session,
                moment,
                dataset=dataset,
                purpose=scope.purpose,
                controller=scope.controller,
                known_at=moment,
            )
            told = ", ".join(f"{_STATES[name].text(language)} {n}" for name, n in sorted(tally.states.items()))
            controller = names.get(scope.controller, scope.controller)
            rows.append(
                (
                    datasets.get(dataset, dataset),
                    dataset,
                    purposes.name(scope.purpose, dataset=dataset).text(language),
                    scope.purpose,
                    controller,
                    tally.total,
                    tally.valid,
                    told,
                    tally.next_expiry,
                )
            )
    headings = (
        Message(N_("Dataset")),
        Message(N_("Key of the dataset")),
        Message(N_("Purpose")),
        Message(N_("Term of the purpose")),
        Message(N_("Controller")),
        Message(N_("People")),
        Message(N_("Valid")),
        Message(N_("States")),
        Message(N_("Next expiry")),
    )
    return SheetTable(Message(N_("Consents")), headings, rows)


def _deliveries(session: Session, chosen: Selection, names: dict[str, str], language: Language) -> SheetTable:
    datasets, purposes = _names(chosen, language), _purposes(chosen)
    histories = {one.history for one in chosen.agreements}
    rows: list[Sequence[Value]] = [
        (
            one.at,
            datasets.get(one.dataset, one.dataset),
            one.dataset,
            one.version,
            one.recipient_name or names.get(one.recipient, one.recipient),
            purposes.name(one.agreed or one.purpose, agreement=one.agreement, dataset=one.dataset).text(language),
            one.purpose,
            one.count,
            one.overridden,
            one.decision or one.reason,
            f"sha256:{one.root}" if one.root else "",
            one.entry,
        )
        for one in reversed(deliveries(session, known_at=chosen.known_at))
        if one.agreement in histories and one.at <= chosen.known_at
    ]
    headings = (
        Message(N_("Time")),
        Message(N_("Dataset")),
        Message(N_("Key of the dataset")),
        Message(N_("Version")),
        Message(N_("Recipient")),
        Message(N_("Purpose")),
        Message(N_("Term of the purpose")),
        Message(N_("People")),
        Message(N_("of them against the answer")),
        Message(N_("Decision, or why none")),
        Message(N_("Root of the list")),
        Message(N_("Entry")),
    )
    return SheetTable(Message(N_("Deliveries")), headings, rows)


_INDEX = Message(N_("An index as PDF (signed), XLSX and HTML, which works from disk; checksums as BagIt (RFC 8493)"))
_REGISTERS = Message(N_("The registers as at the day, as PDF, XLSX, CSV and JSON"))
_TABLES = Message(N_("Tables of consents (counted, without pseudonyms), deliveries and obligations"))
_TABLES_THEN = Message(
    N_("Tables of consents (counted, without pseudonyms) and deliveries; obligations are known as of today alone")
)
_NO_TABLES = Message(N_("No registers and tables: they would show what is withheld"))
_ONLY_SHARED = Message(
    N_(
        "Of each agreement only what was shared with a partner: a dossier, of a contract signed outside its signed file; where nothing was, it is left out"
    )
)
_NOT_FOR_YOU = Message(N_("Internal audit dossiers are for members with the role Legal or Auditor."))
_ONLY_LEGAL = Message(
    N_(
        "An internal export leaves the house only when a member with the role Legal releases it, or within an audit that was"
        " opened with that release."
    )
)


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing fact, and the agreement that lacks it."""

    history: str
    """``urn:uuid:`` id of the agreement."""
    number: str
    """As the list has it, may be empty."""
    message: Message
    """What is missing, in words."""


@dataclass(frozen=True, slots=True)
class BagPlan:
    """The export that a request asks for, before it is written.

    ``holds`` are the parts of the export in words. ``nothing`` says why there is nothing to export.

    ``bars`` says why this member may not make such an export.
    """

    on: date | None = None
    """Local day; None where there is nothing to export."""
    agreements: tuple[KnownAgreement, ...] = field(default=(), repr=False)
    """Those that would be exported."""
    holds: tuple[Message, ...] = ()
    population: tuple[Message, ...] = ()
    """How many agreements there were, in words."""
    filters: tuple[Message, ...] = ()
    """In words; empty where nothing was narrowed."""
    left_out: tuple[Left, ...] = ()
    """Reasons with numbers."""
    gaps: tuple[Gap, ...] = ()
    """Of the agreements to be exported."""
    nothing: Message | None = None
    bars: Message | None = None


def plan_bag(acting: Acting, request: BagRequest, *, engagement: str = "") -> BagPlan:
    """Plan the content of an export for this request; ``engagement`` is the audit that it is for."""
    with acting.vault.read() as session:
        roles = own_line(session).state.members.get(acting.member.id, acting.member).roles
        bars = None
        if request.audience == "internal" and roles.isdisjoint({"legal", "auditor"}):
            bars = _NOT_FOR_YOU
        elif request.audience == "internal" and "legal" not in roles:
            released = bool(engagement) and find_audit(session, engagement).release
            bars = None if released else _ONLY_LEGAL
        try:
            if engagement:
                request = within_audit(request, find_audit(session, engagement))
            chosen = select_agreements(acting, session, request)
        except AnswerNo as error:
            return BagPlan(nothing=error.message, bars=bars)
    return BagPlan(
        on=chosen.on,
        agreements=chosen.agreements,
        holds=tuple(_holds(request, chosen)),
        population=chosen.population,
        filters=chosen.filters,
        left_out=chosen.left_out,
        gaps=tuple(_gaps(request, chosen)),
        bars=bars,
    )


def _gaps(request: BagRequest, chosen: Selection) -> Iterator[Gap]:
    """The facts missing in its registers; without registers, those missing in the agreements."""
    inside = request.audience == "internal" and not request.withheld
    for one in chosen.agreements:
        for gap in gaps_of(one, chosen.on) if inside else register_agreements.gaps(one):
            yield Gap(one.history, one.number, gap.message)


def _holds(request: BagRequest, chosen: Selection) -> Iterator[Message]:
    yield counted("{n} dossier, signed", "{n} dossiers, each signed", len(chosen.agreements))
    if request.audience == "partner":
        yield _ONLY_SHARED
    yield _INDEX
    if request.audience == "internal" and not request.withheld:
        yield _REGISTERS
        yield _TABLES if chosen.on == chosen.today else _TABLES_THEN
    elif request.audience == "internal":
        yield _NO_TABLES
    for choice in CHOICES:
        if choice in request.withheld:
            yield Message(N_("Withheld: {parts}"), {"parts": choice_words(choice)})
