"""The rules of each agreement on file for one dataset between its provider and its recipients, as values for a solver.

Six things count: the purpose, the action, the recipient and sharing on, the place, and the days. Everything else stays out and is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from datapact.consent.facts.facts import AgreementFacts, DecisionFacts, FactOnFile, PurposeLink
from datapact.consent.facts.question import ACTIONS
from datapact.consent.steps.agreed_purpose import is_for, is_same_name
from datapact.consent.steps.evaluation import shows_something
from datapact.consent.steps.onward_sharing import BINDING, ENDED
from datapact.consent.terms.agreed_keys import agreed_key
from datapact.consent.terms.purposes import ANY_PURPOSE, with_broader
from datapact.contract.terms import Dataset, Purpose

PASSING_ON: Final = ("share", "remote_access")
"""Actions that let a recipient have the data: whether it may be given on is judged by the recipient."""
OTHERS: Final = tuple(one for one in ACTIONS if one not in PASSING_ON)
"""Acts of a recipient with the data, by the names of an answer."""
_TO_BE_NAMED: Final = frozenset({"derive", "link", "publish", "license_model"})
_OF_MODELS: Final = {
    "train": ("training",),
    "fine_tune": ("fine_tuning",),
    "test": ("testing",),
    "license_model": ("training", "fine_tuning"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """One dataset that one party of an agreement gives to others."""

    agreement: AgreementFacts
    """The agreement, as on the day."""
    dataset: Dataset
    """As this agreement describes it."""
    provider: str
    """Party reference of who gives; a place in the agreement where nobody on file is meant."""
    recipients: tuple[str, ...]
    """Party references of those who receive, in the order of the agreement."""
    processors: tuple[str, ...]
    """Party references of the sub-processors that it names."""
    engaged: tuple[str, ...]
    """References of those among them that may get the data by it: of the provider and of who receives, where it does not forbid them."""
    going: tuple[tuple[str, date], ...]
    """Party references of those whose part ends before the agreement, with their last local day."""
    last: date | None
    """Last local day on which it permits anything; None for no such day."""

    @property
    def number(self) -> str:
        """The number of the agreement, as people call it."""
        return self.agreement.number or self.agreement.title

    @property
    def first(self) -> date | None:
        """First local day on which it permits anything; None for no such day."""
        days = (self.agreement.terms.duration.start, self.dataset.limits.first)
        return max((one for one in days if one is not None), default=None)

    @property
    def purposes(self) -> tuple[Purpose, ...]:
        """The agreed purposes of the data, in its order."""
        return tuple(one for one in self._mine() if not one.prohibited)

    @property
    def prohibited(self) -> tuple[Purpose, ...]:
        """The prohibited purposes of the data, in its order."""
        return tuple(one for one in self._mine() if one.prohibited)

    def _mine(self) -> Iterator[Purpose]:
        return (one for one in self.agreement.terms.purposes if is_for(one, self.dataset.key))


def links_of(facts: DecisionFacts) -> tuple[Link, ...]:
    """Every dataset that an agreement on file gives to somebody."""
    return tuple(
        link
        for agreement in facts.agreements
        for dataset in agreement.terms.datasets
        if (link := _link(agreement, dataset)).recipients
    )


def _link(agreement: AgreementFacts, dataset: Dataset) -> Link:
    lasts = [agreement.ends, dataset.limits.last]
    staying = [one for one in dataset.recipients if one != dataset.provider]
    return Link(
        agreement,
        dataset,
        reference_of(agreement, dataset.provider),
        tuple(dict.fromkeys(reference_of(agreement, one) for one in staying)),
        tuple(
            found
            for one in agreement.terms.sub_processors
            if (found := agreement.reference(f"sub_processors.{one.key}"))
        ),
        tuple(
            dict.fromkeys(
                agreement.reference(f"sub_processors.{one.key}") or f"{agreement.id}#sub_processors.{one.key}"
                for one in agreement.terms.sub_processors
                if one.engaged_by in (dataset.provider, *staying)
                and agreement.terms.processing.sub_processing != "forbidden"
            )
        ),
        tuple((reference_of(agreement, key), last) for key, last, _way in agreement.going),
        min((one for one in lasts if one is not None), default=None),
    )


def reference_of(agreement: AgreementFacts, key: str) -> str:
    """The party reference of a party, or its place in the agreement where it is nobody on file."""
    return agreement.reference(key) or f"{agreement.id}#parties.{key}"


def is_binding(link: Link) -> bool:
    """Whether all have signed it and it has not ended; it may begin later."""
    return link.agreement.status in (*BINDING, "signed")


def upstream_of(link: Link, links: Sequence[Link]) -> tuple[Link, ...]:
    """The links of the same dataset by which the provider came to it, the nearest first; those that bind, or have ended."""
    signed = [one for one in links if is_binding(one) or one.agreement.status in ENDED]
    found: dict[tuple[str, str], Link] = {}
    holders, waiting = {link.provider}, [link.provider]
    while waiting:
        holder = waiting.pop(0)
        for one in signed:
            place = (one.agreement.id, one.dataset.key)
            if (
                one.dataset.key == link.dataset.key
                and holder in one.recipients
                and one.agreement.id != link.agreement.id
                and place not in found
            ):
                found[place] = one
                if one.provider not in holders:
                    holders.add(one.provider)
                    waiting.append(one.provider)
    return tuple(found.values())


def names_purpose(upstream: Link, link: Link, purpose: Purpose, links: Sequence[PurposeLink]) -> bool:
    """Whether one of its purposes is this one: joined by the house, of its term or of its name, as in an answer."""
    return any(_is_one(upstream, one, link, purpose, links) for one in upstream.purposes)


def prohibits_purpose(upstream: Link, link: Link, purpose: Purpose, links: Sequence[PurposeLink]) -> bool:
    """Whether it prohibits this purpose, or a wider one by the vocabulary."""
    wider = with_broader(purpose.iri)
    return any(
        _is_one(upstream, one, link, purpose, links) or (one.iri != ANY_PURPOSE and one.iri in wider)
        for one in upstream.prohibited
    )


def _is_one(one: Link, purpose: Purpose, other: Link, others: Purpose, links: Sequence[PurposeLink]) -> bool:
    mine, theirs = agreed_key(one.agreement.id, purpose.key), agreed_key(other.agreement.id, others.key)
    houses = [
        {each.purpose for each in links if each.sort == "house" and each.holds and each.agreed == key}
        for key in (mine, theirs)
    ]
    return (
        bool(houses[0] & houses[1])
        or (purpose.iri != ANY_PURPOSE and purpose.iri == others.iri)
        or is_same_name(purpose, others)
    )


type Permission = Literal["yes", "on conditions", "no"]


def permits_action(link: Link, action: str) -> Permission:
    """Whether it permits an action with the dataset, as step 3 of an answer weighs it; publishing is left to who receives, too."""
    terms, named = link.agreement.terms, link.dataset.limits.actions
    if action in PASSING_ON:
        return "yes"
    if (named and action not in named) or (not named and action in _TO_BE_NAMED):
        return "no"
    rules = [getattr(terms.models, one) for one in _OF_MODELS.get(action, ())]
    if action == "publish":
        rules = [terms.onward.rule]
    if not rules or "allowed" in rules:
        return "yes"
    return "on conditions" if "conditional" in rules else "no"


def conditions_met(
    upstream: Link, recipient: str, facts: DecisionFacts, sort: str = "onward_conditions"
) -> tuple[FactOnFile, ...]:
    """The documents on file by which the conditions for giving this dataset on to the recipient are met, or with
    ``model_conditions`` those for models; nothing where a document says no."""
    refused = any(
        one.sort == sort and one.about == recipient and one.dataset in ("", upstream.dataset.key)
        for one in facts.against
    )
    return tuple(
        one
        for one in facts.facts
        if one.sort == sort
        and one.about == recipient
        and one.dataset in ("", upstream.dataset.key)
        and (one.day is None or one.day <= facts.day)
        and shows_something(one)
        and not one.open
        and not refused
    )
