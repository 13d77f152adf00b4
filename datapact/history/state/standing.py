"""The state of an agreement from its facts, by the concurrency table.

The table relates entries by whether they know each other, never by an order. It stands in docs/file-format.md;
tests/history/concurrency_table.py has it as data, replays every row and compares the page with it.

First comes the part that no later entry changes: a frozen text whose every slot is signed (conclusion.py) is final with
its offer, accepts and signatures. A step that retreats from it without knowing all signatures is void. From then on no
revocation takes back a step that binds everybody (the text, a notice of termination, a change that all agreed to): one
that does not know such a step disputes it. Until then the table is applied in layers, each resting on the ones before:
revoked keys; counters and declines against the signatures of their own organisation; freezes; signatures; then open,
agreed, signed or ended texts; records of a signing elsewhere come last. A step that rests on a void one is void with
it. An offer is open until another offer that knows it. A decline ends the negotiation whatever else was written without
knowledge of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from datapact.base.texts import N_, Message
from datapact.history.state.conclusion import Conclusion, conclusion_of, follows
from datapact.history.state.facts import (
    Accept,
    Declined,
    Dispute,
    Freeze,
    Offer,
    Signed,
    SignedElsewhere,
    Slot,
    Stage,
    Standing,
    Termination,
)
from datapact.history.state.ledger import Ledger

REVOKED = Message(N_("Written with a key that was revoked; the revocation does not know this entry."))
RESTS_ON_VOID = Message(N_("Rests on a step that is void."))
OWN_SIGNATURE = Message(N_("The same organisation signed the frozen text at the same time; the signature stands."))
FREEZE_AND_COUNTER = Message(N_("A counter was made at the same time as the text was frozen; the freeze is void."))
TWO_FREEZES = Message(N_("The text was frozen twice at the same time; both are void."))
SIGNED_IN_FULL = Message(
    N_("Every signatory signed the frozen text, and this step does not know all signatures; the signatures stand.")
)
FROZEN_ANEW = Message(N_("Every party agreed on a later text, which was frozen instead."))


def standing_of(ledger: Ledger) -> Standing:
    """The state of a ledger's agreement, computed once until a fact is added."""
    if ledger.standing is None:
        ledger.standing = _resolve(ledger)
    return ledger.standing


def _resolve(ledger: Ledger) -> Standing:
    conclusion = conclusion_of(ledger)
    fixed = frozenset[str]() if conclusion is None else conclusion.rests_on
    void, disputes = _void_by_revocation(ledger, conclusion)
    _void_by_own_signature(ledger, void, fixed)
    if conclusion is not None:
        _void_by_conclusion(ledger, conclusion, void)
    offers = [offer for offer in ledger.offers.values() if offer.digest not in void]
    accepts = _accepts(ledger, void)
    freeze = _freeze(ledger, offers, accepts, void) if conclusion is None else conclusion.freeze
    signed, next_slots, revisions = _signatures(ledger, freeze, void)
    terminated = _terminations(ledger, signed, conclusion, void)
    declined = tuple(declined for declined in ledger.declined if declined.digest not in void)
    open_offers = _open(ledger, offers)
    accepted = {
        offer.digest: frozenset({offer.organisation, *(a.organisation for a in accepts.get(offer.digest, ()))})
        for offer in offers
    }
    agreed = freeze.offer if freeze is not None else _agreed(ledger, open_offers, accepts, accepted)
    fully_signed = freeze is not None and not next_slots
    stage = _stage(ledger, offers, agreed, freeze, signed, fully_signed, declined, terminated)
    if stage in ("declined", "terminated"):
        next_slots = ()
    return Standing(
        void=void,
        open_offers=tuple(offer.digest for offer in open_offers),
        accepted=accepted,
        agreed=agreed,
        freeze=freeze,
        signed=signed,
        next_slots=next_slots,
        revisions=revisions,
        fully_signed=fully_signed,
        declined=declined,
        terminated=terminated,
        stage=stage,
        turn=_turn(stage, open_offers, accepted, ledger.offers.get(agreed or ""), next_slots),
        disputes=_of_what_stands(disputes, void),
    )


def _of_what_stands(disputes: tuple[Dispute, ...], void: Mapping[str, Message]) -> tuple[Dispute, ...]:
    """The disputes whose disputed steps are not void; a notice void for other reasons needs no dispute."""
    standing = (Dispute(one.revocation, tuple(d for d in one.entries if d not in void)) for one in disputes)
    return tuple(one for one in standing if one.entries)


