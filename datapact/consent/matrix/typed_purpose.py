"""What a person means who writes the purpose of a question: the agreed purpose of that name which fits dataset and partner.

A name is no key: two agreements may use one name, and the answer to the one that does not cover the dataset and the partner
says nothing about the other. So a name is looked up among what is agreed for both, and several of one name are asked back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from datapact.base.errors import WrongUse
from datapact.base.texts import LANGUAGES, N_, Argument, Message
from datapact.consent.matrix.matrix import places
from datapact.consent.terms.agreed_keys import agreed_key, term_of
from datapact.consent.terms.purpose_names import called, term_name
from datapact.consent.terms.purposes import every_purpose, is_term
from datapact.contract.vocabulary.messages import own

if TYPE_CHECKING:
    from datapact.consent.facts.facts import AgreementFacts, DecisionFacts
    from datapact.contract.terms import Purpose

type Agreed = tuple[AgreementFacts, Purpose]
"""A permitted purpose with its agreement."""


def meant_by(facts: DecisionFacts, dataset: str, partner: str, written: str) -> tuple[str, str]:
    """The term or key that a written purpose means, and its place ``AGREEMENT#purposes.KEY``, empty where only the term is clear.

    What is neither a name nor a term stays as it was written. Raises WrongUse where several agreed purposes are meant, or
    where the one meant is not agreed for the dataset and the partner while one of the same name is.
    """
    here = tuple(fitting(facts, dataset, partner))
    if is_term(written) or any(written in (one.key, term_of(one)) for _agreement, one in here):
        return written, ""
    every = tuple(_permitted(facts))
    if any(agreed_key(agreement.id, one.key) == written for agreement, one in every):
        found = [agreed for agreed in every if _place(agreed) == written]
    else:
        found = [agreed for agreed in here if _reads(agreed, written)]
        running = [agreed for agreed in found if agreed[0].status == "in_force"]
        found = running or found or [agreed for agreed in every if written.casefold() in _numbered(agreed)]
    found = _one_house(facts, found)
    if len(found) > 1:
        raise WrongUse(
            N_("“{purpose}” can mean several of the agreed purposes. Say which one: {purposes}."),
            purpose=written,
            purposes=_listed(found),
        )
    if not found:
        return _term_called(written), ""
    asked = found[0]
    if _place(asked) not in {_place(agreed) for agreed in here}:
        instead = [agreed for agreed in here if _names(agreed) & _names(asked)]
        if instead:
            raise WrongUse(
                N_(
                    "{purpose} is agreed for another dataset or another partner. For this dataset and this partner there is: "
                    "{purposes}. Ask for that."
                ),
                purpose=str(_shown(asked)),
                purposes=_listed(instead),
            )
    return term_of(asked[1]), _place(asked)


def fitting(facts: DecisionFacts, dataset: str, partner: str) -> Iterator[Agreed]:
    """The purposes agreed for a dataset and a partner, by a contract in force or not."""
    for place in places(facts):
        if (place.dataset, place.partner) == (dataset, partner):
            yield from place.agreed


def _permitted(facts: DecisionFacts) -> Iterator[Agreed]:
    for agreement in facts.agreements:
        for one in agreement.terms.purposes:
            if not one.prohibited:
                yield agreement, one


def _place(agreed: Agreed) -> str:
    return agreed_key(agreed[0].id, agreed[1].key)


def _shown(agreed: Agreed) -> Argument:
    agreement, purpose = agreed
    name = called(purpose, agreement.terms.purposes)
    return Message(N_("{purpose} ({number})"), {"purpose": name, "number": agreement.number or agreement.title})


def _names(agreed: Agreed) -> set[str]:
    """The names of a purpose in both languages, as its agreement has them and as lists show them."""
    agreement, purpose = agreed
    shown = (own(purpose.name, purpose.key), called(purpose, agreement.terms.purposes))
    return {one.text(language).strip().casefold() for one in shown for language in LANGUAGES} - {""}


def _numbered(agreed: Agreed) -> set[str]:
    agreement = agreed[0]
    return {f"{name} ({agreement.number or agreement.title})".casefold() for name in _names(agreed)}


def _reads(agreed: Agreed, written: str) -> bool:
    return written.strip().casefold() in _names(agreed) | _numbered(agreed)


def _one_house(facts: DecisionFacts, found: list[Agreed]) -> list[Agreed]:
    """The first alone, where the house has joined all of them into one purpose."""
    houses = [
        {one.purpose for one in facts.links if one.sort == "house" and one.holds and one.agreed == _place(two)}
        for two in found
    ]
    return found[:1] if len(found) > 1 and set.intersection(*houses) else found


def _term_called(written: str) -> str:
    """The term that the vocabulary calls this in a language; else what was written."""
    for iri in every_purpose():
        if written.casefold() in {term_name(iri).text(language).casefold() for language in LANGUAGES}:
            return iri
    return written


def _listed(found: Iterable[Agreed]) -> str:
    return ", ".join(sorted({str(_shown(agreed)) for agreed in found}))


__all__ = ["fitting", "meant_by"]
