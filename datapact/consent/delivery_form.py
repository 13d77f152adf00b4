"""A delivery as it is recorded by hand, without an answer of DataPact behind it: what left, to whom, about whom, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from datapact.consent.deliveries import Delivery, NewDelivery, record_delivery
from datapact.consent.delivery_rows import Sent
from datapact.consent.moments import moment_of
from datapact.consent.purposes import full_iri
from datapact.consent.subject_list import read_subjects
from datapact.errors import WrongUse
from datapact.texts import N_

if TYPE_CHECKING:
    from datapact.parties.acting import Acting

BASES = ("6(1)(a)", "6(1)(a), 9(2)(a)", "6(1)(b)", "6(1)(c)", "6(1)(e)", "6(1)(f)")
"""Articles of the GDPR that a delivery can rest on, as the records write them."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person enters; ``day`` None is now, ``people`` the bytes of a list (CSV), empty for data of nobody."""

    dataset: str
    recipient: str
    purpose: str
    reason: str
    people: bytes = b""
    day: date | None = None
    version: str = ""
    agreement: str = ""
    basis: str = ""
    note: str = ""


def record_by_hand(acting: Acting, given: ByHand) -> Delivery:
    """Record it; raises what reading the list and ``record_delivery`` raise, and WrongUse without a reason."""
    if not given.reason.strip():
        raise WrongUse(
            N_("Say why this delivery rests on no answer of DataPact, such as: made before DataPact was used.")
        )
    subjects: tuple[Sent, ...] = read_subjects(given.people) if given.people else ()
    now = acting.clock()
    new = NewDelivery(
        dataset=given.dataset.strip(),
        version=given.version.strip(),
        recipient=given.recipient,
        purpose=full_iri(given.purpose),
        at=min(moment_of(given.day, now), now),
        subjects=subjects,
        agreement=given.agreement,
        basis=given.basis,
        reason=given.reason.strip(),
        note=given.note.strip(),
        of_nobody=not given.people,
    )
    return record_delivery(acting, new)
