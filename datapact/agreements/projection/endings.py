"""Who ends what, and when: an agreement for all, by a notice that nobody disputes, by a vote or since nobody is left; one order, for all or for a recipient.

An order ends by its provider's notice as a whole, by a recipient's for itself. What a notice does is judged by the text and the parties as its
author knew them. The period counts from receipt by whoever it concerns (s. 130 BGB), so each recipient has a last day of its own. The text goes on
naming the data, for what was given until then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from datapact.agreements.projection.disputes import disputed_entries
from datapact.agreements.projection.who_is_party import (
    NO_PARTY,
    day_written,
    members_known,
    members_of,
    names_rules,
    terms_known,
)
from datapact.agreements.text.changes import received_on
from datapact.agreements.text.current_text import current_state
from datapact.agreements.text.days import day_of
from datapact.base.texts import N_, Message
from datapact.contract.editing.orders import ordered_datasets
from datapact.contract.terms.references import has_withheld
from datapact.contract.vocabulary.messages import own as in_words
from datapact.deadlines.termination import Ground, termination_day

if TYPE_CHECKING:
    from datapact.agreements.text.text_version import SignedAmendment
    from datapact.contract.terms import Dataset, Terms
    from datapact.history.fold.agreement import AgreementState
    from datapact.history.state.facts import Termination
    from datapact.history.state.later_facts import OrderEnded


def undisputed_end(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> date | None:
    """The last day by the earliest notice of termination that nobody disputes, or for all by other ways; None without one."""
    disputed = disputed_entries(folded)
    days = [date.fromisoformat(one.end) for one in ending_notices(folded, amendments) if one.digest not in disputed]
    common = members_of(folded, amendments).end
    return min([*days, *([] if common is None else [common])], default=None)


def has_disputed_end(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> bool:
    """Whether a party disputes the notice that sets the last day."""
    days = [date.fromisoformat(one.end) for one in ending_notices(folded, amendments)]
    common = members_of(folded, amendments).end
    first = min([*days, *([] if common is None else [common])], default=None)
    return first is not None and first != undisputed_end(folded, amendments)


def ending_notices(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> tuple[Termination, ...]:
    """The notices of termination that end the agreement for all, not only the part of their author."""
    if not folded.terminated or folded.signed_elsewhere is not None:
        return folded.terminated
    own_part = {one.ended_by for one in members_of(folded, amendments).members}
    return tuple(
        one
        for one in folded.terminated
        if one.digest not in own_part
        and not _ends_own_part(folded, one, amendments)
        and not _comes_too_late(folded, one, amendments)
    )


def not_shown_to_have(folded: AgreementState, organisation: str) -> tuple[str, ...]:
    """Ids of the parties of whom no step shows that a notice of termination by this organisation arrived, sorted.

    Of a party that was out when the notice was given nobody waits for one. A notice takes effect when it arrives (s. 130 BGB): a file that was written, or sent, does not say so. Empty where the
    organisation gave none, and where others have no DataPact, so that no step of theirs could show it.
    """
    own = [one for one in folded.terminated if one.organisation == organisation]
    if not own or folded.signed_elsewhere is not None or folded.outside is not None:
        return ()
    members = members_of(folded)
    lacking = {
        party
        for one in own
        for party in members.on(date.fromisoformat(day_written(one))) - {organisation}
        if received_on(folded, one.digest, party) is None
    }
    return tuple(sorted(lacking))


def _comes_too_late(folded: AgreementState, notice: Termination, amendments: Sequence[SignedAmendment]) -> bool:
    """Whether a notice reached the others, or claims to be written, only when its author was no party any more."""
    members = members_of(folded, amendments)
    member = members.of(notice.organisation)
    if member is None or member.until is None:
        return False
    others = [one.organisation for one in members.members if one.organisation != notice.organisation]
    arrived = [day for one in others if (day := received_on(folded, notice.digest, one)) is not None]
    return max(date.fromisoformat(day_written(notice)), min(arrived, default=date.min)) > member.until


def _ends_own_part(folded: AgreementState, notice: Termination, amendments: Sequence[SignedAmendment]) -> bool:
    if not names_rules(folded, amendments):
        return False
    terms = terms_known(folded, notice.digest, date.fromisoformat(day_written(notice)), tuple(amendments))
    return terms is not None and terms.membership.leaving == "own_part"


NO_ORDER = Message(
    N_("The order does not apply on that day, so there is nothing to end. Object to it, or take it back.")
)
NOT_FIRST = Message(N_("Only under a framework agreement is the data of the signed text an order that can be ended."))
NOT_CONCERNED = Message(N_("Only who provides or receives the data of an order can end it."))
NO_PERIOD = Message(
    N_("The contract names no period of notice for a single order, so it can be ended for an important reason only.")
)
ORDER_ENDED = N_("The order of “{dataset}” has ended for {name}; its last day was {last}.")


@dataclass(frozen=True, slots=True)
class OrderEnd:
    """The end of one dataset's order for one recipient."""

    dataset: str
    """Its key in the terms."""
    recipient: str
    """Id of the organisation that receives nothing more."""
    last: date
    """Last local day."""
    ended_by: str
    """Digest of the notice."""
    order: str
    """Digest of the order; empty for the data that the signed text began with."""


