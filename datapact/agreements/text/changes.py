"""The effect of changes after signature (annex versions, orders, amendments): whether they count, from which day, and what
silence means.

Like the fold, this is a function of the set of entries alone. A party's objection supersedes its own consent only
where it knew it; two changes that do not know each other, begin on the same day and touch the same part have no
effect at all, until a later change that knows both. Silence counts from receipt (s. 130 BGB), whatever day a notice
states. The content of a changed annex and the right to change it are checked on the terms before and after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Literal

from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.days import COURTS
from datapact.base.clock import days_later, in_zone
from datapact.base.errors import DataPactError
from datapact.base.texts import N_, Message
from datapact.contract.editing.orders import adds
from datapact.contract.terms.references import has_withheld
from datapact.deadlines.termination import declaration_until

if TYPE_CHECKING:
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.later_facts import ContractChange, Notice, Objection, SilenceRecorded, Suspension


type EffectStanding = Literal["in_effect", "pending", "objected", "taken_back", "lapsed", "without_effect"]

STANDING_WORDS: dict[EffectStanding, str] = {
    "in_effect": N_("takes effect"),
    "pending": N_("waits for consent"),
    "objected": N_("objected to"),
    "taken_back": N_("taken back"),
    "lapsed": N_("not agreed to in time"),
    "without_effect": N_("without effect"),
}
CONTESTED = Message(
    N_("Another change of the same part was made at the same time for the same day; neither counts. Propose one anew.")
)
WITHHELD_PARTS = Message(N_("Parts of this change are withheld or erased here, so its effect cannot be told."))
RESTS_ON_NOTHING = Message(N_("The notice that it rests on has no effect."))
NOT_RECEIVED = Message(
    N_(
        "Silence counts from receipt (§ 130 BGB), and nothing shows yet that every other party has the notice: the next "
        "file that it sends will."
    )
)
NO_MEMBER = Message(N_("Its author was no party on the day that it names."))


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of a change. ``begins`` is the first local day on which it counts, None while it does not.

    ``waiting_for`` are the organisations whose consent is missing; ``objection_until`` is the last day on which silence
    can still be broken, where silence is consent; ``received`` the day by which every other party had the notice.
    """

    change: ContractChange
    """As its author wrote it."""
    standing: EffectStanding
    """``pending`` waits for consent or receipt; the words are in ``STANDING_WORDS``."""
    begins: date | None = None
    waiting_for: tuple[str, ...] = ()
    objection_until: date | None = None
    reason: Message | None = None
    """Why it has no effect or still waits; None where nothing has to be said."""
    received: date | None = None
    form: Message | None = None
    """Which form the parties agreed on for it and which was kept; None where nobody had to agree, or nobody has."""
    answer_until: date | None = None
    """The last day on which an order can be agreed to; None where it stays open."""
    silent_after: Mapping[str, date] = field(default_factory=dict, hash=False)
    """By organisation whose answer is missing the last day on which it can object before its silence counts as consent."""
    silent: tuple[str, ...] = ()
    """Organisations whose recorded silence counts as consent."""


@dataclass(frozen=True, slots=True)
class Circle:
    """The organisations whose consent a change needs: the parties of the beginning, who joined since, and the last day of who goes."""

    founders: frozenset[str]
    """Ids of the organisations that the first offer names."""
    joined: Mapping[str, str] = field(default_factory=dict, hash=False)
    """By the id of each organisation that joined the digest of the record of its accession."""
    until: Mapping[str, date] = field(default_factory=dict, hash=False)
    """Last local day of each party that goes, by its id."""
    before: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)
    """By the id of each that is excluded the digests that whoever asked for it knew: they were written before it."""

    def has(self, organisation: str, day: str, digest: str = "") -> bool:
        """Whether an organisation was in it when it wrote an entry, by a day of its own naming, ISO 8601."""
        if organisation not in self.founders and organisation not in self.joined:
            return False
        return self._is_there(organisation, day, digest)

    def still_parties(self, organisations: frozenset[str], day: str, digest: str) -> frozenset[str]:
        """The organisations among these whose part had not ended before an entry of a day, ISO 8601."""
        return frozenset(one for one in organisations if self._is_there(one, day, digest))

    def _is_there(self, organisation: str, day: str, digest: str) -> bool:
        until = self.until.get(organisation)
        return until is None or day <= until.isoformat() or digest in self.before.get(organisation, ())


