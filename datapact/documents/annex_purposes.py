"""Annex: the purposes, those that are forbidden, and each controller's legal basis by dataset and purpose."""

from __future__ import annotations

from datapact.agreements.formatters import article
from datapact.agreements.terms import LegalBasis, Purpose, Terms
from datapact.agreements.vocabulary import label_of_field, label_of_iri
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import fact_rows, field_label, names_of, party_name
from datapact.documents.wording import (
    ALL_DATASETS,
    FORBIDDEN_PURPOSES,
    FURTHER_DETAILS,
    LEGAL_BASES,
    PROCESSING,
    PURPOSES,
)

_PROCESSING = (
    "controller", "processor", "subject_matter", "nature", "sub_processing", "sub_processing_notice_days",
    "sub_processing_objection_days", "guarantees", "standard_clauses", "controller_duties",
)  # fmt: skip


def add_purposes(story: Story, terms: Terms, section: Element) -> None:
    """Tables of purposes, forbidden purposes, legal bases, and the facts of processing on behalf."""
    for title, forbidden in ((PURPOSES, False), (FORBIDDEN_PURPOSES, True)):
        chosen = [purpose for purpose in terms.purposes if purpose.prohibited == forbidden]
        if chosen:
            part = section.add("Sect")
            story.subheading(title, part)
            heads = (
                field_label("LegalBasis", "purpose"),
                field_label("Purpose", "description"),
                field_label("Purpose", "datasets"),
            )
            story.table(heads, [_purpose(story, terms, purpose) for purpose in chosen], (28, 47, 25), part)
    if terms.legal_bases:
        part = section.add("Sect")
        story.subheading(LEGAL_BASES, part)
        heads_of_bases = [field_label("LegalBasis", name) for name in ("party", "dataset", "purpose", "article")]
        story.table(
            (*heads_of_bases, FURTHER_DETAILS),
            [_basis(story, terms, basis) for basis in terms.legal_bases],
            (13, 20, 22, 20, 25),
            part,
        )
    if terms.processing.controller or terms.processing.processor:
        part = section.add("Sect")
        story.subheading(PROCESSING, part)
        story.facts(fact_rows(terms, terms.processing, _PROCESSING), part)


def _purpose(story: Story, terms: Terms, purpose: Purpose) -> list[Say]:
    details: list[Say] = [purpose.description]
    if purpose.iri != "https://w3id.org/dpv#Purpose":
        details.append(story.joined((field_label("Purpose", "iri"), label_of_iri(purpose.iri)), ": "))
    if purpose.new_purpose:
        details.append(field_label("Purpose", "new_purpose"))
    if purpose.compatibility_test:
        details.append(story.joined((field_label("Purpose", "compatibility_test"), purpose.compatibility_test), ": "))
    datasets: Say = story.joined(names_of(terms.datasets, purpose.datasets)) if purpose.datasets else ALL_DATASETS
    return [purpose.name, story.joined(details, "\n"), datasets]


def _basis(story: Story, terms: Terms, basis: LegalBasis) -> list[Say]:
    articles = [reference for reference in (basis.article, basis.special) if reference]
    details: list[Say] = [basis.law, basis.interest]
    if basis.balancing_test or basis.balancing_test_date:
        test = story.joined((basis.balancing_test, basis.balancing_test_date))
        details.append(story.joined((label_of_field("LegalBasis", "balancing_test"), test), ": "))
    if basis.subject_is_contract_party:
        details.append(label_of_field("LegalBasis", "subject_is_contract_party"))
    if basis.offence_authority:
        details.append(story.joined((label_of_field("LegalBasis", "offence_authority"), basis.offence_authority), ": "))
    details.append(basis.note)
    return [
        party_name(terms, basis.party),
        names_of(terms.datasets, [basis.dataset])[0],
        names_of(terms.purposes, [basis.purpose])[0],
        (lambda language: ", ".join(article(reference, language) for reference in articles)) if articles else None,
        story.capitals(story.joined(details, "; ")),
    ]
