"""Signing slots: who signs for which party, in which capacity and order, and whether each party's rule is met by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from datapact.agreements.parties_of import plain_name
from datapact.agreements.terms import Party, Terms
from datapact.errors import AnswerNo
from datapact.history.organisation import OrganisationLine
from datapact.history.organisation_state import Member, OrganisationState
from datapact.texts import N_

DIRECTORS = frozenset({"managing_director", "board_member", "owner", "official"})
NEEDS_EVIDENCE = frozenset({"by_power_of_attorney", "commercial_agent"})


def plan_slots(terms: Terms, directory: Mapping[str, OrganisationLine]) -> list[dict[str, Any]]:
    """The slots of ``freeze``, in signing order, each tied to the signing key of a member of the party.

    Raises AnswerNo naming the first party whose signing rule its signatories do not meet, or the first
    signatory without a certified signing key.
    """
    wanted = []
    for position, party in enumerate(terms.parties):
        _require_rule(party)
        wanted += [(signatory.order or 1000, position, signatory, party) for signatory in party.signatories]
    wanted.sort(key=lambda item: item[:2])
    slots: list[dict[str, Any]] = []
    for order, (_, _, signatory, party) in enumerate(wanted, start=1):
        line = directory.get(party.organisation)
        member = _member(line.state, signatory.name) if line is not None else None
        if member is None:
            raise AnswerNo(
                N_("{person} of {party} has no certified signing key yet. Ask {party} for a new card."),
                person=signatory.name,
                party=party.name,
            )
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
                "evidence_date": signatory.evidence_date.isoformat() if signatory.evidence_date else "",
                "kid": member.signing_kid,
            }
        )
    return slots


def _member(state: OrganisationState, name: str) -> Member | None:
    for member in state.members.values():
        if plain_name(member.name) == plain_name(name) and member.signing_kid and "signatory" in member.roles:
            return member
    return None


def _require_rule(party: Party) -> None:
    capacities = [signatory.capacity for signatory in party.signatories]
    directors = sum(capacity in DIRECTORS for capacity in capacities)
    prokurists = capacities.count("prokurist")
    met = {
        "sole": directors >= 1,
        "two_jointly": directors >= 2,
        "director_with_prokurist": directors >= 2 or (directors >= 1 and prokurists >= 1),
        "by_power": any(capacity in NEEDS_EVIDENCE or capacity == "prokurist" for capacity in capacities)
        or directors >= 1,
    }[party.signing_rule]
    if not met:
        raise AnswerNo(
            N_("The signatories of {party} do not meet its signing rule. Correct the parties and agree again."),
            party=party.name,
        )
    for signatory in party.signatories:
        if signatory.capacity in NEEDS_EVIDENCE and not signatory.evidence:
            raise AnswerNo(
                N_("{person} signs by power of attorney without evidence of it. Name the document in the parties."),
                person=signatory.name,
            )
