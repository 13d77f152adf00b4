"""The parties of an agreement with their first and last days, and the motions that they vote on, with names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col, select

from datapact.agreements.projection.append import load_state
from datapact.agreements.projection.endings import data_of, order_ends
from datapact.agreements.projection.motions import exclusion_received, motion_words, tally_on
from datapact.agreements.projection.party_over_time import Member, Members
from datapact.agreements.projection.reading_version import amendments_of, state_on
from datapact.agreements.projection.tables import AgreementRow
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.current_text import is_whole, read_once
from datapact.base.clock import local_day
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.contract.terms import Membership
from datapact.contract.vocabulary.messages import own as name_in_words

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import Motion
    from datapact.organisation.acting.acting_member import Acting


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A party, and since when and until when it is one."""

    organisation: str
    """Its id."""
    name: str
    """As the terms have it, else the beginning of the id."""
    member: Member
    """As it follows from the entries."""
    own: bool
    """Whether it is our organisation."""
    now: bool
    """Whether it is a party on the day asked for."""
    words: Message
    """Its standing in words."""


@dataclass(frozen=True, slots=True)
class MotionLine:
    """A motion on which the parties vote."""

    digest: str
    """Of the entry."""
    words: Message
    """What it is about."""
    by: str
    """Name of its author's organisation."""
    reason: str
    """As its author gave it; may be empty."""
    yes: tuple[str, ...]
    """Names of those who are for it."""
    no: tuple[str, ...]
    """Names of those whose latest word is no."""
    needed: int
    """How many have to be for it; 0 where the contract has no rule for it."""
    carried: bool
    """Whether enough are for it."""
    open_for_us: bool
    """Whether we can vote on it and have not."""


@dataclass(frozen=True, slots=True)
class EndableOrder:
    """Ordered data whose order our organisation can end: as a whole where it provides it, for itself where it receives it."""

    dataset: str
    """Its key, by which a step names it."""
    words: Message
    """Its name."""
    ordinary: bool
    """Whether the contract names a period of notice for a single order."""


@dataclass(frozen=True, slots=True)
class MembersPage:
    """The members of an agreement as at a day."""

    day: date
    """Local day."""
    lines: tuple[MemberLine, ...]
    """Founders first, then who joined."""
    motions: tuple[MotionLine, ...]
    """Newest last."""
    refused: tuple[tuple[str, Message], ...]
    """Digest of each entry about members without effect, and why."""
    rules: Membership
    """What the terms of the day say about it."""
    end: date | None
    """Last day for all, by a vote or because fewer than two are left."""
    endable: tuple[EndableOrder, ...] = ()
    """Orders that our organisation can end."""


def members_page(acting: Acting, history: str, day: date | None = None) -> MembersPage:
    """The members of one agreement; raises WrongUse when the vault does not have it."""
    today = day or local_day(acting.clock())
    with acting.vault.read() as session:
        folded = load_state(session, history)
        amendments = amendments_of(session, history)
        return page_of(folded, amendments, acting.organisation, today)


def page_of(folded: AgreementState, amendments: tuple[SignedAmendment, ...], own: str, today: date) -> MembersPage:
    """The same for an agreement that is already folded."""
    members = members_of(folded, amendments)
    names = _names(folded, amendments, members)
    lines = tuple(
        MemberLine(
            one.organisation,
            names.get(one.organisation) or one.organisation[:8],
            one,
            one.organisation == own,
            one.on(today),
            member_words(one, today),
        )
        for one in members.members
    )
    rules = _rules(folded, amendments, today)
    motions = tuple(
        _motion(folded, amendments, members, motion, names, own) for motion in folded.facts.motions.values()
    )
    endable = tuple(_endable(folded, amendments, own, today))
    return MembersPage(today, lines, motions, tuple(sorted(members.refused.items())), rules, members.end, endable)