def effects_within(folded: AgreementState, circle: Circle) -> tuple[Effect, ...]:
    """The effect of every change by consent and silence alone, in the order in which they count, others last.

    ``reading_version``, which knows the terms, checks that the content follows the rules of its annex; ``members`` knows
    the circle.
    """
    found = [_effect(folded, change, circle) for change in folded.facts.changes.values()]
    found = [_uncontested(folded, one, found) for one in found]
    size = {digest: bits.bit_count() for digest, bits in zip(folded.order, folded.dag.ancestors, strict=True)}
    # a change that knows another has more ancestors than it, so this order never puts it first
    return tuple(sorted(found, key=lambda one: (one.begins or date.max, size[one.change.digest], one.change.digest)))


def _effect(folded: AgreementState, change: ContractChange, circle: Circle) -> Effect:
    if not circle.has(change.organisation, change.day, change.digest):
        return Effect(change, "without_effect", reason=NO_MEMBER)
    if has_withheld(change.content) or change.asked is None or change.silent is None:
        return Effect(change, "without_effect", reason=WITHHELD_PARTS)
    effective = max(date.fromisoformat(change.effective), date.fromisoformat(change.day))
    if change.needs_consent:
        return _by_consent(folded, change, effective, circle)
    if change.rule == "objection":
        return _by_silence(folded, change, effective, circle)
    return Effect(change, "in_effect", effective)


def complete_before(folded: AgreementState, change: ContractChange, circle: Circle, joined: str) -> bool:
    """Whether a change was agreed by all whom it asks, without knowing that ``joined`` is a party."""
    accession = circle.joined[joined]
    accepted = {
        one.organisation
        for one in folded.facts.change_accepts
        if one.change == change.digest and not folded.dag.knows(one.digest, accession)
    }
    return change.others(_there(folded, change.digest, circle)) <= accepted


def _there(folded: AgreementState, digest: str, circle: Circle) -> frozenset[str]:
    """The parties as the author of an entry knew them."""
    return circle.founders | {one for one, joined in circle.joined.items() if folded.dag.knows(digest, joined)}


def _by_consent(folded: AgreementState, change: ContractChange, effective: date, circle: Circle) -> Effect:
    knows = folded.dag.knows
    there = _there(folded, change.digest, circle)
    late = {one for one in circle.joined if one not in there and not complete_before(folded, change, circle, one)}
    others = change.others(there if change.asked else circle.still_parties(there | late, change.day, change.digest))
    until = _answer_until(change)
    accepts = [
        one
        for one in folded.facts.change_accepts
        if one.change == change.digest
        and one.organisation in others
        and circle.has(one.organisation, one.day, one.digest)  # who has gone agrees to nothing more
        and (until is None or date.fromisoformat(one.day) <= until)
    ]
    willing = {one.organisation for one in accepts}
    silent = _silent(folded, change, others, circle)

    def is_late(objection: Objection) -> bool:
        """Whether an objection came after everybody, as its author knew, had agreed."""
        known = {one.organisation for one in accepts if knows(objection.digest, one.digest)}
        known |= {one for one, records in silent.items() if any(knows(objection.digest, digest) for digest in records)}
        return others <= known

    def is_superseded(objection: Objection) -> bool:
        """Whether its own organisation agreed, and the objection does not say that it knows: others rely on the yes."""
        return objection.organisation in silent or any(
            one.organisation == objection.organisation and not knows(objection.digest, one.digest) for one in accepts
        )

    def is_bound(objection: Objection) -> bool:
        """Whether it is the proposer's, and everybody agreed without knowing it: who proposes is bound (s. 145 BGB).

        A proposal is taken back by what arrives before it is accepted (s. 130(1) sentence 2). Whether the proposer knew the
        consents does not matter, so nothing that it claims not to know helps it.
        """
        unknowing = {one.organisation for one in accepts if not knows(one.digest, objection.digest)}
        unknowing |= {
            one for one, records in silent.items() if not all(knows(each, objection.digest) for each in records)
        }
        return objection.organisation == change.organisation and bool(others) and others <= unknowing

    standing = [
        one
        for one in folded.facts.objections
        if one.to == change.digest
        and (
            one.organisation == change.organisation
            or (one.organisation in others and circle.has(one.organisation, one.day, one.digest))
        )
        and not is_late(one)
        and not is_superseded(one)
        and not is_bound(one)
    ]
    if standing:
        own = all(one.organisation == change.organisation for one in standing)
        return Effect(change, "taken_back" if own else "objected")
    missing = others - willing - silent.keys()
    if missing and until is not None and _lapsed(folded, change, until, others):
        return Effect(change, "lapsed", answer_until=until)
    quiet = tuple(sorted(silent.keys() - willing))
    gone = frozenset[str]() if change.asked else frozenset(circle.until)  # an order never does without whom it concerns
    if missing - gone:
        waiting = tuple(sorted(missing - gone))
        after = _silent_after(folded, change, missing)
        return Effect(change, "pending", waiting_for=waiting, answer_until=until, silent_after=after, silent=quiet)
    # whoever goes without having agreed is not bound by what counts after its last day
    effective = max([effective, *(days_later(circle.until[one], 1) for one in missing)])
    others -= missing
    # an organisation's first statement that still holds concludes; consent never reaches back
    said = [(one.organisation, date.fromisoformat(one.day)) for one in accepts]
    said += [(party, day) for party, records in silent.items() for day in records.values()]
    begins = max([effective, *(min(day for one, day in said if one == party) for party in others)])
    return Effect(change, "in_effect", begins, silent=quiet)


