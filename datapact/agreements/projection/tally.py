"""The votes on a motion that count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.party_over_time import Members
from datapact.agreements.text.days import day_of

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import Motion


FEWEST_TO_EXCLUDE = 2
"""Parties that vote on an exclusion at least: of two, one could exclude the other alone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on a motion that count."""

    voters: frozenset[str]
    """Ids of the parties that vote: those of the day of the motion, without the one that it is about."""
    yes: Mapping[str, date] = field(hash=False)
    """By id of each that is for it the day of its vote; its author is for it until it says otherwise."""
    no: frozenset[str]
    """Ids of those whose latest word is no."""

    def needed(self, rule: str) -> int:
        """The number that have to be for it: all, or more than half of those who vote."""
        return len(self.voters) // 2 + 1 if rule == "majority" else max(len(self.voters), 1)


def tally_of(
    folded: AgreementState,
    view: AgreementState,
    motion: Motion,
    before: Members,
    joined: Mapping[str, str],
    late: frozenset[str] = frozenset(),
) -> Tally | None:
    """The votes on a motion among what ``view`` knows; None where its author was no party, or said it too late.

    ``before`` are the members as the author of the motion knew them, ``joined`` by id the records of all who joined. A later no takes a yes back until the motion has
    half of the votes by what its author knew; one that claims not to know the yes of its own organisation counts for nothing.
    What is ``late`` was said by a party whose part had ended, as ``Members.late``: nobody votes after its last day.
    """
    day = day_of(folded, motion.digest, motion.day)
    there = before.on(day)
    if motion.organisation not in there or motion.digest in late:
        return None
    voters = (there | _joined_since(folded, before, day)) - {motion.about}
    knows = folded.dag.knows
    yes: dict[str, list[tuple[str, date]]] = {motion.organisation: [(motion.digest, day)]}
    counted = [one for one in view.facts.votes if one.motion == motion.digest and one.digest not in late]
    for one in counted:
        if one.vote == "yes" and one.organisation in voters:
            yes.setdefault(one.organisation, []).append((one.digest, day_of(folded, one.digest, one.day)))
    voters |= _hidden(folded, motion, joined, [digest for said in yes.values() for digest, _day in said])

    def carried_for(no: str) -> bool:
        """Whether whoever wrote this no knew that most were for it."""
        known = {who for who, said in yes.items() for digest, _day in said if knows(no, digest)}
        return 2 * len(known & voters) > len(voters)

    noes = [one for one in counted if one.vote == "no" and one.organisation in voters]
    standing: dict[str, date] = {}
    for who, said in yes.items():
        left = [
            (digest, when)
            for digest, when in said
            if not any(
                one.organisation == who and knows(one.digest, digest) and not carried_for(one.digest) for one in noes
            )
        ]
        if left and who in voters:
            standing[who] = max(day, min(when for _digest, when in left))
    return Tally(voters, standing, frozenset({one.organisation for one in noes} - standing.keys()))


def _hidden(folded: AgreementState, motion: Motion, joined: Mapping[str, str], rests_on: list[str]) -> frozenset[str]:
    """Who had joined though the motion claims not to know it, as an entry shows that it rests on or that its author wrote.

    A record that knows the motion came after it; one that nobody for the motion knew is nobody's to hide.
    """
    knows = folded.dag.knows
    unknown = {
        one: digest
        for one, digest in joined.items()
        if one != motion.about and not knows(digest, motion.digest) and not knows(motion.digest, digest)
    }
    if not unknown:
        return frozenset()
    own = [
        one.digest
        for one in folded.dag.order
        if one.organisation == motion.organisation and one.stream == "shared" and not knows(one.digest, motion.digest)
    ]
    return frozenset(one for one, digest in unknown.items() if any(knows(each, digest) for each in (*rests_on, *own)))


def _joined_since(folded: AgreementState, before: Members, day: date) -> frozenset[str]:
    """Who had joined when the author of an entry wrote it, though after the day that it claims: backdating costs no vote."""
    recorded = {one.entry: folded.facts.accessions[one.entry].day for one in before.members if one.since and one.entry}
    return frozenset(
        one.organisation
        for one in before.members
        if recorded.get(one.entry, "") > day.isoformat() and (one.until is None or day <= one.until)
    )
