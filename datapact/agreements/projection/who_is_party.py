"""The parties of an agreement with their first and last days: founders, who joined since, who left, who was excluded, and when it ends for all.

Like the fold, this is a function of the set of entries alone. What an entry does is judged by the text and the parties as
its author knew them, so that every vault comes to the same, whatever arrives first; a majority is counted from the votes.
What the contract does not provide for has no effect here. Days of a notice count from receipt by another party
(s. 130 BGB), whatever day the notice claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from datapact.agreements.projection.party_over_time import Member, Members
from datapact.agreements.projection.tally import FEWEST_TO_EXCLUDE, tally_of
from datapact.agreements.text.changes import (
    Circle,
    Effect,
    complete_before,
    effects_within,
    received_on,
)
from datapact.agreements.text.current_text import current_state, is_whole, read_once
from datapact.agreements.text.days import COURTS, day_of, known_to
from datapact.agreements.text.text_version import Joined, SignedAmendment, Version, text_on
from datapact.base.clock import in_zone
from datapact.base.errors import DataPactError
from datapact.base.strictjson import JsonObject, canonical, sha256_of
from datapact.base.texts import N_, Message
from datapact.contract.terms import Membership, Terms
from datapact.contract.text.document import read_state
from datapact.deadlines.termination import Ground, termination_day
from datapact.history.fold.acceded import OTHER_ACCESSION
from datapact.history.state.later_facts import Leaving

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Termination
    from datapact.history.state.later_facts import Accession, Motion, Vote

NO_ACCESSION = Message(N_("The contract provides for no accession: a further party needs an amendment that all sign."))
NO_LEAVING = Message(N_("By the contract a party's notice ends it for all: nobody leaves alone."))
NO_EXCLUSION = Message(N_("The contract provides for no exclusion."))
NO_COMMON_END = Message(N_("The contract provides for no vote on its end."))
NO_PERIOD = Message(N_("The contract names no period of notice, so a party can leave for an important reason only."))
NOT_MANDATED = N_("Those who signed for the others were not authorised to: {rule}")
OTHER_TEXT = Message(N_("The accession is to another text than that of this agreement."))
AMENDED_ANEW = Message(N_("An amendment was signed since. Have the accession to the amended text signed."))
JOINED_TWICE = Message(N_("The organisation has joined by another accession."))
NO_PARTY = Message(N_("Its author was no party on the day that it names."))
ONLY_TWO = Message(
    N_("Of two parties neither can exclude the other alone. Give notice for an important reason instead.")
)
NOT_CARRIED = Message(N_("Not enough parties have voted for it yet."))

_RULES: Mapping[str, str] = {
    "all": N_("all parties sign an accession."),
    "majority": N_("a majority of all parties has to vote for exactly this accession first."),
    "party": N_("the authorised party signs an accession."),
}


def members_of(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> Members:
    """The parties, each with its first and last day; computed once for a folded state and the amendments signed apart from it."""
    return members_known(folded, "", tuple(amendments))


def first_effects(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> tuple[Effect, ...]:
    """The effect of every change by consent and silence alone, among those who are parties; see ``effects_within``."""
    return effects_within(folded, members_of(folded, amendments).circle)


def to_agree(folded: AgreementState, organisation: str) -> tuple[str, ...]:
    """Digests of the changes to which an organisation has still to agree."""
    if not folded.facts.changes:
        return ()
    found = [one.change.digest for one in first_effects(folded) if organisation in one.waiting_for]
    member = members_of(folded).of(organisation)
    return (*found, *(() if member is None else member.waits_for))


def waiting_for(folded: AgreementState) -> frozenset[str]:
    """The organisations whose consent to a change is missing, or that have to agree to one before they are parties."""
    if not folded.facts.changes:
        return frozenset()
    missing = {one for effect in first_effects(folded) for one in effect.waiting_for}
    return frozenset(missing | {one.organisation for one in members_of(folded).members if one.waits_for})


def has_rules(folded: AgreementState) -> bool:
    """Whether anything was said here about joining, leaving or excluding."""
    facts = folded.facts
    return bool(facts.motions or facts.leavings or facts.accessions)


def names_rules(folded: AgreementState, amendments: Sequence[SignedAmendment]) -> bool:
    """Whether any text of the agreement has rules on members, so that it is worth to read it."""
    terms: list[Any] = [current_state(folded).get("terms"), *(one.state.get("terms") for one in amendments)]
    terms += [one.content for one in folded.facts.changes.values()]
    return any(isinstance(one, Mapping) and "membership" in one for one in terms)


def members_known(folded: AgreementState, known_to: str, amendments: tuple[SignedAmendment, ...]) -> Members:
    """``members_of`` in the state that the author of the entry ``known_to`` knew; for the empty digest in the whole."""
    if not has_rules(folded) and not (folded.terminated and names_rules(folded, amendments)):
        found = [Member(one, True, None, None, "") for one in sorted(folded.parties)]
        return Members(tuple(found), Circle(folded.parties), (), None, False, {})
    resolved = folded.ledger.resolved
    key = (known_to, amendments)
    if key not in resolved:
        view = folded if not known_to else _as_known(folded, known_to)
        resolved[key] = _Resolving(view, amendments).members()
    found_before: Members = resolved[key]
    return found_before


def _as_known(folded: AgreementState, digest: str) -> AgreementState:
    """The state with only the facts and the entries that the author of an entry knew; itself it is a receipt of these."""
    resolved, key = folded.ledger.resolved, ("known", digest)
    if key not in resolved:
        resolved[key] = _without_unknown(folded, digest)
    found: AgreementState = resolved[key]
    return found


def _without_unknown(folded: AgreementState, digest: str) -> AgreementState:
    unknown = {one for one in folded.order if not folded.dag.knows(digest, one)}
    ended = tuple(one for one in folded.terminated if one.digest not in unknown)
    entries = {one: entry for one, entry in folded.entries.items() if one not in unknown or one == digest}
    return replace(folded, facts=folded.facts.without(unknown), terminated=ended, entries=entries)


class _Resolving:
    """One resolution, step by step: who joined, who goes, then what waits and what ends for all."""

    def __init__(self, folded: AgreementState, amendments: tuple[SignedAmendment, ...]) -> None:
        self._folded = folded
        self._amendments = amendments
        self._refused: dict[str, Message] = {}
        self._texts: dict[str, frozenset[str]] = {}
        self._late: frozenset[str] = frozenset()

    def members(self) -> Members:
        while True:
            joined = self._joined()
            until, ways, ended_by = self._going(joined)
            if not (found_late := self._late_entries(joined, until, ended_by) - self._late):
                break
            self._late |= found_late
        before = {one: known_to(self._folded, ended_by[one]) for one, way in ways.items() if way == "exclusion"}
        circle = Circle(self._folded.parties, joined, until, before)
        found = [
            Member(one, True, None, until.get(one), ways.get(one, ""), (), "", ended_by.get(one, ""))
            for one in sorted(self._folded.parties)
        ]
        newcomers = []
        for one, digest in joined.items():
            waits, since = self._beginning(one, digest, circle)
            newcomers.append(
                Member(one, False, since, until.get(one), ways.get(one, ""), waits, digest, ended_by.get(one, ""))
            )
        found += sorted(newcomers, key=lambda one: (one.since or date.max, one.organisation))
        adds = tuple(
            Joined(one.organisation, one.since, self._folded.ledger.acceded[one.entry].state["terms"])
            for one in found
            if one.since is not None
        )
        voted = self._common_end(joined)
        alone = _nobody_left(found)
        ends = [day for day in (voted, alone) if day is not None]
        end = min(ends, default=None)
        return Members(tuple(found), circle, adds, end, end is not None and end == voted, self._refused, self._late)

    def _before(self, digest: str) -> tuple[AgreementState, Members]:
        """The state that the author of an entry knew, and who the parties were in it."""
        view = _as_known(self._folded, digest)
        return view, members_known(self._folded, digest, self._amendments)

    def _terms(self, digest: str, day: date) -> Terms | None:
        """The terms in force on a day as the author of an entry knew them; None where this copy does not show them."""
        return terms_known(self._folded, digest, day, self._amendments)

    def _rules(self, digest: str, day: date) -> Membership:
        terms = self._terms(digest, day)
        return Membership() if terms is None else terms.membership

    # --- joining

    def _late_entries(
        self, joined: Mapping[str, str], until: Mapping[str, date], ended_by: Mapping[str, str]
    ) -> frozenset[str]:
        """What whoever goes recorded, moved or voted, and reached another party, or counts, only after its last day."""
        found = set()
        facts = self._folded.facts
        said: list[tuple[Accession | Motion | Vote, str]] = []
        said += [(facts.accessions[digest], newcomer) for newcomer, digest in joined.items()]
        said += [(motion, "") for motion in facts.motions.values()]
        said += [(vote, "") for vote in facts.votes]
        for one, newcomer in said:
            last = until.get(one.organisation)
            if last is None or self._folded.dag.knows(ended_by[one.organisation], one.digest):
                continue
            others = (self._folded.parties | joined.keys()) - {one.organisation, newcomer}
            arrived = [day for other in others if (day := received_on(self._folded, one.digest, other)) is not None]
            counted = day_of(self._folded, one.digest, one.day)
            if max(counted, min(arrived, default=counted)) > last:
                found.add(one.digest)
        return frozenset(found)

    def _joined(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for accession in self._folded.facts.accessions.values():
            reason = NO_PARTY if accession.digest in self._late else self._objection(accession)
            self._refused.pop(accession.digest, None)
            if reason is None and accession.joined in found:
                reason = JOINED_TWICE
            if reason is not None:
                self._refused[accession.digest] = reason
            else:
                found[accession.joined] = accession.digest
        return found

    def _objection(self, accession: Accession) -> Message | None:
        """The reason why a record of an accession has no effect; None where the organisation joined."""
        view, members = self._before(accession.digest)
        day = day_of(self._folded, accession.digest, accession.day)
        if not members.has(accession.organisation, day):
            return NO_PARTY
        acceded = self._folded.ledger.acceded[accession.digest]
        parent: Mapping[str, Any] = acceded.state["parent"]
        if not _is_readable(acceded.state, accession.joined):
            return OTHER_ACCESSION
        try:
            now = text_on(view, day, self._amendments, members.circle, members.joined)
            versions = _versions(view, self._amendments, members)
        except DataPactError:
            return OTHER_TEXT
        if str(parent.get("text", "")) not in versions:
            return OTHER_TEXT
        changes, amendment = versions[str(parent["text"])]
        if amendment != now.amendment:
            return AMENDED_ANEW
        self._texts[accession.digest] = changes
        rules = self._rules(accession.digest, day)
        if not rules.joining:
            return NO_ACCESSION
        if not self._is_mandated(accession, acceded.signers, acceded.state, rules, members, view, day):
            return Message(NOT_MANDATED, {"rule": Message(_RULES[rules.joining])})
        return None

    def _is_mandated(
        self,
        accession: Accession,
        signers: frozenset[str],
        state: Mapping[str, Any],
        rules: Membership,
        members: Members,
        view: AgreementState,
        day: date,
    ) -> bool:
        there = members.on(day)
        if rules.joining == "all":
            return there <= signers
        if rules.joining == "party":
            terms = self._terms(accession.digest, day)
            named = [] if terms is None else [one for one in terms.parties if one.key == rules.joining_party]
            return any(one.organisation in signers & there for one in named)
        motion = view.facts.motions.get(accession.motion)
        if motion is None or motion.act != "admission" or motion.about != accession.joined or not signers & there:
            return False
        adds = content_of(state, accession.joined)
        if adds != motion.content:
            return False
        return self._carried(motion, view, "majority", members.circle.joined) is not None

    def _beginning(self, organisation: str, digest: str, circle: Circle) -> tuple[tuple[str, ...], date | None]:
        """The changes to which a newcomer has to agree first, and its first day; None while it waits for them."""
        folded, accession = self._folded, self._folded.facts.accessions[digest]
        agreed = {one.change: one for one in folded.facts.change_accepts if one.organisation == organisation}
        effective = str(folded.ledger.acceded[digest].state["parent"].get("effective", accession.day))
        days = [day_of(folded, digest, accession.day), date.fromisoformat(effective)]
        waits = []
        for change in folded.facts.changes.values():
            if (
                not change.needs_consent
                or change.asked  # an order for others: it only adds, and asks nothing of the newcomer
                or change.digest in self._texts[digest]
                or folded.dag.knows(change.digest, digest)
                or not complete_before(folded, change, circle, organisation)
                or _is_dead(folded, change.digest, circle)
            ):
                continue
            if change.digest not in agreed:
                waits.append(change.digest)
            else:
                days.append(date.fromisoformat(agreed[change.digest].day))
        return tuple(waits), None if waits else max(days)

    # --- going

    def _going(self, joined: Mapping[str, str]) -> tuple[dict[str, date], dict[str, str], dict[str, str]]:
        until: dict[str, date] = {}
        ways: dict[str, str] = {}
        ended_by: dict[str, str] = {}
        ends: list[tuple[date, str, str, str]] = []
        known = self._folded.parties | joined.keys()
        for leaving in self._folded.facts.leavings:
            if leaving.organisation not in known:
                self._refused[leaving.digest] = NO_PARTY
            elif (day := self._left(leaving.digest, leaving)) is not None:
                ends.append((day, leaving.digest, leaving.organisation, "leaving"))
        for notice in self._folded.terminated:
            if self._folded.signed_elsewhere is None and notice.organisation in known:
                day = self._left(notice.digest, notice, silent=True)
                if day is not None:
                    ends.append((day, notice.digest, notice.organisation, "leaving"))
        for motion in self._folded.facts.motions.values():
            if motion.act == "exclusion" and (day := self._excluded(motion, joined)) is not None:
                ends.append((day, motion.digest, motion.about, "exclusion"))
        for day, digest, organisation, way in sorted(ends):
            if organisation not in until:
                until[organisation], ways[organisation], ended_by[organisation] = day, way, digest
        return until, ways, ended_by

    def _left(self, digest: str, said: Leaving | Termination, *, silent: bool = False) -> date | None:
        """The last day of a party by its notice; None where the notice does not end its part alone."""
        _view, members = self._before(digest)
        claimed = said.day if isinstance(said, Leaving) else day_written(said)
        day = day_of(self._folded, digest, claimed)
        terms = self._terms(digest, day)
        if terms is None or terms.membership.leaving != "own_part":
            if not silent:
                self._refused[digest] = NO_LEAVING
            return None
        others = [
            arrived
            for one in sorted(members.on(day) - {said.organisation})
            if (arrived := received_on(self._folded, digest, one)) is not None
        ]
        given = max(day, min(others)) if others else day
        ground: Ground = "cause" if said.ground == "cause" else "ordinary"
        computed = leaving_day(terms, given, ground)
        if computed is None:
            self._refused[digest] = NO_PERIOD
            return None
        return max(computed, date.fromisoformat(said.end))

    def _excluded(self, motion: Motion, joined: Mapping[str, str]) -> date | None:
        _view, members = self._before(motion.digest)
        rules = self._rules(motion.digest, day_of(self._folded, motion.digest, motion.day))
        if not rules.exclusion:
            self._refused[motion.digest] = NO_EXCLUSION
            return None
        found = tally_of(self._folded, self._folded, motion, members, joined, self._late)
        if found is not None and len(found.voters) < FEWEST_TO_EXCLUDE:
            self._refused[motion.digest] = ONLY_TWO
            return None
        return self._voted(motion, rules.exclusion, joined)

    def _common_end(self, joined: Mapping[str, str]) -> date | None:
        found = []
        for motion in self._folded.facts.motions.values():
            if motion.act == "admission":
                self._judge_admission(motion, joined)
            if motion.act != "end":
                continue
            rules = self._rules(motion.digest, day_of(self._folded, motion.digest, motion.day))
            if not rules.whole_end:
                self._refused[motion.digest] = NO_COMMON_END
            elif (day := self._voted(motion, rules.whole_end, joined)) is not None:
                found.append(day)
        return min(found, default=None)

    def _judge_admission(self, motion: Motion, joined: Mapping[str, str]) -> None:
        _view, members = self._before(motion.digest)
        rules = self._rules(motion.digest, day_of(self._folded, motion.digest, motion.day))
        if not rules.joining:
            self._refused[motion.digest] = NO_ACCESSION
        elif motion.about in members.circle.joined:
            self._refused[motion.digest] = JOINED_TWICE
        elif self._carried(motion, self._folded, "majority", joined) is None:
            self._refused[motion.digest] = NOT_CARRIED

    def _voted(self, motion: Motion, rule: str, joined: Mapping[str, str]) -> date | None:
        """The last day that a carried motion sets: its own, but not before the vote that carried it."""
        carried = self._carried(motion, self._folded, rule, joined)
        if carried is None:
            self._refused[motion.digest] = NOT_CARRIED
            return None
        return max(carried, date.fromisoformat(motion.end))

    def _carried(self, motion: Motion, view: AgreementState, rule: str, joined: Mapping[str, str]) -> date | None:
        """The day on which a motion had the votes that the rule asks for, among what ``view`` knows; None without them."""
        found = tally_of(self._folded, view, motion, self._before(motion.digest)[1], joined, self._late)
        if found is None:
            return None
        needed = found.needed(rule)
        days = sorted(found.yes.values())
        return days[needed - 1] if len(days) >= needed else None


def leaving_day(terms: Terms, received: date, ground: Ground) -> date | None:
    """The earliest last day of a party whose notice another party receives on ``received``; None without a period."""
    rules = terms.membership
    duration = terms.duration.model_copy(update={"end": None})
    if rules.leaving_months is not None or rules.leaving_days is not None:
        own = {"notice_months": rules.leaving_months, "notice_days": rules.leaving_days, "notice_to": rules.leaving_to}
        duration = duration.model_copy(update=own)
    return termination_day(terms.model_copy(update={"duration": duration}), received, ground).end


def _is_readable(state: Mapping[str, Any], joined: str) -> bool:
    """Whether the text of an accession can be read and names who joins: the entries alone do not promise that."""
    try:
        terms = read_state(cast("JsonObject", dict(state))).terms
    except DataPactError:
        return False
    return any(one.organisation == joined for one in terms.parties)


def content_of(state: Mapping[str, Any], organisation: str) -> dict[str, Any]:
    """The content of an accession, which the organisation signs: itself, its roles, its contacts and its measures."""
    terms: Mapping[str, Any] = state["terms"]
    party = next((one for one in terms["parties"] if one.get("organisation") == organisation), None)
    if party is None:
        return {}
    key = party["key"]
    roles = {
        one["key"]: role["role"]
        for one in terms.get("activities", ())
        for role in one.get("roles", ())
        if role["party"] == key
    }
    contacts = [one for one in terms.get("breach", {}).get("contacts", ()) if one["party"] == key]
    measures = [one for one in terms.get("measures", ()) if one.get("party") == key]
    found: dict[str, Any] = {"party": party, "roles": roles, "contacts": contacts, "measures": measures}
    return {name: value for name, value in found.items() if value}


def text_digest_of(state: Mapping[str, Any]) -> str:
    """SHA-256 (base64url) of a text as agreement.json: which text an accession is to."""
    return sha256_of(canonical(dict(state)))


def _versions(
    folded: AgreementState, amendments: tuple[SignedAmendment, ...], members: Members
) -> dict[str, tuple[frozenset[str], str]]:
    """By digest every text that the agreement had or will have, with the changes in it and the amendment it is from."""
    seen: list[Version] = []
    for joined in (members.joined, ()):
        text_on(folded, date.max, amendments, members.circle, joined, seen)
    kept = folded.ledger.resolved
    found = {}
    for one in reversed(seen):
        key = ("digest", *one.path)
        if not one.path or key not in kept:
            kept[key] = text_digest_of(one.state)
        found[kept[key]] = (one.changes, one.amendment)
    return found


def _is_dead(folded: AgreementState, digest: str, circle: Circle) -> bool:
    """Whether a change never counts: objected to, taken back, or annulled."""
    return any(
        one.change.digest == digest and one.standing in ("objected", "taken_back", "without_effect")
        for one in effects_within(folded, circle)
    )


def day_written(said: Termination) -> str:
    """The local day on which a notice was written, by its author's clock."""
    return in_zone(said.time, COURTS).date().isoformat()