def _answer_until(change: ContractChange) -> date | None:
    """The last day to agree to an order on which silence is refusal (s. 148 BGB)."""
    if change.silence != "refusal":
        return None
    return declaration_until(date.fromisoformat(change.day), change.answer_days)


def _lapsed(folded: AgreementState, change: ContractChange, until: date, others: frozenset[str]) -> bool:
    """Whether one whom an order concerns recorded, after its last day, that it was not agreed to.

    They could object or take it back anyway, so a record of a day that has not come gives nobody a new right.
    """
    return any(
        one.change == change.digest and one.organisation in others | {change.organisation} and _recorded_on(one) > until
        for one in folded.facts.silences
    )


def _recorded_on(record: SilenceRecorded) -> date:
    """The day of a record, by both its own word and its author's clock the earlier."""
    return min(date.fromisoformat(record.day), in_zone(record.time, COURTS).date())


def _silent(
    folded: AgreementState, change: ContractChange, others: frozenset[str], circle: Circle
) -> dict[str, dict[str, date]]:
    """By organisation whose silence counts as consent the records of it, each with the day from which it counts.

    It needs a record that knows an entry by which the organisation shows that it had the order, written after the last
    day to object; an objection of that day or before breaks the silence, whatever it knows: in doubt nobody consented.
    """
    found: dict[str, dict[str, date]] = {}
    if change.silence != "consent":
        return found
    for record in folded.facts.silences:
        if record.change != change.digest:
            continue
        for organisation in others.intersection(record.organisations).intersection(change.silent or ()):
            until = _object_until(folded, change, organisation, record.digest)
            day = _recorded_on(record)
            if not circle.has(organisation, day.isoformat()):
                continue
            if until is None or day <= until or _objected(folded, change, organisation, until):
                continue
            found.setdefault(organisation, {})[record.digest] = day
    return found


def _object_until(folded: AgreementState, change: ContractChange, organisation: str, known_to: str = "") -> date | None:
    """The last day on which an organisation can object before its silence counts; None while nothing shows receipt."""
    received = received_on(folded, change.digest, organisation, known_to)
    if received is None:
        return None
    return declaration_until(max(received, date.fromisoformat(change.day)), change.answer_days)


def _objected(folded: AgreementState, change: ContractChange, organisation: str, until: date) -> bool:
    return any(
        one.to == change.digest and one.organisation == organisation and date.fromisoformat(one.day) <= until
        for one in folded.facts.objections
    )


def _silent_after(folded: AgreementState, change: ContractChange, missing: frozenset[str]) -> dict[str, date]:
    days = {
        one: _object_until(folded, change, one)
        for one in missing.intersection(change.silent or ())
        if change.silence == "consent"
    }
    return {one: day for one, day in days.items() if day is not None}


def _by_silence(folded: AgreementState, change: ContractChange, effective: date, circle: Circle) -> Effect:
    notice = folded.facts.notices.get(change.notice)
    if notice is None:
        return Effect(change, "without_effect", reason=RESTS_ON_NOTHING)
    others = circle.still_parties(_there(folded, notice.digest, circle), notice.day, notice.digest)
    others -= {notice.organisation}
    received = {party: received_on(folded, notice.digest, party) for party in others}
    for party, day in received.items():
        if day is None and party in circle.until:  # nobody waits for one that is gone
            received[party] = days_later(circle.until[party], 1)
    last = {party: last_day_to_object(notice, day) for party, day in received.items()}
    until = max(last.values(), default=date.fromisoformat(notice.objection_until))
    objections = [
        one
        for one in folded.facts.objections
        if one.to == notice.digest
        and one.organisation in others | {notice.organisation}
        and (
            one.organisation == notice.organisation
            or (
                date.fromisoformat(one.day) <= last.get(one.organisation, until)
                and circle.has(one.organisation, one.day, one.digest)
            )
        )
    ]
    if objections:
        own = all(one.organisation == notice.organisation for one in objections)
        return Effect(change, "taken_back" if own else "objected", objection_until=until)
    days = [day for day in received.values() if day is not None]
    if len(days) < len(others):
        return Effect(change, "pending", objection_until=until, reason=NOT_RECEIVED)
    arrived = max([date.fromisoformat(notice.day), *days])
    begins = max(effective, days_later(until, 1), days_later(arrived, _notice_days(folded)))
    return Effect(change, "in_effect", begins, objection_until=until, received=arrived)