def _endable(
    folded: AgreementState, amendments: tuple[SignedAmendment, ...], own: str, today: date
) -> Iterator[EndableOrder]:
    terms = _terms(folded, amendments, today)
    orders = [one.digest for one in folded.facts.changes.values() if one.annex == "order"]
    if not folded.fully_signed or not terms or not (orders or terms.get("framework", {}).get("applies")):
        return  # reading the terms of a large network takes a while
    read = read_once(folded, terms)
    key = next((one.key for one in read.parties if one.organisation == own), "")
    ended = {(one.dataset, one.recipient) for one in order_ends(folded, amendments).ends}
    ids = {one.key: one.organisation for one in read.parties}
    for order in (*([""] if read.framework.applies else []), *orders):
        for one in data_of(folded, order, read):
            open_for = [to for to in one.recipients if (one.key, ids.get(to, "")) not in ended]
            if any(key in (one.provider, to) for to in open_for):
                yield EndableOrder(one.key, name_in_words(one.name, one.key), bool(read.framework.order_months))


def _names(folded: AgreementState, amendments: tuple[SignedAmendment, ...], members: Members) -> dict[str, str]:
    terms = _terms(folded, amendments, date.max)
    found = {str(one.get("organisation", "")): str(one.get("name", "")) for one in terms.get("parties", ())}
    for accession in folded.facts.accessions.values():
        if accession.digest not in members.refused:
            found.setdefault(accession.joined, str(accession.name))
    return found


def _terms(folded: AgreementState, amendments: tuple[SignedAmendment, ...], day: date) -> Mapping[str, Any]:
    """The terms of a day as JSON; empty where this copy does not show them."""
    try:
        terms = state_on(folded, day, amendments).state.get("terms")
    except DataPactError:
        return {}
    return terms if isinstance(terms, Mapping) and is_whole(folded, terms) else {}


def _rules(folded: AgreementState, amendments: tuple[SignedAmendment, ...], today: date) -> Membership:
    rules = _terms(folded, amendments, today).get("membership")
    if not isinstance(rules, Mapping):
        return Membership()
    return Membership.model_validate(rules)


@dataclass(frozen=True, slots=True)
class Followed:
    """The membership of a network as it was signed."""

    members: frozenset[str]
    """Ids of the parties of the day, our own organisation among them."""
    left: Mapping[str, date]
    """By id of each that is no party any more its last day."""
    leaving: Mapping[str, date] = field(default_factory=dict)
    """By id of each whose part ends later its last day."""


def followed(acting: Acting, history: str, day: date | None = None) -> Followed:
    """The members of a network that follows an agreement; raises WrongUse when the vault does not have it."""
    return _followed(members_page(acting, history, day))


def _followed(page: MembersPage) -> Followed:
    gone = {
        one.organisation: one.member.until
        for one in page.lines
        if one.member.until is not None and one.member.until < page.day
    }
    ends = {one.organisation: one.member.until for one in page.lines if one.member.until is not None}
    leaving = {one: day for one, day in ends.items() if one not in gone}
    return Followed(frozenset(one.organisation for one in page.lines if one.now), gone, leaving)


@dataclass(frozen=True, slots=True)
class Followable:
    """A signed agreement that the directory of a network can follow."""

    history: str
    """``urn:uuid:`` id of the agreement."""
    words: str
    """Its number and title."""
    signed: Followed
    """Who is a party today, and who is none any more."""

    def in_common(self, organisations: Collection[str]) -> int:
        """The number of organisations that are or were parties."""
        return len(set(organisations) & (self.signed.members | self.signed.left.keys()))


_MOST_FOLLOWABLE = 50
_FEWEST = 3
"""Parties at least, those included that are gone: two need no directory."""


