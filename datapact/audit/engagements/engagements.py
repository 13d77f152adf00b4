"""Engagements: the scope that a legal member opens for an auditor, internal or external, the auditor's work in it, and
its end.

The scope limits the audit, not a member's reading.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal

from datapact.base.beginnings import named
from datapact.base.errors import AnswerNo, Locked, WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message
from datapact.organisation.acting.records import Record, append_record, newest_records, record_of
from datapact.organisation.identity.own_history import own_line
from datapact.organisation.partners.partners import PartnerStanding, get_partner, list_partners

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session


@dataclass(frozen=True, slots=True)
class Engagement:
    """One audit. ``agreements`` are history ids, none: all of them. Either ``member`` (an id) or ``organisation`` is set.

    ``first`` and ``last`` are local days, both included.
    """

    key: str
    """UUID; later versions of the audit keep it."""
    title: str
    """One line."""
    scope: str
    """What is audited, in words; free text."""
    agreements: tuple[str, ...]
    member: str
    organisation: str
    auditor: str
    """Name of the member or organisation when it was opened."""
    first: date
    last: date
    closed: bool
    """True once a legal member ended it before its last day."""
    release: bool = False
    """Internal dossiers of the scope may leave by this auditor: a legal member released them when it was opened."""
    recorded: datetime | None = None
    """Claimed time of the newest version, UTC; None before it is written."""
    entry: str = ""
    """Digest of the entry of the newest version, base64url; empty before it is written."""

    def runs_on(self, day: date) -> bool:
        """Whether the audit runs on a day, so that the auditor may work in it."""
        return not self.closed and self.first <= day <= self.last

    def covers(self, agreement: str) -> bool:
        """Whether an agreement is in the scope; an item of no agreement is so only in audits of everything."""
        return not self.agreements or agreement in self.agreements


def open_engagement(
    acting: Acting,
    *,
    title: str,
    scope: str,
    first: date,
    last: date,
    agreements: Sequence[str] = (),
    member: str = "",
    organisation: str = "",
    name: str = "",
    release: bool = False,
) -> Engagement:
    """Open an audit for a member with the role auditor, for an organisation whose card is known here, or for somebody outside
    without one, by ``name``: that auditor gets exports, and no sealed copy.

    Raises WrongUse where not exactly one is named, or the days are in the wrong order; Locked without the role legal.
    """
    name = name.strip()
    if sum(map(bool, (member, organisation, name))) != 1:
        raise WrongUse(N_("An audit is for a member with the role auditor, or for an auditor outside. Name one."))
    if last < first:
        raise WrongUse(N_("The audit ends before it begins. Swap the two days."))
    with acting.vault.write() as session:
        made = Engagement(
            key=str(uuid.uuid4()),
            title=title,
            scope=scope,
            agreements=tuple(agreements),
            member=member,
            organisation=organisation,
            auditor=name or _name_of(session, member, organisation),
            first=first,
            last=last,
            closed=False,
            release=release,
        )
        return _write(acting, session, made)


def _name_of(session: Session, member: str, organisation: str) -> str:
    if member:
        found = own_line(session).state.members.get(member)
        if found is None or "auditor" not in found.roles:
            raise WrongUse(N_("{member} is no member with the role auditor."), member=member[:100])
        return found.name
    partner = get_partner(session, organisation)
    if partner is None:
        raise WrongUse(N_("The auditor's card is not known here. Add it first: datapact partner add FILE.dpcard."))
    return partner.card.profile.name


def close_engagement(acting: Acting, key: str) -> Engagement:
    """End an audit before its last day; raises WrongUse for an unknown one, AnswerNo for a closed one."""
    with acting.vault.write() as session:
        found = engagement(session, key)
        if found.closed:
            raise AnswerNo(N_("This audit is closed already."))
        return _write(acting, session, replace(found, closed=True))


def _write(acting: Acting, session: Session, made: Engagement) -> Engagement:
    body = {
        "key": made.key,
        "title": made.title,
        "scope": made.scope,
        "agreements": list(made.agreements),
        "member": made.member,
        "organisation": made.organisation,
        "auditor": made.auditor,
        "from": made.first.isoformat(),
        "until": made.last.isoformat(),
        "closed": made.closed,
        "release": made.release,
    }
    return _read(append_record(acting, session, "engagement", body))


def engagements(session: Session, *, known_at: datetime | None = None) -> tuple[Engagement, ...]:
    """Every audit with its newest state, in the order of opening."""
    return tuple(_read(one) for one in newest_records(session, "engagement", known_at=known_at).values())


def engagement(session: Session, key: str) -> Engagement:
    """One audit by its key or the key's beginning; raises WrongUse where none or several match."""
    record = record_of(session, "engagement", key)
    if record is not None:
        return _read(record)
    every = {one.key: one for one in engagements(session)}
    found = named(every, key)
    if len(found) != 1:
        raise WrongUse(N_("There is no audit {key}. See datapact audit engage."), key=key[:100])
    return every[found[0]]