def received_on(folded: AgreementState, digest: str, organisation: str, known_to: str = "") -> date | None:
    """The day by which an organisation had a shared entry: that of its first entry that knows it; None without any.

    With ``known_to`` only entries count that the entry with this digest knows.
    """
    knows = folded.dag.knows
    times = [
        entry.time
        for entry in folded.entries.values()
        if entry.stream == "shared"
        and entry.organisation == organisation
        and knows(entry.digest, digest)
        and (not known_to or knows(known_to, entry.digest))
    ]
    return in_zone(min(times), COURTS).date() if times else None


def last_day_to_object(notice: Notice, received: date | None) -> date:
    """The last day for an objection: the notice's, moved by as many days as the notice arrived after its own day."""
    day, until = date.fromisoformat(notice.day), date.fromisoformat(notice.objection_until)
    if received is None or received <= day:
        return until
    return max(until, declaration_until(received, (until - day).days))


def _notice_days(folded: AgreementState) -> int:
    """The agreed days between notice and change, as signed."""
    processing = (current_state(folded).get("terms") or {}).get("processing")
    days = processing.get("sub_processing_notice_days") if isinstance(processing, Mapping) else None
    return days if isinstance(days, int) else 0


def _uncontested(folded: AgreementState, effect: Effect, others: list[Effect]) -> Effect:
    contested = effect.begins is not None and any(
        other.begins == effect.begins
        and other.change is not effect.change
        and (other.change.needs_consent or not effect.change.needs_consent)  # nobody alone annuls what all agreed on
        and folded.dag.concurrent(other.change.digest, effect.change.digest)
        and _overlap(other.change, effect.change)
        for other in others
    )
    return replace(effect, standing="without_effect", begins=None, reason=CONTESTED) if contested else effect


def _overlap(one: ContractChange, other: ContractChange) -> bool:
    if one.annex == other.annex == "order":
        return _contradict(one, other)
    own_parts = ("measures", "contacts", "sub_processors")
    if one.annex in own_parts and other.annex in own_parts and one.organisation != other.organisation:
        return False
    return not {*_parts(one)}.isdisjoint(_parts(other))


def _contradict(one: ContractChange, other: ContractChange) -> bool:
    """Whether two orders add different things in one place; an order that cannot count contradicts nothing."""
    try:
        first, second = adds(one.content), adds(other.content)
    except DataPactError:
        return False
    return any(first[place] != second[place] for place in first.keys() & second.keys())


def _parts(change: ContractChange) -> Iterator[str]:
    yield from change.content
    for path in change.removals:
        yield path.partition(".")[0]


def open_suspensions(folded: AgreementState, organisation: str) -> tuple[Suspension, ...]:
    """The suspensions by an organisation that it has not ended by resuming."""
    ended = {one.suspension for one in folded.facts.resumptions}
    return tuple(
        one for one in folded.facts.suspensions.values() if one.organisation == organisation and one.digest not in ended
    )


def next_pause(folded: AgreementState, day: date, circle: Circle) -> date | None:
    """The first local day after ``day`` on which an announced suspension begins; None where none is."""
    begins = (
        date.fromisoformat(one.begins) for one in folded.facts.suspensions.values() if one.begins > day.isoformat()
    )
    return next((one for one in sorted(begins) if suspensions_on(folded, one, circle)), None)


def suspensions_on(folded: AgreementState, day: date, circle: Circle) -> tuple[Suspension, ...]:
    """The suspensions that hold on a local day: that of a party holds no longer than its part."""
    return tuple(
        one
        for one in folded.facts.suspensions.values()
        if one.begins <= day.isoformat() <= (one.until or "9999-12-31")
        and circle.has(one.organisation, day.isoformat())
        and not any(
            later.suspension == one.digest and later.day <= day.isoformat() for later in folded.facts.resumptions
        )
    )
