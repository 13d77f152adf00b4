"""Signing slots: who signs for which party, in which capacity and order, and if each party's rule is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datapact.base.errors import AnswerNo, Damaged
from datapact.base.texts import N_
from datapact.checks.model.signing_authority import is_met
from datapact.contract.terms import Party, Signatory, Terms
from datapact.organisation.identity.can_sign import Named, cannot_sign, member_of_name, what_they_lack

if TYPE_CHECKING:
    from datapact.history.state.facts import Slot
    from datapact.history.state.organisation import OrganisationLine


WITHOUT_KEY = N_(
    "{lack} Whoever signs on paper or in another program needs no key here: take the text out of DataPact for that (Freeze for"
    " signature, or datapact agreement take-out)."
)
LAST = 1000  # order of a signatory without a place: after those with one


def plan_slots(terms: Terms, directory: Mapping[str, OrganisationLine], own: str = "") -> list[dict[str, Any]]:
    """The slots of ``freeze``, in signing order, each tied to the signing key of a member of the party.

    Raises AnswerNo naming the first party whose signing rule its signatories do not meet, or all
    signatories without a certified signing key. ``own``: id of the own organisation, whose keys are made here.
    """
    people = people_in_order(terms)
    named = [Named(party.organisation, party.name, signatory.name) for party, signatory in people]
    if (lack := what_they_lack(cannot_sign(named, directory), directory, own)) is not None:
        raise AnswerNo(WITHOUT_KEY, lack=lack)
    slots: list[dict[str, Any]] = []
    for order, (party, signatory) in enumerate(people, start=1):
        member = member_of_name(directory[party.organisation].state, signatory.name)
        assert member is not None  # as found above
        slots.append(
            {
                "id": f"signature-{order}",
                "order": order,
                "party": party.key,
                "organisation": party.organisation,
                "member": member.id,
                "person": signatory.name,
                "capacity": signatory.capacity,
                "evidence": signatory.evidence,
                "evidence_date": _day(signatory),
                "kid": member.signing_kid,
            }
        )
    return slots


def require_agreed_slots(terms: Terms, slots: Sequence[Slot]) -> None:
    """Before signing, check that the partner's freeze has all signatories of the agreed text, in order.

    Raises Damaged when it has others, AnswerNo when they do not meet a party's signing rule.
    """
    agreed = [
        (party.key, party.organisation, person.name, person.capacity, person.evidence, _day(person))
        for party, person in people_in_order(terms)
    ]
    frozen = [
        (slot.party, slot.organisation, slot.person, slot.capacity, slot.evidence, slot.evidence_date) for slot in slots
    ]
    if frozen != agreed:
        raise other_signatories()


def other_signatories() -> Damaged:
    """The error for a freeze whose slots are not those of the agreed text."""
    return Damaged(
        N_("The frozen text names other signatories than the parties agreed. Do not sign it; ask the partner.")
    )


def people_in_order(terms: Terms) -> list[tuple[Party, Signatory]]:
    """The people who sign for each party, in the order of signing; raises AnswerNo where a party's signing rule is not met."""
    for party in terms.parties:
        _require_rule(party)
    people = [(party, signatory) for party in terms.parties for signatory in party.signatories]
    return sorted(people, key=lambda pair: pair[1].order or LAST)  # stable sort: otherwise in the order of the parties


def _day(signatory: Signatory) -> str:
    return signatory.evidence_date.isoformat() if signatory.evidence_date else ""


def _require_rule(party: Party) -> None:
    if not is_met(party.signing_rule, [signatory.capacity for signatory in party.signatories]):
        raise AnswerNo(
            N_("The signatories of {party} do not meet its signing rule. Correct the parties and agree again."),
            party=party.name,
        )