def engagement_for(acting: Acting, session: Session, key: str) -> Engagement:
    """The audit, if this member may work in it today; raises AnswerNo where it is another's, has ended or not begun."""
    found = engagement(session, key)
    now = acting.clock()
    if found.member != acting.member.id:
        raise AnswerNo(N_("This audit is for {auditor}."), auditor=found.auditor)
    if not found.runs_on(day_of(now, local_zone(now))):
        raise AnswerNo(
            N_("This audit runs from {first} to {last} and is not open today. Ask a legal member."),
            first=found.first.isoformat(),
            last=found.last.isoformat(),
        )
    return found


RELEASED_BY = N_(
    "An internal audit dossier is released by a legal member. Ask one to export it, or to open the audit with that release."
)


def require_release(acting: Acting, session: Session, agreements: Sequence[str], key: str = "") -> str:
    """The entry of the audit by which they leave, empty for a legal member; raise Locked unless internal dossiers of these agreements may leave by this member: a legal member, or an auditor in
    a running audit that covers them and was opened with that release (``key``: in that one). AnswerNo for an audit that
    does not run, or is another's.
    """
    if "legal" in own_line(session).state.members[acting.member.id].roles:
        return ""
    today = day_of(acting.clock(), local_zone(acting.clock()))
    found = (
        [engagement_for(acting, session, key)]
        if key
        else [one for one in engagements(session) if one.member == acting.member.id and one.runs_on(today)]
    )
    inside = [one for one in found if all(one.covers(agreement) for agreement in agreements)]
    if key and not inside:
        raise Locked(N_("This export holds more than the scope of the audit {title}."), title=found[0].title)
    released = [one.entry for one in inside if one.release]
    if not released:
        raise Locked(RELEASED_BY)
    return released[0]


def _read(record: Record) -> Engagement:
    body = record.body
    return Engagement(
        key=record.key,
        title=str(body.get("title", "")),
        scope=str(body.get("scope", "")),
        agreements=tuple(str(one) for one in body.get("agreements", ())),
        member=str(body.get("member", "")),
        organisation=str(body.get("organisation", "")),
        auditor=str(body.get("auditor", "")),
        first=date.fromisoformat(body["from"]),
        last=date.fromisoformat(body["until"]),
        closed=bool(body.get("closed")),
        release=bool(body.get("release")),
        recorded=record.recorded,
        entry=record.entry,
    )


type State = Literal["running", "coming", "over", "closed"]


@dataclass(frozen=True, slots=True)
class EngagementLine:
    """An audit in the list; ``mine`` is whether it was opened for the acting member."""

    engagement: Engagement
    """In its newest version."""
    state: State
    """By today's local day; ``coming`` before its first day."""
    mine: bool

    @property
    def outside(self) -> bool:
        return not self.engagement.member


