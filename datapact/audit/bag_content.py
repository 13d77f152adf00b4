"""Which agreements an export takes in, as at a day, and the tables beside their dossiers, with what is left out and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from datapact.agreements.vocabulary import label_of_iri
from datapact.audit.dossier_file import Audience
from datapact.audit.engagements import Engagement
from datapact.consent.deliveries import deliveries
from datapact.consent.moments import day_of, local_zone, moment_of
from datapact.consent.states import BY_CODE
from datapact.consent.status import counts, scopes
from datapact.documents.sheets import SheetTable, Value
from datapact.errors import AnswerNo
from datapact.parties.own_line import own_line
from datapact.parties.references import reference_names
from datapact.texts import N_, Language, Message
from datapact.tracking.agenda import agenda
from datapact.tracking.known import Known, known_agreements
from datapact.tracking.register import Left
from datapact.tracking.register_filters import Filters, population, take

if TYPE_CHECKING:
    from sqlmodel import Session

    from datapact.parties.acting import Acting

MOST_AGREEMENTS = 5_000
_YEAR = timedelta(days=366)
_OVERDUE = Message(N_("overdue"))
_DAY = Message(N_("a day to know"))
NEAR_DUTIES = Message(
    N_(
        "Obligations due more than a year before or after that day stand in the dossiers, not in the table of obligations"
    )
)
_STATES = {state.name: Message(state.label) for state in BY_CODE}


@dataclass(frozen=True, slots=True)
class BagRequest:
    """What is asked for. ``agreements`` are history ids, none: all; ``on`` a local day, None: today."""

    audience: Audience
    filters: Filters = field(default_factory=Filters)
    agreements: tuple[str, ...] = ()
    on: date | None = None
    withheld: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The agreements to export as at a day, and what the reader must be told about those that are not."""

    on: date
    known_at: datetime
    today: date
    agreements: tuple[Known, ...] = field(repr=False)
    population: tuple[Message, ...]
    filters: tuple[Message, ...]
    left_out: tuple[Left, ...]


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
    """The filters with the scope in them, for the registers inside say both, too."""
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
    """Duties a year back and a year ahead; they are known as of now alone, so only for an export as at today."""
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
            _told(one.evidence.values()),
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


def _told(values: object) -> str:
    return "; ".join(str(one) for one in values if one)  # type: ignore[attr-defined]


def _datasets(chosen: Selection) -> frozenset[str]:
    return frozenset(
        dataset.key for one in chosen.agreements if one.terms is not None for dataset in one.terms.datasets
    )


def _names(chosen: Selection, language: Language) -> dict[str, str]:
    """What the exported agreements call their datasets, by key."""
    return {
        dataset.key: dataset.name.text(language)
        for agreement in chosen.agreements
        if agreement.terms is not None
        for dataset in agreement.terms.datasets
    }


def _consents(session: Session, chosen: Selection, names: dict[str, str], language: Language) -> SheetTable:
    rows: list[Sequence[Value]] = []
    moment = chosen.known_at
    datasets = _names(chosen, language)
    for dataset in sorted(_datasets(chosen)):
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
                    label_of_iri(scope.purpose).text(language),
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
    datasets = _names(chosen, language)
    histories = {one.history for one in chosen.agreements}
    rows: list[Sequence[Value]] = [
        (
            one.at,
            datasets.get(one.dataset, one.dataset),
            one.dataset,
            one.version,
            names.get(one.recipient, one.recipient),
            label_of_iri(one.purpose).text(language),
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
