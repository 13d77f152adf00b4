"""Whom an order of datasets concerns, and what silence on it may mean: functions of the terms and of the order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datapact.base.texts import N_, Message
from datapact.contract.editing.orders import ordered_datasets
from datapact.contract.terms import Terms
from datapact.contract.terms.references import PARTY_FIELDS

ASKS_TOO_FEW = Message(N_("It does not ask every party that the contract wants to be asked."))
ASKS_BY_ITSELF = Message(N_("It asks only some parties, and the contract wants every party to agree to orders."))
SILENCE_NOT_AGREED = Message(N_("It gives silence a meaning that the contract does not give it."))
SILENCE_NOT_SAID = Message(N_("The contract says until when an order can be agreed to, and this one does not."))
SILENCE_BARRED = Message(
    N_("It counts the silence of a party that has to consent expressly: the provider, or a natural person.")
)


@dataclass(frozen=True, slots=True)
class Answering:
    """The parties to an order and their time to answer. Organisations are ids."""

    asked: tuple[str, ...] = ()
    """Those whose consent it needs, its author among them where it is concerned; empty: every party."""
    silence: str = ""
    """What silence means: "consent", "refusal", or empty for nothing."""
    days: int = 0
    """Days to answer; 0 where silence means nothing."""
    silent: tuple[str, ...] = ()
    """Those whose silence counts as consent."""


def concerned_by(after: Terms, order: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the parties that an order concerns, by the terms with it.

    They are the provider and the recipients of its datasets, every party that it names in a task, basis or notice, and
    the joint controllers of activities that its datasets fall under: nobody else gets a duty from it. Who has no part in
    an activity, as the order says, is not concerned by that word.
    """
    new = {str(one.get("key", "")) for one in ordered_datasets(order)}
    found: set[str] = set()
    for dataset in after.datasets:
        if dataset.key in new:
            found |= {dataset.provider, *dataset.recipients}
    for part, content in order.items():
        if part != "datasets":
            found.update(_parties_in(content))
    for activity in after.activities:
        if not activity.datasets or not new.isdisjoint(activity.datasets):
            found |= {one.party for one in activity.roles if one.role == "joint_controller"}
    return frozenset(found & {one.key for one in after.parties})


def named_by(order: Mapping[str, Any]) -> frozenset[str]:
    """Keys of the parties that an order gives data, a task, a basis or a notice; not of one that it says has no part."""
    found = {
        str(one) for data in ordered_datasets(order) for one in (data.get("provider", ""), *data.get("recipients", ()))
    }
    found.update(one for part, content in order.items() if part != "datasets" for one in _parties_in(content))
    return frozenset(found)


def _parties_in(content: Any) -> Iterator[str]:
    left = [content]
    while left:
        part = left.pop()
        if isinstance(part, Mapping) and part.get("role") == "none":
            continue
        if isinstance(part, Mapping):
            for name, value in part.items():
                if name in PARTY_FIELDS:
                    yield from [value] if isinstance(value, str) else map(str, value) if isinstance(value, list) else ()
                else:
                    left.append(value)
        elif isinstance(part, list | tuple):
            left += part


def answering(
    before: Terms, after: Terms, order: Mapping[str, Any], author: str, former_parties: Collection[str] = ()
) -> Answering:
    """The way in which an order by an organisation is answered under the terms before it, without who is no party any more."""
    rule = before.orders
    organisations = {one.key: one.organisation for one in before.parties if one.organisation not in former_parties}
    concerned = {organisations[one] for one in concerned_by(after, order) if organisations.get(one)}
    asked = tuple(sorted(concerned)) if rule.consent == "concerned" and concerned - {author} else ()
    if not rule.silence or not rule.days:
        return Answering(asked)
    if rule.silence == "refusal":
        return Answering(asked, "refusal", rule.days)
    barred = _silence_never_counts(before, order)
    others = frozenset(asked or organisations.values()) - {author, *barred, ""}
    return Answering(asked, "consent", rule.days, tuple(sorted(others))) if others else Answering(asked)


def _silence_never_counts(terms: Terms, order: Mapping[str, Any]) -> frozenset[str]:
    """The organisations whose silence never counts: providers, natural persons, all where a law prescribes a form."""
    providers = {str(one.get("provider", "")) for one in ordered_datasets(order)}
    return frozenset(
        one.organisation
        for one in terms.parties
        if one.key in providers or one.kind == "person" or terms.facts.public_form
    )


def objection_to_answering(
    before: Terms,
    after: Terms,
    order: Mapping[str, Any],
    author: str,
    said: Answering,
    former_parties: Collection[str] = (),
) -> Message | None:
    """The reason why an order may not be answered as it says; None where the terms before it permit that."""
    due = answering(before, after, order, author, former_parties)
    if said.asked and before.orders.consent != "concerned":
        return ASKS_BY_ITSELF
    if said.asked and not set(due.asked) <= {*said.asked, author}:
        return ASKS_TOO_FEW
    if said.asked and not due.asked:
        return ASKS_TOO_FEW
    if due.silence == "refusal" and said.silence != "refusal":
        return SILENCE_NOT_SAID
    if said.silence and (said.silence != before.orders.silence or said.days < (before.orders.days or 0)):
        return SILENCE_NOT_AGREED
    if not _silence_never_counts(before, order).isdisjoint(said.silent):
        return SILENCE_BARRED
    return None
