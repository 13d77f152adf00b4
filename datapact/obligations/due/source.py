"""The source of obligations: the terms of a signed agreement, our party in it, and its calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from datapact.agreements.projection.endings import has_disputed_end, not_shown_to_have, order_ends
from datapact.agreements.projection.motions import exclusion_received
from datapact.agreements.projection.projection import ends_on, lasting_terms
from datapact.agreements.projection.reading_version import SignedAmendment, state_on
from datapact.agreements.projection.status import duration_days
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.changes import last_day_to_object, received_on
from datapact.base.errors import DataPactError
from datapact.base.local_time import day_of
from datapact.base.texts import N_, Argument, Message
from datapact.contract.terms import Terms, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.deadlines.holidays import Place, place_of
from datapact.deadlines.period import Deadline, OutOfCalendar
from datapact.deadlines.termination import months_later

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import Notice


HORIZON_MONTHS = 60
"""Horizon up to which days of a recurring obligation are derived; they are derived anew at least once a year."""
MOST_OCCURRENCES = 60


@dataclass(frozen=True, slots=True)
class Ground:
    """One agreement that is signed, as at ``today`` (local day).

    ``us`` is the key of our party, empty where the terms do not name us. ``since`` is the day since which this vault
    knows it as signed: earlier recurrences do not count. ``end`` is the last day where it is certain (the end agreed
    without renewal, or by notice of termination); ``terminated`` says that it is by notice, ``disputed`` that a party
    disputes this notice. ``changes_on`` is the next day on which the terms change without any further step.
    """

    agreement: str
    """History id."""
    terms: Terms
    """As consolidated on ``today``."""
    us: str
    language: str
    """The prevailing one, ``de`` or ``en``."""
    today: date
    since: date
    end: date | None = None
    terminated: bool = False
    notices: tuple[AnnouncedChange, ...] = field(default=())
    """In no order; void ones are left out."""
    changes_on: date | None = None
    disputed: bool = False
    unproven: bool = False
    """Whether the end is by a notice of ours, of which no step of a party shows that it arrived."""
    going: tuple[tuple[str, date, str, date], ...] = ()
    """By key the last local day of each party whose own part ends, how (``leaving`` or ``exclusion``), and the day from which
    what follows is counted: of an exclusion that it got later, that of receipt."""
    ended: tuple[tuple[str, str, date], ...] = ()
    """By key of the dataset and key of the recipient the last local day of each order that ends before the agreement."""
    amended: tuple[tuple[str, date], ...] = ()
    """Signed amendments: the history id of each and the local day from which its text counts."""

    @property
    def start(self) -> date:
        return self.terms.duration.start or self.since

    @property
    def horizon(self) -> date:
        """The last day up to which recurring obligations are derived."""
        ours = [last for key, last, _way, _counted in self.going if key == self.us]
        ends = [*ours, *([] if self.end is None else [self.end])]
        return min([in_months(self.today, HORIZON_MONTHS), *ends])

    def name(self, party: str) -> str:
        """The short name of a party by its key, or the key where there is none."""
        found = next((one for one in self.terms.parties if one.key == party), None)
        return (found.short_name or found.name) if found is not None else party

    def place(self, party: str) -> Place:
        """The place where a party performs: by default where it resides (§ 269 BGB)."""
        found = next((one for one in self.terms.parties if one.key == party), None)
        return place_of(found.address.country, found.address.region) if found is not None else Place("DE")

    def ours(self, party: str) -> bool:
        """Whether a party is us; where the terms do not name us, every obligation counts as ours."""
        return not self.us or not party or party == self.us


@dataclass(frozen=True, slots=True)
class AnnouncedChange:
    """A notice under an agreement: sub-processors and other annexes that change, with the last day for objections."""

    digest: str
    """First 16 characters of the digest of the notice's entry."""
    about: str
    """A key of ``ANNOUNCED``, or another word of the notice."""
    party: str
    """Key of the party that announced it; empty where the terms do not name it."""
    received: date
    """Local day on which it reached us; where that is not known, the day of the notice."""
    effective: date | None
    """Local day from which it counts; None where the notice names none."""
    objection_until: date | None
    """Last local day to object; None where nobody may."""
    words: Argument
    """At most 120 characters of what was announced, else what it is about."""
    objected: bool = False
    """Some party objected."""