def _void_by_revocation(
    ledger: Ledger, conclusion: Conclusion | None
) -> tuple[dict[str, Message], tuple[Dispute, ...]]:
    """The steps that revocations make void, and the revocations that only dispute valid steps."""
    # What a revocation says is true by the organisation's own history, so it holds even where its author's key
    # was revoked later. It never hits itself: a key that its history has revoked cannot write it.
    void: dict[str, Message] = {}
    disputes = []
    lasting = _lasting_steps(ledger, conclusion) if ledger.revocations and conclusion is not None else frozenset[str]()
    signed = {one.digest for one in ledger.signed}
    for revocation in ledger.revocations:
        disputed = []
        for digest in ledger.by_kid.get((revocation.organisation, revocation.kid), ()):
            if ledger.dag.knows(revocation.digest, digest) or _is_built_on(ledger, digest):
                continue
            if digest in lasting:
                disputed.append(digest)
            elif (
                conclusion is not None
                or digest not in signed
                or not _is_acknowledged(ledger, digest, revocation.organisation)
            ):
                void[digest] = REVOKED
        if disputed:
            disputes.append(Dispute(revocation, tuple(disputed)))
    return void, tuple(sorted(disputes, key=lambda one: (one.revocation.time, one.revocation.digest)))


def _lasting_steps(ledger: Ledger, conclusion: Conclusion) -> frozenset[str]:
    """The steps beyond revocation: conclusion, notices that end something, accessions, and what the others agreed to."""
    lasting = {*conclusion.rests_on, *(one.digest for one in ledger.terminations)}
    lasting |= {
        *(one.digest for one in ledger.leavings),
        *(one.digest for one in ledger.orders_ended),
        *ledger.accessions,
    }
    lasting |= _carried(ledger)
    gone = {one.organisation for one in ledger.leavings}
    for change in ledger.changes.values():
        if change.needs_consent:
            others = change.others(ledger.parties) - gone
            accepts = [
                one for one in ledger.change_accepts if one.change == change.digest and one.organisation in others
            ]
            if others == {one.organisation for one in accepts}:
                lasting |= {change.digest, *(one.digest for one in accepts)}
    return frozenset(lasting)


def _carried(ledger: Ledger) -> set[str]:
    """The motions that more than half of those who vote are for, with these votes."""
    found: set[str] = set()
    for motion in ledger.motions.values():
        voters = ledger.circle - {motion.about}
        yes = [one for one in ledger.votes if one.motion == motion.digest and one.vote == "yes"]
        if 2 * len({motion.organisation, *(one.organisation for one in yes)} & voters) > len(voters):
            found |= {motion.digest, *(one.digest for one in yes)}
    return found


def _is_acknowledged(ledger: Ledger, signed: str, organisation: str) -> bool:
    """Whether the signer's own organisation has built on a signature with another, still valid key.

    Then it knew the signature; a revocation that claims not to know it must not take it from the other parties.
    """
    revoked = {(revocation.organisation, revocation.kid) for revocation in ledger.revocations}
    dag = ledger.dag
    return any(
        entry.organisation == organisation
        and (organisation, entry.kid) not in revoked
        and dag.knows(entry.digest, signed)
        for entry in (dag.order[dag.index[digest]] for digest in _shared_entries(ledger))
    )


def _is_built_on(ledger: Ledger, internal: str) -> bool:
    """Whether the house went on from an internal entry with a key that still holds: then it was there before.

    A revocation is shared, so that it can never know what is internal.
    """
    dag = ledger.dag
    entry = dag.order[dag.index[internal]]
    if entry.stream == "shared":
        return False
    revoked = {(revocation.organisation, revocation.kid) for revocation in ledger.revocations}
    return any(
        organisation == entry.organisation
        and (organisation, kid) not in revoked
        and any(dag.order[dag.index[one]].stream != "shared" and dag.knows(one, internal) for one in digests)
        for (organisation, kid), digests in ledger.by_kid.items()
    )


def _shared_entries(ledger: Ledger) -> Iterator[str]:
    # Internal entries lie in one vault only, and every vault has to come to the same result.
    dag = ledger.dag
    return (
        digest
        for digests in ledger.by_kid.values()
        for digest in digests
        if dag.order[dag.index[digest]].stream == "shared"
    )


def _void_by_own_signature(ledger: Ledger, void: dict[str, Message], fixed: frozenset[str]) -> None:
    signatures = [signed for signed in ledger.signed if signed.digest not in void]
    retreats: list[Offer | Declined | Freeze] = [*ledger.offers.values(), *ledger.declined, *ledger.freezes.values()]
    for retreat in retreats:
        for signed in signatures:
            if (
                signed.organisation == retreat.organisation
                and retreat.digest not in fixed
                and ledger.dag.concurrent(signed.digest, retreat.digest)
            ):
                void.setdefault(retreat.digest, OWN_SIGNATURE)


