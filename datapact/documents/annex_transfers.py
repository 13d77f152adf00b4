"""Annex: transfers to countries outside the EEA, and sub-processors."""

from __future__ import annotations

from datapact.agreements.terms import SubProcessor, Terms, Transfer
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import coded, country_name, field_label, names_of, party_name
from datapact.documents.wording import ALL_DATASETS, SUB_PROCESSORS, TRANSFERS


def add_transfers(story: Story, terms: Terms, section: Element) -> None:
    """A table of transfers and one of sub-processors."""
    if terms.transfers:
        part = section.add("Sect")
        story.subheading(TRANSFERS, part)
        heads = [
            field_label("Transfer", name) for name in ("importer", "country", "datasets", "mechanism", "assessment")
        ]
        story.table(
            heads, [_transfer(story, terms, transfer) for transfer in terms.transfers], (20, 15, 17, 28, 20), part
        )
    if terms.sub_processors:
        part = section.add("Sect")
        story.subheading(SUB_PROCESSORS, part)
        columns = [
            field_label("SubProcessor", name) for name in ("name", "address", "service", "engaged_by", "contract_date")
        ]
        rows = [_sub_processor(story, terms, other) for other in terms.sub_processors]
        story.table(columns, rows, (22, 25, 18, 15, 20), part)


def _transfer(story: Story, terms: Terms, transfer: Transfer) -> list[Say]:
    mechanism: list[Say] = [coded("mechanism", transfer.mechanism)] if transfer.mechanism else []
    if transfer.module:
        mechanism.append(coded("module", transfer.module))
    country = story.say(country_name(transfer.country))
    if transfer.remote_access:
        country = story.joined((country, field_label("Transfer", "remote_access")))
    return [
        transfer.importer,
        country,
        story.joined(names_of(terms.datasets, transfer.datasets)) if transfer.datasets else ALL_DATASETS,
        story.joined(mechanism, "; "),
        story.joined((transfer.assessment, transfer.assessment_date)),
    ]


def _sub_processor(story: Story, terms: Terms, other: SubProcessor) -> list[Say]:
    duties = field_label("SubProcessor", "same_duties") if other.same_duties else None
    return [
        other.name,
        story.joined((other.address, country_name(other.country))),
        other.service,
        party_name(terms, other.engaged_by),
        story.joined((other.contract_date, duties), "; "),
    ]