def followable(acting: Acting) -> tuple[Followable, ...]:
    """The signed agreements of at least three parties, those with the most parties first."""
    today = local_day(acting.clock())
    found = []
    with acting.vault.read() as session:
        rows = session.exec(
            select(AgreementRow)
            .where(
                col(AgreementRow.stage).in_(("signed", "terminated")),
                col(AgreementRow.archived) == 0,
                col(AgreementRow.amends) == "",
                col(AgreementRow.partners).contains(", "),
            )
            .order_by(col(AgreementRow.since).desc())
            .limit(_MOST_FOLLOWABLE)
        ).all()
        for row in rows:
            folded = load_state(session, row.id)
            page = page_of(folded, amendments_of(session, row.id), acting.organisation, today)
            signed = _followed(page)
            if len(page.lines) >= _FEWEST and acting.organisation in signed.members:
                found.append(Followable(row.id, f"{row.number} {row.shown_title}".strip(), signed))
    return tuple(sorted(found, key=lambda one: -len(one.signed.members)))


def changed_members(page: MembersPage) -> dict[str, Message]:
    """The standing, by id, of each party that was none from the beginning, or will not be one to the end."""
    return {
        one.organisation: one.words for one in page.lines if not one.member.founding or one.member.until is not None
    }


def exclusions_on_receipt(
    folded: AgreementState, amendments: tuple[SignedAmendment, ...], own: str, names: Mapping[str, str]
) -> Iterator[Message]:
    """A sentence for each excluded party that is in longer than the votes say: nothing here shows that it has them, or it got them later."""
    for one in members_of(folded, amendments).members if folded.facts.motions else ():
        if one.way != "exclusion" or one.until is None:
            continue
        received, name = (
            exclusion_received(folded, amendments, one),
            names.get(one.organisation) or one.organisation[:8],
        )
        if received is None and one.organisation != own:
            words = N_(
                "The exclusion of {name} takes effect only once it has the votes, and nothing here shows that. Send them to it, and keep"
                " proof that they arrived (§ 130 BGB)."
            )
            yield Message(words, {"name": name})
        elif received is not None and received > one.until:
            words = N_(
                "The exclusion of {name} took effect on {day}, when it had the votes (§ 130 BGB): what runs from its end runs from"
                " that day. Answers on sharing stop with {until}, the day of the votes."
            )
            yield Message(words, {"name": name, "day": received.isoformat(), "until": one.until.isoformat()})


def member_words(member: Member, today: date) -> Message:
    """The first and the last day of a party, in words."""
    if not member.founding and member.since is None:
        return Message(N_("waits: it has to agree to a change that the others made meanwhile"))
    named = {
        "since": member.since.isoformat() if member.since else "",
        "until": member.until.isoformat() if member.until else "",
    }
    excluded = member.way == "exclusion"
    if member.until is not None and today > member.until:
        return Message(N_("excluded; party until {until}") if excluded else N_("left; party until {until}"), named)
    if member.until is not None:
        return Message(N_("excluded at the end of {until}") if excluded else N_("leaves at the end of {until}"), named)
    if member.since is None:
        return Message(N_("party from the beginning"))
    return Message(N_("party since {since}") if today >= member.since else N_("party from {since} on"), named)


def _motion(
    folded: AgreementState,
    amendments: tuple[SignedAmendment, ...],
    members: Members,
    motion: Motion,
    names: Mapping[str, str],
    own: str,
) -> MotionLine:
    tally, needed = tally_on(folded, amendments, motion)
    yes = tuple(names.get(one) or one[:8] for one in sorted(tally.yes)) if tally else ()
    no = tuple(names.get(one) or one[:8] for one in sorted(tally.no)) if tally else ()
    voted = {one.organisation for one in folded.facts.votes if one.motion == motion.digest} | {motion.organisation}
    return MotionLine(
        digest=motion.digest,
        words=motion_words(motion, names),
        by=names.get(motion.organisation) or motion.organisation[:8],
        reason=motion.reason if isinstance(motion.reason, str) else "",
        yes=yes,
        no=no,
        needed=needed,
        carried=tally is not None and 0 < needed <= len(tally.yes),
        open_for_us=tally is not None and own in tally.voters and own not in voted and needed > 0,
    )
