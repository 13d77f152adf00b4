"""Signing slots: who signs for which party, in which capacity and order, and if each party's rule is met."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from datapact.base.errors import AnswerNo, Damaged, WrongUse
from datapact.base.texts import N_
from datapact.checks.model.signing_authority import is_met
from datapact.contract.terms import Party, Signatory, Terms
from datapact.contract.terms.parties import in_signing_order
from datapact.organisation.identity.can_sign import Named, cannot_sign, member_of_name, what_they_lack

if TYPE_CHECKING:
    from datapact.history.state.facts import Slot
    from datapact.history.state.organisation import OrganisationLine


WITHOUT_KEY = N_(
    "{lack} Whoever signs on paper or in another program needs no key: say so when you freeze (datapact agreement freeze --elsewhere NAME), and"
    " that person's house records the signature."
)


def plan_slots(
    terms: Terms, directory: Mapping[str, OrganisationLine], own: str = "", elsewhere: Collection[str] = ()
) -> list[dict[str, Any]]:
    """The slots of ``freeze``, in signing order, each tied to the signing key of a member of the party.

    ``elsewhere`` names people without a certified key who sign in another program or on paper: their slots are bound to the person.

    Raises AnswerNo naming the first party whose signing rule its signatories do not meet, or all
    signatories without a certified signing key. ``own``: id of the own organisation, whose keys are made here.
    """
    people = people_in_order(terms)
    missing = without_key(terms, directory)
    if stray := [name for name in elsewhere if all(one.person != name for one in missing)]:
        raise WrongUse(
            N_("{name} is nobody who signs this text without a certified key. Those who are: {names}."),
            name=stray[0][:100],
            names=", ".join(one.person for one in missing) or "–",
        )
    open_ones = [one for one in missing if one.person not in elsewhere]
    if (lack := what_they_lack(open_ones, directory, own)) is not None:
        raise AnswerNo(WITHOUT_KEY, lack=lack)
    unkeyed = {(one.organisation, one.person) for one in missing}
    slots: list[dict[str, Any]] = []
    for order, (party, signatory) in enumerate(people, start=1):
        by_name = (party.organisation, signatory.name) in unkeyed
        member = None if by_name else member_of_name(directory[party.organisation].state, signatory.name)
        slots.append(
            {
                "id": f"signature-{order}",
                "order": order,
                "party": party.key,
                "organisation": party.organisation,
                "member": "" if member is None else member.id,
                "person": signatory.name,
                "capacity": signatory.capacity,
                "evidence": signatory.evidence,
                "evidence_date": _day(signatory),
                "kid": "" if member is None else member.signing_kid,
            }
        )
    return slots


def without_key(terms: Terms, directory: Mapping[str, OrganisationLine]) -> tuple[Named, ...]:
    """The signatories without a certified key by what this vault knows, in the order of signing."""
    named = [Named(party.organisation, party.name, one.name) for party, one in people_in_order(terms)]
    return cannot_sign(named, directory)


def freeze_kind(slots: Sequence[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The kind of entry that fixes these slots, and they as it has them: older programs know places with keys alone."""
    if all(slot["kid"] for slot in slots):
        return "freeze", list(slots)
    return "freeze_persons", [{**slot, "bound": "key" if slot["kid"] else "person"} for slot in slots]


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
    return in_signing_order(terms.parties)


def _day(signatory: Signatory) -> str:
    return signatory.evidence_date.isoformat() if signatory.evidence_date else ""


def _require_rule(party: Party) -> None:
    if not is_met(party.signing_rule, [signatory.capacity for signatory in party.signatories]):
        raise AnswerNo(
            N_("The signatories of {party} do not meet its signing rule. Correct the parties and agree again."),
            party=party.name,
        )
