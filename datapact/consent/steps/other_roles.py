"""Contracts that give us or the partner another role for the same data: on whose behalf somebody acts decides on the basis, the notice and the
contract that the law asks for, so an answer says which contract it rests on, and is open where the purpose belongs to both.
"""

from __future__ import annotations

from collections.abc import Sequence

from datapact.base.texts import N_, Argument, Message
from datapact.consent.facts.facts import AgreementFacts, is_about
from datapact.consent.facts.judgement import roles_of
from datapact.consent.steps.agreed_purpose import Agreed, is_for, is_one_of
from datapact.consent.steps.evaluation import Evaluation
from datapact.consent.steps.legal_basis import CONTROLLERS, PROCESSORS
from datapact.consent.steps.onward_sharing import BINDING
from datapact.consent.steps.precedence import precedence_of
from datapact.consent.terms.purposes import with_broader
from datapact.contract.terms import Dataset, Purpose
from datapact.contract.text.value_words import value_words
from datapact.contract.vocabulary.messages import joined, own


def evaluate_other_roles(evaluation: Evaluation, binding: Sequence[AgreementFacts]) -> None:
    """Add each contract beside this one in which we or the partner process the data on behalf of another and here do not, or the reverse."""
    agreement, dataset = evaluation.agreement, evaluation.dataset
    here = (agreement.own, evaluation.partner)
    for other in binding:
        if other.id == agreement.id or other.status not in BINDING:
            continue
        if not is_about(other, dataset.key, evaluation.question.partner):
            continue
        if precedence_of(agreement, other, binding) == "yields":
            continue  # where both contradict each other, this one counts
        beside = next(one for one in other.terms.datasets if one.key == dataset.key)
        there = (other.own, other.key_of(evaluation.question.partner))
        for party, same in zip(here, there, strict=True):
            mine, theirs = _sides(agreement, party, dataset), _sides(other, same, beside)
            if mine and theirs and mine != theirs:
                _add(evaluation, other, beside, party, same)
                break


def _sides(agreement: AgreementFacts, party: str, dataset: Dataset) -> set[str]:
    """Whether a party decides itself or acts for somebody; both, where the agreement says both of the same data."""
    roles = roles_of(agreement.terms, party, dataset)
    return {name for name, some in (("itself", CONTROLLERS), ("for", PROCESSORS)) if roles & some}


def _add(evaluation: Evaluation, other: AgreementFacts, beside: Dataset, party: str, same: str) -> None:
    agreed, agreement = evaluation.agreed, evaluation.agreement
    if agreed.purpose is None:
        return  # denied
    permitted = [one for one in other.terms.purposes if not one.prohibited and is_for(one, beside.key)]
    shared = [one for one in permitted if _may_be(agreed, other, one)]
    names: dict[str, Argument] = {
        "party": evaluation.facts.name(agreement.reference(party)),
        "dataset": own(evaluation.dataset.name, evaluation.dataset.key),
        "number": agreement.number or agreement.title,
        "other": other.number or other.title,
        "role": _roles(agreement, party, evaluation.dataset),
        "other_role": _roles(other, same, beside),
        "purpose": own(agreed.purpose.name, agreed.purpose.key),
        "purposes": joined(
            [Message(N_("“{purpose}”"), {"purpose": own(one.name, one.key)}) for one in shared or permitted]
        ),
    }
    place = evaluation.place("activities")
    if shared:
        words = N_(
            "This answer rests on the agreement {number}, in which {party} has this role for “{dataset}”: {role}. In {other} it has another, "
            "{other_role}, for {purposes}, which “{purpose}” may belong to. Which of both counts is open: amend one of them."
        )
        evaluation.missing("G02", Message(words, names), place)
    elif not permitted:
        words = N_(
            "This answer rests on the agreement {number}, in which {party} has this role for “{dataset}”: {role}. In {other} it has another, "
            "{other_role}, and that names no purpose. Which of both counts is open: amend one of them."
        )
        evaluation.missing("G02", Message(words, names), place)
    else:
        words = N_(
            "This answer rests on the agreement {number}, in which {party} has this role for “{dataset}”: {role}. In {other} it has another, "
            "{other_role}, for {purposes}. Check that what goes out is for “{purpose}” alone."
        )
        evaluation.warn("G02", Message(words, names), place)


def _may_be(agreed: Agreed, other: AgreementFacts, purpose: Purpose) -> bool:
    """Whether a purpose of another contract may be the agreed one, or a part of it, or have it as a part: by what is signed, name and vocabulary."""
    assert agreed.purpose is not None
    return (
        is_one_of(agreed, other, purpose)
        or purpose.iri in agreed.held
        or agreed.purpose.iri in with_broader(purpose.iri)
        or (purpose.key == agreed.purpose.key)
    )


def _roles(agreement: AgreementFacts, party: str, dataset: Dataset) -> Argument:
    roles = sorted(roles_of(agreement.terms, party, dataset))
    words = [value_words(agreement.terms, "RoleInActivity", "role", one) for one in roles]
    return joined([one for one in words if one is not None])


__all__ = ["evaluate_other_roles"]
