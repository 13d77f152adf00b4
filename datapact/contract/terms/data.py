"""Datasets, purposes, legal bases and retention, with W3C DPV terms by IRI."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from datapact.contract.terms.base import (
    EMPTY,
    Country,
    Day,
    Fact,
    Identifier,
    Iri,
    Line,
    Localised,
    Months,
    Outcome,
    Plain,
    Term,
)

type Judgement = Literal["personal", "pseudonymous", "anonymous", "not_personal"]
# Sections 203 StGB; 35 SGB I; 30 AO; 16 BStatG; hospital acts of the Länder; 393 SGB V (cloud); 3 TDDDG.
type Secrecy = Literal["professional", "social", "tax", "statistical", "hospital", "health_cloud", "telecommunications"]


class DataItem(Term):
    """A field or kind of data in a dataset; ``categories`` are DPV ``pd`` or technical IRIs."""

    name: Localised
    categories: tuple[Iri, ...] = ()


class PersonalFor(Term):
    """Whether the data is personal for one party (judged per party, C-413/23 P)."""

    party: Identifier
    judgement: Judgement


class Retention(Term):
    """How long a dataset may be kept: months, or a criterion in words; then its fate."""

    months: Months | None = None
    criterion: Localised = EMPTY
    fate: Literal["", "delete", "return", "archive", "anonymise"] = ""
    fate_note: Localised = EMPTY
    after_end: Localised = (
        EMPTY  # ground on which the data may be kept beyond the end of the agreement; empty: it may not
    )

    def given(self) -> bool:
        return self.months is not None or self.criterion.given()


type UseAction = Literal[
    "share", "train", "fine_tune", "test", "remote_access", "derive", "link", "publish", "license_model"
]


class UseLimits(Term):
    """Limits of the use of a dataset beyond its purposes; what is not given is not limited."""

    actions: tuple[
        UseAction, ...
    ] = ()  # only these; none: deriving, linking, publishing, licensing are not permitted yet
    places: tuple[Country, ...] = ()  # where the recipients may hold it
    first: Day | None = None  # both included
    last: Day | None = None
    deliveries: int | None = Field(default=None, ge=0, le=100_000)  # at most, to each recipient
    training: bool = False  # the recipient's people are trained before they get access


class SchemaField(Term):
    """A field of a technical schema, as its file names it; one inside another with a dot between."""

    name: Line
    title: Line = ""  # what people call it
    kind: Line = ""  # its type, such as number
    required: bool = False
    note: Plain = ""


class DataContract(Term):
    """The technical schema of a dataset: a file of the Open Data Contract Standard, bound by its digest."""

    name: Line = ""
    version: Line = ""
    sha256: Line = ""  # of the file, 64 hex digits
    columns: tuple[SchemaField, ...] = Field(default=(), max_length=2000)

    def given(self) -> bool:
        return self != DataContract()


class Dataset(Term):
    key: Identifier
    name: Localised
    description: Localised = EMPTY
    provider: Identifier
    recipients: tuple[Identifier, ...] = ()
    items: tuple[DataItem, ...] = ()
    personal: tuple[PersonalFor, ...] = ()
    subjects: tuple[Iri, ...] = ()
    subjects_note: Localised = EMPTY
    special_categories: Fact = None
    offence_data: Fact = None
    secret: Fact = None  # under statutory secrecy, such as s. 203 StGB
    secrecies: tuple[Secrecy, ...] = ()  # which of them
    children: Fact = None
    employees: Fact = None
    pseudonymised: bool = False
    reidentification_banned: bool = False
    product_data: Fact = None
    terminal_equipment: Fact = None  # read from terminal equipment or a connected product (s. 25 TDDDG)
    trade_secrets: Fact = None
    origin: Localised = EMPTY
    original_purpose: Localised = EMPTY
    source_format: Line = ""
    volume: Line = ""
    frequency: Localised = EMPTY
    delivery: Localised = EMPTY
    retention: Retention = Retention()
    limits: UseLimits = UseLimits()
    secrecy_basis: Line = (
        ""  # provision on which secret data may be disclosed, or under which a release counts (check S01)
    )
    secrecy_bound: Localised = EMPTY  # how assisting persons are bound to secrecy (check S01)
    quality: Localised = EMPTY  # what is agreed on completeness, accuracy, timeliness, and known defects
    data_contract: DataContract = DataContract()
    health_access: Line = ""  # data permit, secure processing environment or basis for health data (checks S02, S03)
    health_access_outcome: Outcome = ""
    health_access_conditions: Line = ""

    def personal_for(self, party: str) -> Judgement:
        """The judgement recorded for ``party``; a party without one holds what the others were judged to hold."""
        for entry in self.personal:
            if entry.party == party:
                return entry.judgement
        return "personal" if self.is_personal() else "not_personal"

    def is_personal(self) -> bool:
        """True when any party holds it as personal data."""
        return any(entry.judgement in ("personal", "pseudonymous") for entry in self.personal)


class Purpose(Term):
    key: Identifier
    name: Localised
    iri: Iri = "https://w3id.org/dpv#Purpose"
    description: Localised = EMPTY
    datasets: tuple[Identifier, ...] = ()  # empty: all
    new_purpose: Fact = None  # other than the one the data was collected for; not answered is not no
    compatibility_test: Line = ""
    compatibility_outcome: Outcome = ""
    compatibility_conditions: Line = ""  # on which it carries the use
    further_notice: Line = ""  # notice of the new purpose given to data subjects (Art. 13(3), 14(4) GDPR; check G10)
    scientific_research: bool = False
    prohibited: bool = False


class LegalBasis(Term):
    """The basis of one controller for one dataset and purpose, by article of the GDPR."""

    party: Identifier
    dataset: Identifier
    purpose: Identifier
    article: Literal["", "6(1)(a)", "6(1)(b)", "6(1)(c)", "6(1)(d)", "6(1)(e)", "6(1)(f)"] = ""
    special: Literal[
        "", "9(2)(a)", "9(2)(b)", "9(2)(c)", "9(2)(d)", "9(2)(e)", "9(2)(f)", "9(2)(g)", "9(2)(h)", "9(2)(i)", "9(2)(j)"
    ] = ""
    law: Line = ""
    interest: Localised = EMPTY
    balancing_test: Line = ""
    balancing_test_date: Day | None = None
    balancing_outcome: Outcome = ""
    balancing_conditions: Line = ""
    outside_public_tasks: bool = False  # a public authority that does not act in performance of its tasks (check G08)
    subject_is_contract_party: bool = False
    offence_authority: Line = ""
    note: Plain = ""
    operation: Literal["", "disclosure", "use"] = ""  # providing the data to another, or one's own use of it