@dataclass(frozen=True, slots=True)
class OrderEnds:
    """All orders that ended, or end on a known day."""

    ends: tuple[OrderEnd, ...] = ()
    """For each dataset and recipient the earliest."""
    refused: Mapping[str, Message] = field(default_factory=dict, hash=False)
    """By digest the notices that have no effect, and why."""


def order_ends(folded: AgreementState, amendments: Sequence[SignedAmendment] = ()) -> OrderEnds:
    """The ends of orders by every notice; computed once for a folded state and the amendments signed apart from it."""
    if not folded.facts.orders_ended:
        return OrderEnds()
    key = ("orders_ended", tuple(amendments))
    if key not in folded.ledger.resolved:
        folded.ledger.resolved[key] = _ends(folded, tuple(amendments))
    found: OrderEnds = folded.ledger.resolved[key]
    return found


def _ends(folded: AgreementState, amendments: tuple[SignedAmendment, ...]) -> OrderEnds:
    found: dict[tuple[str, str], OrderEnd] = {}
    refused: dict[str, Message] = {}
    for said in folded.facts.orders_ended:
        day = day_of(folded, said.digest, said.day)
        members = members_known(folded, said.digest, amendments)
        terms = terms_known(folded, said.digest, day, amendments)
        reason = _objection(folded, said, terms)
        if not members.has(said.organisation, day):
            reason = NO_PARTY
        if reason is not None or terms is None:
            refused[said.digest] = reason or NO_ORDER
            continue
        for dataset, recipient, other in _concerned(folded, said, terms):
            received = received_on(folded, said.digest, other)
            last = _last_day(terms, said, max(day, received) if received else day)
            if last is None:
                refused[said.digest] = NO_PERIOD
                continue
            one = OrderEnd(dataset, recipient, last, said.digest, said.change)
            before = found.get((dataset, recipient))
            if before is None or (one.last, folded.place(one.ended_by)) < (before.last, folded.place(before.ended_by)):
                found[dataset, recipient] = one
    return OrderEnds(tuple(found[where] for where in sorted(found)), refused)


def _objection(folded: AgreementState, said: OrderEnded, terms: Terms | None) -> Message | None:
    if terms is None:
        return NO_ORDER
    if not said.change and not terms.framework.applies:
        return NOT_FIRST
    if not data_of(folded, said.change, terms):
        return NO_ORDER
    return None if any(True for _one in _concerned(folded, said, terms)) else NOT_CONCERNED


def data_of(folded: AgreementState, change: str, terms: Terms) -> tuple[Dataset, ...]:
    """The datasets of an order, by its digest, as they stand in these terms; of the signed text for the empty one."""
    if not change:
        signed = current_state(folded).get("terms") or {}
        keys = set() if has_withheld(signed) else {str(one["key"]) for one in signed.get("datasets", ())}
    else:
        content = folded.facts.changes[change].content if change in folded.facts.changes else {}
        keys = set() if has_withheld(content) else {str(one["key"]) for one in ordered_datasets(content)}
    return tuple(one for one in terms.datasets if one.key in keys)


def _concerned(folded: AgreementState, said: OrderEnded, terms: Terms) -> Iterator[tuple[str, str, str]]:
    """(dataset, recipient, who has to receive the notice) of all that a notice of an organisation ends."""
    ids = {one.key: one.organisation for one in terms.parties}
    for dataset in data_of(folded, said.change, terms):
        if said.dataset not in ("", dataset.key):
            continue
        provider = ids.get(dataset.provider, "")
        for recipient in (ids.get(one, "") for one in dataset.recipients):
            if recipient and said.organisation == provider != recipient:
                yield dataset.key, recipient, recipient
            elif recipient and said.organisation == recipient:
                yield dataset.key, recipient, provider


def _last_day(terms: Terms, said: OrderEnded, given: date) -> date | None:
    """The last day by a notice that arrived on ``given``; None where the contract names no period for an ordinary one."""
    ground: Ground = "cause" if said.ground == "cause" else "ordinary"
    computed = first_last_day(terms, given, ground)
    return None if computed is None else max(computed, date.fromisoformat(said.end))


def first_last_day(terms: Terms, given: date, ground: Ground) -> date | None:
    """The earliest last day of an order by a notice that arrives on ``given``; None without an agreed period."""
    months = terms.framework.order_months
    if ground == "ordinary" and not months:
        return None
    period = {"notice_months": months, "notice_days": None, "notice_to": "any_day", "end": None}
    duration = terms.duration.model_copy(update=period)
    return termination_day(terms.model_copy(update={"duration": duration}), given, ground).end


def orders_ended_on(
    folded: AgreementState, amendments: Sequence[SignedAmendment], day: date
) -> dict[tuple[str, str], date]:
    """By key of the dataset and id of the recipient the last day of each order that has ended before a local day."""
    found = order_ends(folded, amendments).ends
    return {(one.dataset, one.recipient): one.last for one in found if one.last < day}


def ended_words(terms: Terms, ended: Mapping[tuple[str, str], date]) -> tuple[Message, ...]:
    """A sentence for each dataset of a text and recipient whose order has ended."""
    names = {one.organisation: one.name for one in terms.parties}
    return tuple(
        Message(
            ORDER_ENDED,
            {"dataset": in_words(one.name, one.key), "name": names.get(party, party[:8]), "last": last.isoformat()},
        )
        for one in terms.datasets
        for (dataset, party), last in sorted(ended.items())
        if dataset == one.key
    )