def _void_by_conclusion(ledger: Ledger, conclusion: Conclusion, void: dict[str, Message]) -> None:
    """The steps void by the conclusion: none retreats from it; those that do not know all signatures come too late."""
    retreats: list[Declined | Freeze] = [*ledger.declined, *ledger.freezes.values()]
    for step in retreats:
        if step.digest != conclusion.freeze.digest:
            void.setdefault(step.digest, SIGNED_IN_FULL)
    for offer in ledger.offers.values():
        if not ledger.dag.knows(conclusion.freeze.digest, offer.digest):
            void.setdefault(offer.digest, SIGNED_IN_FULL)


def _accepts(ledger: Ledger, void: dict[str, Message]) -> dict[str, list[Accept]]:
    accepts: dict[str, list[Accept]] = {}
    for accept in ledger.accepts:
        if accept.offer in void:
            void.setdefault(accept.digest, RESTS_ON_VOID)
        if accept.digest not in void:
            accepts.setdefault(accept.offer, []).append(accept)
    return accepts


def _freeze(
    ledger: Ledger, offers: list[Offer], accepts: Mapping[str, list[Accept]], void: dict[str, Message]
) -> Freeze | None:
    dag = ledger.dag
    candidates = []
    for freeze in ledger.freezes.values():
        if freeze.digest in void:
            continue
        if _is_supported(ledger, freeze, accepts, void):
            candidates.append(freeze)
        else:
            void[freeze.digest] = RESTS_ON_VOID
    standing = []
    for freeze in candidates:
        if any(dag.concurrent(freeze.digest, other.digest) for other in candidates):
            void[freeze.digest] = TWO_FREEZES
        elif any(dag.concurrent(freeze.digest, offer.digest) for offer in offers):
            void[freeze.digest] = FREEZE_AND_COUNTER
        else:
            standing.append(freeze)
    # Left are freezes of which each knows the one before. A later one was legal only because its author saw the
    # earlier as void and every party agreed anew: the last common will counts.
    last = max(standing, key=lambda freeze: dag.ancestors[dag.index[freeze.digest]].bit_count(), default=None)
    void.update({freeze.digest: FROZEN_ANEW for freeze in standing if freeze is not last})
    return last


def _is_supported(
    ledger: Ledger, freeze: Freeze, accepts: Mapping[str, list[Accept]], void: Mapping[str, Message]
) -> bool:
    offer = ledger.offers.get(freeze.offer)
    if offer is None or offer.digest in void:
        return False
    willing = {
        accept.organisation
        for accept in accepts.get(offer.digest, ())
        if ledger.dag.knows(freeze.digest, accept.digest)
    }
    return offer.parties <= willing | {offer.organisation}


def _signatures(
    ledger: Ledger, freeze: Freeze | None, void: dict[str, Message]
) -> tuple[tuple[Signed, ...], tuple[Slot, ...], frozenset[str]]:
    """The signatures that count, the slot whose turn it is (one at most), and the PDFs to start from."""
    if freeze is None:
        void.update({signed.digest: RESTS_ON_VOID for signed in ledger.signed if signed.digest not in void})
        return (), (), frozenset()
    counting: list[Signed] = []
    before: list[Signed] = []
    given = [signed for signed in ledger.signed if signed.digest not in void]
    waiting: Slot | None = None
    for place, slot in enumerate(freeze.slots):
        here = [
            signed
            for signed in given
            if signed.slot == slot.id
            and ledger.freeze_of.get(signed.digest) == freeze.digest
            and (place == 0 or any(follows(ledger, signed, earlier) for earlier in before))
        ]
        if not here:
            waiting = slot
            break
        before = here
        counting += here
    counted = {signed.digest for signed in counting}
    void.update({signed.digest: RESTS_ON_VOID for signed in given if signed.digest not in counted})
    return (
        tuple(counting),
        () if waiting is None else (waiting,),
        frozenset(signed.revision_to for signed in before),
    )


def _terminations(
    ledger: Ledger, signed: tuple[Signed, ...], conclusion: Conclusion | None, void: dict[str, Message]
) -> tuple[Termination, ...]:
    # Once every slot is signed, a notice rests on its party's signature of that text, also on a second one that a
    # revocation made void: else a revocation of the signature would take the notice back.
    given = (
        signed
        if conclusion is None
        else [one for one in ledger.signed if ledger.freeze_of[one.digest] == conclusion.freeze.digest]
    )
    standing = []
    for termination in ledger.terminations:
        if termination.digest in void:
            continue
        if any(
            one.organisation == termination.organisation and ledger.dag.knows(termination.digest, one.digest)
            for one in given
        ):
            standing.append(termination)
        else:
            void[termination.digest] = RESTS_ON_VOID
    return tuple(sorted(standing, key=lambda termination: (termination.end, termination.digest)))


