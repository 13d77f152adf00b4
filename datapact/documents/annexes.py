"""The annexes in their order; one that would be empty is left out, the numbers follow the position."""

from __future__ import annotations

from collections.abc import Callable

from datapact.agreements.state import AgreementDocument
from datapact.agreements.terms import Terms
from datapact.documents.annex_datasets import add_datasets
from datapact.documents.annex_measures import add_measures
from datapact.documents.annex_models import add_models
from datapact.documents.annex_parties import add_parties
from datapact.documents.annex_purposes import add_purposes
from datapact.documents.annex_transfers import add_transfers
from datapact.documents.story import Story
from datapact.documents.tags import Element
from datapact.documents.wording import (
    ANNEX,
    ANNEX_DATASETS,
    ANNEX_MEASURES,
    ANNEX_MODELS,
    ANNEX_PARTIES,
    ANNEX_PURPOSES,
    ANNEX_TRANSFERS,
    filled,
)
from datapact.texts import Message

type Annex = tuple[str, Message, Callable[[Terms], bool], Callable[[Story, Terms, Element], None]]

_ANNEXES: tuple[Annex, ...] = (
    ("datasets", ANNEX_DATASETS, lambda terms: bool(terms.datasets), add_datasets),
    ("purposes", ANNEX_PURPOSES, lambda terms: bool(terms.purposes or terms.legal_bases), add_purposes),
    ("measures", ANNEX_MEASURES, lambda terms: bool(terms.measures or terms.assessments), add_measures),
    ("models", ANNEX_MODELS, lambda terms: terms.models.applies or terms.pilot.applies, add_models),
    ("transfers", ANNEX_TRANSFERS, lambda terms: bool(terms.transfers or terms.sub_processors), add_transfers),
    ("parties", ANNEX_PARTIES, lambda _terms: True, add_parties),
)


def add_annexes(story: Story, agreement: AgreementDocument) -> None:
    """All annexes that have contents."""
    number = 0
    for name, title, present, add in _ANNEXES:
        if present(agreement.terms):
            number += 1
            heading = filled(ANNEX, number=number, title=title)
            add(story, agreement.terms, story.section(heading, place=f"annex.{name}"))
