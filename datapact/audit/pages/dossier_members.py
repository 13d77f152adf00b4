"""The members of an agreement in its dossier: who is a party since and until when, and by which entries each day is proven.

Days follow from the entries of the file alone, as in every vault (``members_of``); the numbers are those of the table of
all entries. An agreement whose parties never changed has no such page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from datapact.agreements.projection.motions import motion_words, tally_on
from datapact.agreements.projection.party_over_time import Member
from datapact.agreements.projection.who_is_party import has_rules, members_of
from datapact.audit.pages.dossier_content import Content, member
from datapact.audit.pages.numbered_entries import entries_without_effect, entry_names, entry_numbers, first_that_knows
from datapact.base.day_words import long_date
from datapact.base.texts import N_, Language, Message
from datapact.contract.terms.references import has_withheld
from datapact.history.state.later_facts import Motion
from datapact.pdf.reports.parts import Heading, Paragraph, Part, Table, Words

_HEADINGS = (N_("Party"), N_("Since"), N_("Until"), N_("Proven by"))
_DAYS_COUNT = Message(
    N_(
        "The days follow from the entries by the rules of the contract: a notice counts from its receipt by another party, "
        "an exclusion from the vote that carried it."
    )
)
_WITHHELD = Message(
    N_(
        "Who is a party since and until when follows from the terms, parts of which are withheld here. The entries about it "
        "stand in the table of all entries."
    )
)
_WITHOUT_EFFECT = Message(N_("Entries about members without effect so far"))
_WAITS = Message(N_("waits: it has to agree to a change that the others made meanwhile"))
_ENDED = {"leaving": N_("{day}, left by its notice"), "exclusion": N_("{day}, excluded by a vote")}


def member_blocks(content: Content, language: Language) -> Iterator[Part]:
    """The blocks on who joined, left and was excluded, when, and on the votes; nothing where no entry is about that."""
    folded = content.folded
    members = members_of(folded)
    if not has_rules(folded) and not any(one.until for one in members.members):
        return
    names = content.names(language)
    yield Heading(Message(N_("Members")))
    terms = member(content.state, "terms")
    if not isinstance(terms, Mapping) or has_withheld(terms):
        yield Paragraph(_WITHHELD, quiet=True)
        return
    yield Paragraph(_DAYS_COUNT)
    numbers = entry_numbers(content)
    yield Table(
        [Message(one) for one in _HEADINGS],
        [_row(content, one, names, numbers, language) for one in members.members],
        widths=[3.2, 2.4, 2.8, 4],
    )
    if members.end is not None:
        day = long_date(members.end, language)
        words = N_("For all the agreement ends on {day}, by a vote.")
        if not members.end_by_vote:
            words = N_("For all the agreement ends on {day}: fewer than two parties are left.")
        yield Paragraph(Message(words, {"day": day}))
    yield from _votes(content, names, numbers, language)
    yield from entries_without_effect(_WITHOUT_EFFECT, members.refused, numbers, language)


def _row(
    content: Content, one: Member, names: Mapping[str, str], numbers: Mapping[str, int], language: Language
) -> list[Words]:
    if one.founding:
        since: Words = Message(N_("from the beginning"))
    else:
        since = _WAITS if one.since is None else long_date(one.since, language)
    until: Words = None
    if one.until is not None:
        until = Message(_ENDED[one.way], {"day": long_date(one.until, language)})
    return [
        names.get(one.organisation) or one.organisation[:8],
        since,
        until,
        entry_names(_proving(content, one), numbers, language),
    ]


def _proving(content: Content, one: Member) -> list[str]:
    """Digests of the entries that make somebody a party and end its part."""
    folded, facts = content.folded, content.folded.facts
    found = [signed.digest for signed in folded.signed if signed.organisation == one.organisation]
    if one.entry:
        found = [*_carried_by(content, facts.accessions[one.entry].motion), one.entry]
    if one.way == "exclusion":
        found += _carried_by(content, one.ended_by)
    elif one.ended_by:
        others = first_that_knows(content, one.ended_by, lambda organisation: organisation != one.organisation)
        found += [one.ended_by, *others]
    return found


def _carried_by(content: Content, digest: str) -> list[str]:
    """A motion with the votes for it that count."""
    motion = content.folded.facts.motions.get(digest)
    if motion is None:
        return []
    return [digest, *_votes_on(content, motion, "yes")]


def _votes_on(content: Content, motion: Motion, said: str) -> list[str]:
    tally, _needed = tally_on(content.folded, (), motion)
    if tally is None:
        return []
    counting = tally.yes if said == "yes" else tally.no
    return [
        vote.digest
        for vote in content.folded.facts.votes
        if vote.motion == motion.digest and vote.vote == said and vote.organisation in counting
    ]


def _votes(
    content: Content, names: Mapping[str, str], numbers: Mapping[str, int], language: Language
) -> Iterator[Part]:
    motions = content.folded.facts.motions
    if not motions:
        return
    yield Heading(Message(N_("Votes")), 2)
    yield Table(
        [Message(one) for one in (N_("Motion"), N_("For"), N_("Against"), N_("Result"), N_("Proven by"))],
        [_motion(content, one, names, numbers, language) for one in motions.values()],
        widths=[3.2, 2.6, 2, 2, 3],
    )


def _motion(
    content: Content, motion: Motion, names: Mapping[str, str], numbers: Mapping[str, int], language: Language
) -> list[Words]:
    tally, needed = tally_on(content.folded, (), motion)
    yes, no = ((), ()) if tally is None else (sorted(tally.yes), sorted(tally.no))
    result = Message(N_("carried") if 0 < needed <= len(yes) else N_("not carried"))
    if needed:
        result = Message(N_("{result}: {n} of {needed} needed"), {"result": result, "n": len(yes), "needed": needed})
    cast = [motion.digest, *_votes_on(content, motion, "yes"), *_votes_on(content, motion, "no")]
    return [
        motion_words(motion, names),
        ", ".join(names.get(one) or one[:8] for one in yes),
        ", ".join(names.get(one) or one[:8] for one in no),
        result,
        entry_names(cast, numbers, language),
    ]