def _open(ledger: Ledger, offers: list[Offer]) -> list[Offer]:
    dag, known = ledger.dag, 0
    for offer in offers:
        known |= dag.ancestors[dag.index[offer.digest]]
    return [offer for offer in offers if not known >> dag.index[offer.digest] & 1]


def _agreed(
    ledger: Ledger,
    open_offers: list[Offer],
    accepts: Mapping[str, list[Accept]],
    accepted: Mapping[str, frozenset[str]],
) -> str | None:
    agreed = [
        offer.digest
        for offer in open_offers
        if offer.parties <= accepted[offer.digest]
        and not any(
            _contradicts(ledger, other, accepts.get(offer.digest, ())) for other in open_offers if other is not offer
        )
    ]
    return agreed[0] if len(agreed) == 1 else None


def _contradicts(ledger: Ledger, counter: Offer, accepts: list[Accept] | tuple[()]) -> bool:
    """Whether a counter was made at the same time as one of these accepts, and its author did not accept since."""
    knows = ledger.dag.knows
    last_words = [
        accept
        for accept in accepts
        if not any(
            later.organisation == accept.organisation and knows(later.digest, accept.digest) for later in accepts
        )
    ]
    if any(
        accept.organisation == counter.organisation and knows(accept.digest, counter.digest) for accept in last_words
    ):
        return False
    return any(ledger.dag.concurrent(counter.digest, accept.digest) for accept in last_words)


def _stage(
    ledger: Ledger,
    offers: list[Offer],
    agreed: str | None,
    freeze: Freeze | None,
    signed: tuple[Signed, ...],
    fully_signed: bool,
    declined: tuple[Declined, ...],
    terminated: tuple[Termination, ...],
) -> Stage:
    if declined:
        return "declined"
    if terminated:
        return "terminated"
    if freeze is not None:
        return "signed" if fully_signed else "signing" if signed else "frozen"
    if agreed is not None:
        return "agreed"
    return "offered" if offers else "draft"


def _turn(
    stage: Stage,
    open_offers: list[Offer],
    accepted: Mapping[str, frozenset[str]],
    agreed: Offer | None,
    next_slots: tuple[Slot, ...],
) -> tuple[str, ...]:
    """The organisations that have to act next, sorted."""
    if stage == "offered":
        waiting = {party for offer in open_offers for party in offer.parties - accepted[offer.digest]}
        return tuple(sorted(waiting or {party for offer in open_offers for party in offer.parties}))
    if stage == "agreed" and agreed is not None:
        return (agreed.organisation,)
    return tuple(sorted({slot.organisation for slot in next_slots}))


NEGOTIATED_HERE = Message(
    N_("The agreement was negotiated in DataPact, so a record of a step elsewhere has no effect.")
)
NOT_ELSEWHERE = Message(N_("The agreement was not recorded as signed elsewhere."))


class _StatedFact(Protocol):
    """A fact that an entry states."""

    @property
    def digest(self) -> str: ...


def standing_facts[Said: _StatedFact](said: list[Said], void: Mapping[str, Message]) -> tuple[Said, ...]:
    """The facts of entries that are not void."""
    return tuple([one for one in said if one.digest not in void])


def signed_elsewhere(
    internal: Ledger, standing: Standing, void: dict[str, Message], concluded: SignedElsewhere | None = None
) -> tuple[tuple[SignedElsewhere, ...], tuple[Termination, ...]]:
    """The records of a signing elsewhere, ``concluded`` first, and its end; none counts once it is negotiated here."""
    if standing.stage != "draft":
        void.update({one.digest: NEGOTIATED_HERE for one in internal.elsewhere if one.digest not in void})
    elsewhere = (*([concluded] if concluded is not None else ()), *standing_facts(internal.elsewhere, void))
    if not elsewhere:
        void.update({one.digest: NOT_ELSEWHERE for one in internal.ended_elsewhere if one.digest not in void})
    ends = standing_facts(internal.ended_elsewhere, void)
    if not ends or not ends[-1].end:
        return elsewhere, ()
    last = ends[-1]
    return elsewhere, (Termination(last.digest, last.organisation, last.time, last.end, last.reason, last.ground),)
