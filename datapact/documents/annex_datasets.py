"""Annex: each dataset with its facts and its items; the Data Act facts where that regulation applies."""

from __future__ import annotations

from datapact.agreements.formatters import duration_of
from datapact.agreements.terms import Dataset, Terms
from datapact.agreements.vocabulary import label_of_field, label_of_iri, word
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import capital, fact_rows, field_label, party_name, value_of
from datapact.documents.wording import CATEGORIES, DATA_ACT, DATA_ITEM, ITEM_NUMBER, PROPERTIES

_PROPERTIES = (
    "special_categories", "offence_data", "children", "employees", "pseudonymised", "reidentification_banned",
    "product_data", "terminal_equipment", "trade_secrets",
)  # fmt: skip
_DATA_ACT = (
    "holder", "user", "user_name", "recipient", "product", "instrument", "instrument_reference", "instrument_date",
    "trade_secret_measures", "compensation", "unilateral_terms",
)  # fmt: skip


def add_datasets(story: Story, terms: Terms, section: Element) -> None:
    """A heading, a table of facts and a table of items a dataset."""
    for number, dataset in enumerate(terms.datasets, start=1):
        part = section.add("Sect")
        title = story.joined((f"{number}.", dataset.name), " ")
        story.subheading(title, part, place=f"dataset.{dataset.key}", listed=True)
        story.facts(_facts(story, terms, dataset), part)
        if dataset.items:
            rows: list[list[Say]] = [
                [str(index), item.name, story.joined([label_of_iri(iri) for iri in item.categories])]
                for index, item in enumerate(dataset.items, start=1)
            ]
            story.table((ITEM_NUMBER, DATA_ITEM, CATEGORIES), rows, (7, 52, 41), part, named=1)
    if terms.data_act.applies:
        part = section.add("Sect")
        story.subheading(DATA_ACT, part)
        story.facts(fact_rows(terms, terms.data_act, _DATA_ACT), part)


def _facts(story: Story, terms: Terms, dataset: Dataset) -> list[tuple[Say, Say]]:
    def field(name: str, value: Say) -> tuple[Say, Say]:
        return field_label("Dataset", name), value

    judgements = [
        story.joined((party_name(terms, entry.party), word("judgement", entry.judgement)), ": ")
        for entry in dataset.personal
    ]
    subjects: list[Say] = [label_of_iri(iri) for iri in dataset.subjects]
    properties = [label_of_field("Dataset", name) for name in _PROPERTIES if getattr(dataset, name)]
    retention = dataset.retention
    return [
        field("description", dataset.description),
        field("provider", party_name(terms, dataset.provider)),
        field("recipients", story.joined([party_name(terms, key) for key in dataset.recipients])),
        field("personal", story.joined(judgements, "; ")),
        field("subjects", story.capitals(story.joined([*subjects, dataset.subjects_note]))),
        (PROPERTIES, story.capitals(story.joined(properties, "; "))),
        field("origin", dataset.origin),
        field("original_purpose", dataset.original_purpose),
        *[(field_label("Dataset", name), value_of(terms, dataset, name)) for name in ("source_format", "volume")],
        field("frequency", dataset.frequency),
        field("delivery", dataset.delivery),
        field("retention", (lambda language: capital(duration_of(retention, language))) if retention.given() else None),
    ]
