"""What a former party still gets: the steps of its time, and what ended its part; nothing that is newer.

It was a party until its last day, so it has a right to what was written until then, also to what arrives late. What the others
write afterwards is theirs alone. An entry counts as one of that time if neither it nor anything that it knows is of a later day:
whoever backdates a step shows by what it builds on that it is newer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from datapact.agreements.projection.reading_version import amendments_of
from datapact.agreements.projection.who_is_party import members_of
from datapact.agreements.text.days import COURTS, day_of
from datapact.base.clock import in_zone
from datapact.exchange.bundle.acknowledgements import RECEIPT, acknowledged, sent
from datapact.history.state.dag import positions

if TYPE_CHECKING:
    from datetime import date

    from datapact.agreements.projection.party_over_time import Member, Members
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.dag import Dag
    from datapact.vault.database.session import Session


def all_members(session: Session, folded: AgreementState) -> Members:
    """Everybody who is or was a party, by the text with its amendments."""
    return members_of(folded, amendments_of(session, folded.history))


def former_members(members: Members, today: date) -> dict[str, Member]:
    """By id those whose last day is over on a local day."""
    return {one.organisation: one for one in members.members if one.until is not None and one.until < today}


def steps_for(folded: AgreementState, shared: Dag, member: Member) -> frozenset[str]:
    """Digests of the shared entries that a former party may have: with each of them all that it knows."""
    if member.until is None:
        return frozenset(shared.index)
    newer = 0
    for place, entry in enumerate(shared.order):
        if in_zone(entry.time, COURTS).date() > member.until:
            newer |= 1 << place
    of_its_time = {
        entry.digest for place, entry in enumerate(shared.order) if not (shared.ancestors[place] | 1 << place) & newer
    }
    ends = [shared.index[one] for one in _what_ended(folded, member)]
    rests_on = {shared.order[one].digest for end in ends for one in (*positions(shared.ancestors[end]), end)}
    return frozenset(of_its_time | rests_on)


def is_owed(session: Session, folded: AgreementState, shared: Dag, member: Member) -> bool:
    """Whether a former party has to get a file still.

    It has to show that it has what ended its part, else it may take itself for a party. Every other step of its time it has to
    have been sent; one that does not answer any more is not sent the same again.
    """
    shown = acknowledged(session, folded.history, member.organisation, shared)
    if not _what_ended(folded, member) <= shown:
        return True
    had = shown | sent(session, folded.history, member.organisation, shared)
    of_its_time = steps_for(folded, shared, member)
    if not _first_receipts(shared, member) & of_its_time <= had:
        return True
    return any(
        entry.kind != RECEIPT
        and entry.organisation != member.organisation
        and entry.digest in of_its_time
        and entry.digest not in had
        for entry in shared.order
    )


def _what_ended(folded: AgreementState, member: Member) -> set[str]:
    """The notice or the motion that ended its part, and of a motion the votes that were cast until then."""
    if not member.ended_by or member.until is None:
        return set()
    votes = (
        vote.digest
        for vote in folded.facts.votes
        if vote.motion == member.ended_by and day_of(folded, vote.digest, vote.day) <= member.until
    )
    return {member.ended_by, *votes}


def _first_receipts(shared: Dag, member: Member) -> set[str]:
    """The entries by which each other party shows first that it has the notice: the last day counts from the earliest."""
    if member.way != "leaving":
        return set()
    first: dict[str, str] = {}
    for entry in shared.order:
        if entry.organisation != member.organisation and shared.knows(entry.digest, member.ended_by):
            first.setdefault(entry.organisation, entry.digest)
    return set(first.values())