def occurrences(first: date, every_months: int, since: date, until: date) -> Iterator[date]:
    """The days of a recurring obligation, on the first day's number in each month, from ``since`` to ``until``.

    Without an interval it is only the first day, whenever that is.
    """
    if every_months <= 0:
        if first <= until:
            yield first
        return
    apart = (since.year - first.year) * 12 + since.month - first.month
    step = max(0, apart // every_months)
    found = 0
    while found < MOST_OCCURRENCES:
        if first.year * 12 + first.month + step * every_months > until.year * 12 + until.month:
            return
        day = in_months(first, step * every_months)
        if since <= day <= until:
            found += 1
            yield day
        step += 1


def in_months(day: date, months: int) -> date:
    """The day of the same number that many months later, or the last of that month; at most the calendar's last."""
    return months_later(day, months)


def within_calendar(find: Callable[[], Deadline]) -> Deadline:
    """A deadline; the calendar's last day where its period leads beyond it.

    The days that it is counted from come from entries, and one must not stop the derivation for a whole vault.
    """
    try:
        return find()
    except OutOfCalendar:
        words = Message(N_("Its period leads out of the calendar; the last day of the calendar stands for its end."))
        return Deadline(date.max, date.max, (words,))


IN_FORCE_STAGES = ("signed", "terminated")

ANNOUNCED: Mapping[str, str] = {
    "sub_processors": N_("the list of sub-processors"),
    "measures": N_("the technical and organisational measures"),
    "contacts": N_("contacts"),
}


def ground_of(
    state: AgreementState,
    history: str,
    organisation: str,
    now: datetime,
    zone: tzinfo,
    amendments: Sequence[SignedAmendment] = (),
) -> Ground | None:
    """The ground of one agreement; None before it is signed, and where its text is incomplete in this vault."""
    if state.stage not in IN_FORCE_STAGES:
        return None
    today = day_of(now, zone)
    try:
        consolidated = state_on(state, today, amendments)
    except DataPactError:
        return None
    current = consolidated.state
    if not current or has_withheld(current.get("terms", {})):
        return None
    try:
        terms = read_terms(current.get("terms", {}))
    except DataPactError:
        return None
    us = next((party.key for party in terms.parties if party.organisation == organisation), "")
    end, terminated = _end(state, terms, amendments)
    keys = {party.organisation: party.key for party in terms.parties if party.organisation}
    members = members_of(state, amendments)
    going = tuple(
        (
            keys[one.organisation],
            one.until,
            one.way,
            max(one.until, exclusion_received(state, tuple(amendments), one) or one.until),
        )
        for one in members.members
        if one.until is not None and one.organisation in keys
    )
    ahead = [effect.begins for effect in consolidated.effects] + [amendment.begins for amendment in amendments]
    prevailing = "en" if str(current.get("prevailing", "de")) == "en" else "de"
    return Ground(
        agreement=history,
        terms=terms,
        us=us,
        language=prevailing,
        today=today,
        since=max(_known_since(state, now, zone), terms.duration.start or date.min),
        end=end,
        terminated=terminated,
        disputed=terminated and has_disputed_end(state, amendments),
        unproven=terminated and bool(not_shown_to_have(state, organisation)),
        notices=tuple(_announced(state, terms, zone, organisation)),
        amended=tuple((amendment.history, amendment.begins) for amendment in amendments),
        going=going,
        ended=tuple(
            (one.dataset, keys[one.recipient], one.last)
            for one in order_ends(state, amendments).ends
            if one.recipient in keys
        ),
        changes_on=min((day for day in ahead if day is not None and day > today), default=None),
    )


def _end(state: AgreementState, terms: Terms, amendments: Sequence[SignedAmendment]) -> tuple[date | None, bool]:
    """The last day where it is certain, and whether it comes from a notice of termination."""
    ended = ends_on(state, amendments)
    if state.facts.ended_elsewhere and state.facts.ended_elsewhere[-1].end:
        elsewhere = date.fromisoformat(state.facts.ended_elsewhere[-1].end)
        ended = min(ended, elsewhere) if ended is not None else elsewhere
    agreed = terms.duration.last_day
    if agreed is not None:  # a change that is agreed and begins before that day moves it already
        _start, lasting = duration_days(lasting_terms(state, amendments))
        agreed = lasting or agreed
    if ended is not None and (agreed is None or ended <= agreed):
        return ended, True
    return agreed, False


def _known_since(state: AgreementState, now: datetime, zone: tzinfo) -> date:
    """The day since which this vault knows the agreement as signed: no time after ``now``, whatever a partner claims.

    A signature from the year 9999 would otherwise silence every recurring obligation.
    """
    if state.signed_elsewhere is not None:
        times = [state.facts.elsewhere[0].time]
    else:
        times = [signed.time for signed in state.signed] or [state.entries[state.order[-1]].time]
    return day_of(max((time for time in times if time <= now), default=now), zone)


def _announced(state: AgreementState, terms: Terms, zone: tzinfo, organisation: str) -> Iterator[AnnouncedChange]:
    keys = {party.organisation: party.key for party in terms.parties if party.organisation}
    objected = {objection.to for objection in state.facts.objections}
    for digest, notice in state.facts.notices.items():
        if digest in state.void:
            continue
        arrived = received_on(state, digest, organisation)
        yield AnnouncedChange(
            digest=digest[:16],
            about=notice.about,
            party=keys.get(notice.organisation, ""),
            received=arrived or day_of(notice.time, zone),
            effective=_day(notice.effective),
            objection_until=last_day_to_object(notice, arrived) if notice.objection_until else None,
            words=_words(notice),
            objected=digest in objected,
        )


_UNNAMED = N_("the agreement")


def _words(notice: Notice) -> Argument:
    """The words of a notice in one line, cut if long; without any words, its subject."""
    text = notice.text if isinstance(notice.text, str) else ""
    return " ".join(text.split())[:120] or Message(ANNOUNCED.get(notice.about, _UNNAMED))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
