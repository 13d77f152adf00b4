"""Rules of recalls: which changes of a consent reach which deliveries, and what recipients are asked to do.

| what happened                  | reaches deliveries                                              | asked for             |
|--------------------------------|-----------------------------------------------------------------|-----------------------|
| withdrawn (Art. 7(3), 17(1)(b))| on consent, or on a basis not stated, for a purpose within its  | erase or return; stop where another basis was on file |
| invalidated (17(1)(d))         | as withdrawn                                                    | as withdrawn          |
| objected (Art. 21, 18(1)(d))   | on Art. 6(1)(e) or (f), or not stated; for research always      | restrict              |
| objected to marketing (21(3))  | for marketing, on whatever basis                                | erase; stop where another basis was on file; the objection itself stays |
| restricted (Art. 18)           | all, for a purpose within its own                               | restrict              |
| erased (Art. 17)               | all of the dataset                                              | erase                 |
| rectified (Art. 16)            | all of the dataset that left before (``rectified``)             | correct               |

The root of the vocabulary stands for every purpose. Under Art. 19 GDPR each recipient must be told of rectification, erasure
and restriction. A consent that names another organisation than ours or the recipient as controller does not concern the
delivery. Expiry causes no recall: it was agreed from the start.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal, NamedTuple

from datapact.base.texts import N_
from datapact.consent.terms.purposes import MARKETING, RESEARCH, is_reached, lies_within
from datapact.consent.terms.states import CALLING

type Ask = Literal["erase", "erase_or_return", "restrict", "stop", "rectify"]


ASK_WORDS: Mapping[str, str] = {
    "erase": N_("erase"),
    "erase_or_return": N_("erase or return"),
    "restrict": N_("restrict: keep, but do not use"),
    "stop": N_("stop using"),
    "rectify": N_("correct"),
}
OUTCOME_WORDS: Mapping[str, str] = {
    "received": N_("has been told"),
    "erased": N_("erased"),
    "returned": N_("returned"),
    "restricted": N_("restricted"),
    "stopped": N_("no longer used"),
    "rectified": N_("corrected"),
    "kept": N_("kept, for the reason given"),
}


class EventScope(NamedTuple):
    """The scope of a person's event."""

    dataset: str
    """Key of the dataset."""
    purpose: str
    """IRI or key that the event names."""
    controller: str
    """The controller that relies on the consent: organisation id or ``external:N``."""


class DeliveryReach(NamedTuple):
    """The members of a delivery that decide whether an event reaches it."""

    dataset: str
    """Key of the dataset."""
    purposes: Collection[str]
    """IRI or key that the data was delivered for, and other names under which people consented to that purpose."""
    recipient: str
    """Organisation id or ``external:N``."""
    basis: str
    """Articles of the GDPR, such as ``6(1)(a), 9(2)(a)``; empty where not stated."""


def reaches(state: str, scope: EventScope, delivery: DeliveryReach, own: str, known: Collection[str]) -> bool:
    """Whether an event with this state in a scope reaches a delivery; ``known`` are the references of all partners."""
    if scope.dataset != delivery.dataset or state not in CALLING:
        return False
    if scope.controller in known and scope.controller not in (own, delivery.recipient):
        return False
    if state == "erased":
        return True
    if not any(is_reached(one, scope.purpose) for one in delivery.purposes):
        return False
    stated = delivery.basis
    if state in ("withdrawn", "invalidated"):
        return not stated or "6(1)(a)" in stated or "9(2)(a)" in stated
    if state == "objected":
        marketing = any(lies_within(one, MARKETING) for one in delivery.purposes)
        research = any(one in RESEARCH for one in delivery.purposes)  # Art. 21(6), told on by Art. 19
        return not stated or marketing or research or "6(1)(e)" in stated or "6(1)(f)" in stated
    return True


def request_of(state: str, *, other_basis: bool, marketing: bool = False) -> Ask:
    """The request to a recipient; ``other_basis``: the data may stay on a basis that was on file before. What is held for
    ``marketing`` alone is erased after an objection (Art. 21(3), 17(1)(c) GDPR)."""
    match state:
        case "erased":
            return "erase"
        case "withdrawn" | "invalidated":
            return "stop" if other_basis else "erase_or_return"
        case "objected" if marketing:
            return "stop" if other_basis else "erase"
        case _:
            return "restrict"