def _nobody_left(members: Sequence[Member]) -> date | None:
    """The last day on which two are parties, where all but one of those who are none since go; None while two stay."""
    staying = [one for one in members if one.until is None and (one.founding or one.since is not None)]
    if len(staying) > 1:
        return None
    going = sorted(one.until for one in members if one.until is not None)
    place = len(going) - 2 + len(staying)
    return going[place] if 0 <= place < len(going) else None


def due_silence(folded: AgreementState, change: str, day: date, recorder: str) -> tuple[str, ...]:
    """The organisations whose silence on an order a party can record on a local day; none before the time is over."""
    effect = next((one for one in first_effects(folded) if one.change.digest == change), None)
    if effect is None or effect.standing != "pending":
        return ()
    if effect.answer_until is not None:
        if recorder not in effect.change.others(folded.circle) | {effect.change.organisation}:
            return ()
        return effect.waiting_for if day > effect.answer_until else ()
    return tuple(one for one in effect.waiting_for if one in effect.silent_after and day > effect.silent_after[one])


def terms_known(
    folded: AgreementState, digest: str, day: date, amendments: tuple[SignedAmendment, ...]
) -> Terms | None:
    """The terms in force on a day as the author of an entry knew them; kept, since each later entry asks again."""
    resolved, key = folded.ledger.resolved, ("terms", digest, day, amendments)
    if key not in resolved:
        members = members_known(folded, digest, amendments)
        resolved[key] = _terms_on(_as_known(folded, digest), day, amendments, members)
    found: Terms | None = resolved[key]
    return found


def _terms_on(view: AgreementState, day: date, amendments: Sequence[SignedAmendment], members: Members) -> Terms | None:
    """The terms in force on a day; None where this copy does not show them, or they are none."""
    try:
        on = text_on(view, day, amendments, members.circle, members.joined)
        terms = on.state.get("terms")
        return read_once(view, terms) if isinstance(terms, Mapping) and is_whole(view, terms) else None
    except DataPactError:
        return None