def engagement_lines(acting: Acting) -> tuple[EngagementLine, ...]:
    """Audits, the newest first; a mere auditor sees only their own."""
    now = acting.clock()
    today = day_of(now, local_zone(now))
    with acting.vault.read() as session:
        own = own_line(session).state.members.get(acting.member.id, acting.member)
        found = [_line(one, acting.member.id, today) for one in engagements(session)]
    only_mine = own.roles == {"auditor"}
    return tuple(reversed([one for one in found if one.mine or not only_mine]))


def _line(one: Engagement, member: str, today: date) -> EngagementLine:
    state: State = "running" if one.runs_on(today) else "coming"
    if one.closed:
        state = "closed"
    elif one.last < today:
        state = "over"
    return EngagementLine(one, state, one.member == member)


def running_for(lines: Sequence[EngagementLine], history: str) -> str:
    """The key of the member's first running audit that covers an agreement, or any for what is of none; empty if none runs."""
    for one in lines:
        if one.mine and one.state == "running" and (not history or one.engagement.covers(history)):
            return one.engagement.key
    return ""


@dataclass(frozen=True, slots=True)
class InternalAuditor:
    """An internal auditor: a member with the role auditor."""

    id: str
    """Of the member within our organisation."""
    name: str
    """For people; the id where it was erased."""


@dataclass(frozen=True, slots=True)
class ExternalAuditor:
    """An external auditor: an organisation by its card; ``trust`` is how sure we are of its identity."""

    organisation: str
    """Id, thumbprint of its founding identity key."""
    name: str
    """As its profile has it."""
    trust: PartnerStanding


@dataclass(frozen=True, slots=True)
class Auditors:
    """Internal and external auditors, by name."""

    inside: tuple[InternalAuditor, ...]
    """Members of ours."""
    outside: tuple[ExternalAuditor, ...]
    """All partners with a card, whether they audit or not."""


def auditors(acting: Acting) -> Auditors:
    """The members for whom an audit can be opened."""
    with acting.vault.read() as session:
        members = own_line(session).state.members.values()
        partners = list_partners(session)
    inside = [InternalAuditor(one.id, one.name or one.id) for one in members if "auditor" in one.roles]
    outside = [ExternalAuditor(one.organisation, one.name, one.standing) for one in partners]
    return Auditors(
        tuple(sorted(inside, key=lambda one: one.name.casefold())),
        tuple(sorted(outside, key=lambda one: one.name.casefold())),
    )


_READS_ALL = Message(
    N_(
        "The auditor is a member: reads everything in this vault, also outside the scope, and exports what any member may."
        " Samples, marks on agreements and internal dossiers keep to the scope. Besides own marks, remarks and samples"
        " nothing can be changed."
    )
)
_SEES_SCOPE = Message(
    N_(
        "The auditor is a member: the windows show the agreements in the scope alone. The vault has one key, so another"
        " program can read what else it holds. Besides own marks, remarks and samples nothing can be changed."
    )
)
_SEES_EXPORT = Message(
    N_(
        "The auditor is outside, without DataPact, and sees the exports of this scope that you hand over; they are not sealed."
    )
)
_SEES_COPY = Message(N_("The auditor is outside and sees what sealed copies hold: exports of agreements in the scope."))
DAYS = Message(
    N_(
        "The two days bound the audit, not the period that is audited. What of which period is audited, its scope says in words."
    )
)


_RELEASED = Message(
    N_(
        "Internal dossiers of these agreements may leave by this auditor: Legal released them when the audit was opened."
    )
)


def access_words(found: Engagement) -> tuple[Message, ...]:
    """The explanation of access for the member who opens the audit, and for its auditor."""
    inside = _SEES_SCOPE if found.agreements else _READS_ALL
    released = (_RELEASED,) if found.member and found.release else ()
    outside = _SEES_COPY if found.organisation else _SEES_EXPORT
    return (inside if found.member else outside, *released, DAYS)
