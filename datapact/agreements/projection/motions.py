"""Motions and votes: how many are needed, who votes, whose vote is missing, and what a signed accession waits for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from datapact.agreements.projection.tally import FEWEST_TO_EXCLUDE, Tally, tally_of
from datapact.agreements.projection.who_is_party import NOT_CARRIED, content_of, members_known, members_of, terms_known
from datapact.agreements.text.changes import received_on
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.days import day_of
from datapact.agreements.text.text_version import SignedAmendment
from datapact.base.texts import N_, Message
from datapact.contract.terms import Membership, read_terms
from datapact.contract.terms.references import has_withheld
from datapact.contract.text.document import ACCEDES, relation_of, taking_part

if TYPE_CHECKING:
    from datapact.agreements.projection.party_over_time import Member
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import Motion

_ABOUT = {
    "admission": N_("Accession of {name}"),
    "exclusion": N_("Exclusion of {name} as of {end}"),
    "end": N_("End for all as of {end}"),
}


def motion_words(motion: Motion, names: Mapping[str, str]) -> Message:
    """The subject of a motion in words; ``names`` by organisation id."""
    party = motion.content.get("party") if isinstance(motion.content, Mapping) else None
    stated = party.get("name") if isinstance(party, Mapping) else None
    newcomer = stated if isinstance(stated, str) and stated else str(motion.name)
    return Message(_ABOUT[motion.act], {"name": names.get(motion.about) or newcomer, "end": motion.end})


def tally_on(
    folded: AgreementState, amendments: tuple[SignedAmendment, ...], motion: Motion
) -> tuple[Tally | None, int]:
    """The votes on a motion, and how many are needed by the contract; 0 where it has no rule for it."""
    before = members_known(folded, motion.digest, amendments)
    terms = terms_known(folded, motion.digest, day_of(folded, motion.digest, motion.day), amendments)
    now = members_of(folded, amendments)
    tally = tally_of(folded, folded, motion, before, now.circle.joined, now.late)
    if terms is None or tally is None:
        return tally, 0
    rules = terms.membership
    asked = {"admission": rules.joining, "exclusion": rules.exclusion, "end": rules.whole_end}[motion.act]
    alone = motion.act == "exclusion" and len(tally.voters) < FEWEST_TO_EXCLUDE
    return tally, tally.needed(asked) if asked and not alone else 0


def exclusion_received(folded: AgreementState, amendments: tuple[SignedAmendment, ...], member: Member) -> date | None:
    """The day by which an entry of an excluded party shows that it has the motion and the votes needed; None while none does.

    By the clause of the templates and by s. 130 BGB it is in until it has them. The fold ends its part on the day that the votes
    set, so that answers on sharing stop early rather than late; what runs from the end of its part runs from this day if it is later.
    """
    motion = folded.facts.motions.get(member.ended_by)
    if member.way != "exclusion" or motion is None:
        return None
    motioned = received_on(folded, motion.digest, member.organisation)
    tally, needed = tally_on(folded, amendments, motion)
    if motioned is None or tally is None or not needed:
        return None
    votes = [one for one in folded.facts.votes if one.motion == motion.digest and one.organisation in tally.yes]
    days: dict[str, date] = {motion.organisation: motioned} if motion.organisation in tally.yes else {}
    for vote in votes:
        day = received_on(folded, vote.digest, member.organisation)
        if vote.vote == "yes" and day is not None:
            days[vote.organisation] = min(day, days.get(vote.organisation, day))
    shown = sorted(days.values())
    return max(motioned, shown[needed - 1]) if len(shown) >= needed else None


def voters_on(folded: AgreementState, amendments: tuple[SignedAmendment, ...], motion: Motion) -> frozenset[str]:
    """Ids of the parties that vote on a motion."""
    tally, _needed = tally_on(folded, amendments, motion)
    return frozenset() if tally is None else tally.voters


def votes_waiting(
    folded: AgreementState, organisation: str, amendments: Sequence[SignedAmendment] = ()
) -> tuple[str, ...]:
    """Digests of the motions that are not carried yet, and on which an organisation can vote and has not."""
    if not folded.facts.motions:
        return ()
    given = tuple(amendments)
    refused = members_of(folded, given).refused
    voted = {one.motion for one in folded.facts.votes if one.organisation == organisation}
    return tuple(
        one.digest
        for one in folded.facts.motions.values()
        if refused.get(one.digest) == NOT_CARRIED
        and one.digest not in voted
        and organisation not in (one.organisation, one.about)
        and organisation in voters_on(folded, given, one)
    )


def to_vote(folded: AgreementState) -> frozenset[str]:
    """The organisations whose vote on an open motion is missing."""
    if not folded.facts.motions:
        return frozenset()
    return frozenset(one.organisation for one in members_of(folded).members if votes_waiting(folded, one.organisation))


type Awaited = Literal["record", "ask_votes", "votes", "others", "done", "refused"]
"""That we record it, ask for votes on it, that votes are given, that another party records it, or nothing any more."""


@dataclass(frozen=True, slots=True)
class SignedAccession:
    """An accession that all have signed, and how it stands in the agreement that it joins."""

    awaited: Awaited
    """Whose step it waits for, and which."""
    newcomer: Mapping[str, Any]
    """The party that joins, as JSON."""
    given: int = 0
    """Votes for it so far."""
    needed: int = 0
    """Votes that it takes; 0 where none are asked for."""
    reason: Message | None = None
    """Why its record has no effect; None where it has or there is none."""


def signed_accession(
    folded: AgreementState, joined: AgreementState | None, amendments: tuple[SignedAmendment, ...], organisation: str
) -> SignedAccession | None:
    """How a signed accession stands for an organisation; None for any other agreement, and while it is not signed.

    ``joined`` is the agreement that it joins with ``amendments`` of it; None where that one is not in this vault.
    """
    state = current_state(folded)
    if folded.stage != "signed" or folded.disputes or relation_of(state) != ACCEDES or has_withheld(state):
        return None
    newcomer = taking_part(state)[-1]
    own = str(newcomer["organisation"])
    members = None if joined is None else members_of(joined, amendments)
    if members is not None and members.of(own) is not None:
        return SignedAccession("done", newcomer)
    if joined is None or members is None or own == organisation:
        return SignedAccession("others", newcomer)
    records = [one.digest for one in joined.facts.accessions.values() if one.accession == folded.history]
    refused = next((members.refused[one] for one in records if one in members.refused), None)
    if refused is not None:
        return SignedAccession("refused", newcomer, reason=refused)
    terms = current_state(joined).get("terms", {})
    rules = Membership() if has_withheld(terms) else read_terms(terms).membership
    if rules.joining != "majority":
        return SignedAccession("record", newcomer)
    content = content_of(state, own)
    motions = [one for one in joined.facts.motions.values() if one.act == "admission" and one.content == content]
    if not motions:
        return SignedAccession("ask_votes", newcomer)
    tally, needed = tally_on(joined, amendments, max(motions, key=lambda one: joined.place(one.digest)))
    given = 0 if tally is None else len(tally.yes)
    return SignedAccession("record" if 0 < needed <= given else "votes", newcomer, given, needed)
