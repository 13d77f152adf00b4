"""Reasons for a data protection impact assessment: Art. 35(3) GDPR and the authorities' list, derived from the terms."""

from __future__ import annotations

from collections.abc import Iterator

from datapact.base.texts import N_, Message
from datapact.checks.model.facts import Case
from datapact.contract.terms import Dataset, known_facts
from datapact.contract.vocabulary.messages import own

_MOVING = frozenset(["Location", "TravelHistory", "GPSCoordinate"])


def _moves(dataset: Dataset) -> bool:
    return any(iri.rsplit("#", 1)[-1] in _MOVING for item in dataset.items for iri in item.categories)


def dpia_triggers(case: Case) -> tuple[Message, ...]:
    """The reasons, each as the part of a sentence; none is no proof that no assessment is needed (Art. 35(1))."""
    return tuple(_triggers(case)) if case.pd else ()


def _triggers(case: Case) -> Iterator[Message]:
    facts = case.terms.facts
    if facts.automated_decisions:
        yield Message(N_("decisions on people are automatic (Art. 35(3)(a))"))
    if facts.monitoring:
        yield Message(N_("people are observed or judged (Art. 35(3)(a), authorities' list)"))
    ai = known_facts.training(case.terms).value is True
    for dataset in case.personal_datasets:
        name = {"dataset": own(dataset.name, dataset.key)}
        if known_facts.special_categories(dataset).value or known_facts.offence_data(dataset).value:
            yield Message(
                N_("“{dataset}” holds special categories or offences (Art. 35(3)(b) if on a large scale)"), name
            )
        if known_facts.children(dataset).value:
            yield Message(N_("“{dataset}” is about children, who need more protection (rec. 75)"), name)
        if ai and known_facts.employees(dataset).value:
            yield Message(N_("models are trained with data of employees in “{dataset}” (authorities' list)"), name)
        elif ai:
            yield Message(N_("models are trained with personal data in “{dataset}” (authorities' list)"), name)
        if known_facts.secret(dataset).value:
            yield Message(N_("“{dataset}” is under a statutory secrecy (authorities' list if on a large scale)"), name)
        if _moves(dataset):
            yield Message(
                N_("“{dataset}” tells where people are or move (authorities' list if on a large scale)"), name
            )
