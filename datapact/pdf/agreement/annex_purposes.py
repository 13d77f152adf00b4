"""The annexes on purposes, legal bases, notices to data subjects, transfers and further processors."""

from __future__ import annotations

from datapact.contract.terms import (
    ConsentTerms,
    LegalBasis,
    NoticeToSubjects,
    Purpose,
    SubProcessor,
    Terms,
    Transfer,
)
from datapact.contract.text.formatters import article, citation_of
from datapact.contract.vocabulary.labels import label_of_field, label_of_iri, word
from datapact.pdf.agreement.annex_words import contact_line, licenses_model, outcome_words, version_words
from datapact.pdf.agreement.values import (
    coded,
    country_name,
    datasets_of,
    fact_rows,
    field_label,
    names_of,
    party_name,
    titled,
    value_of,
)
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.wording import (
    ALL_ARTEFACTS,
    ALL_DATASETS,
    ANNEX_ARTEFACTS,
    CONSENT,
    DETAILS_OF,
    FORBIDDEN_PURPOSES,
    FORBIDDEN_USES,
    FURTHER_DETAILS,
    LEGAL_BASES,
    LEGAL_BASES_TOLD,
    NOTICES,
    PERMITTED_USES,
    PURPOSES,
    SUB_PROCESSORS,
    TRANSFERS,
    USE,
    YES,
    filled,
)


def add_purposes(story: Story, terms: Terms, section: Element) -> None:
    """Tables of purposes, forbidden purposes, legal bases, and the facts of processing on behalf."""
    model = licenses_model(terms)
    titles = (PERMITTED_USES, FORBIDDEN_USES) if model else (PURPOSES, FORBIDDEN_PURPOSES)
    for title, forbidden in zip(titles, (False, True), strict=True):
        chosen = [purpose for purpose in terms.purposes if purpose.prohibited == forbidden]
        if chosen:
            part = section.add("Sect")
            story.subheading(title, part)
            heads = (
                USE if model else field_label("LegalBasis", "purpose"),
                field_label("Purpose", "description"),
                ANNEX_ARTEFACTS if model else field_label("Purpose", "datasets"),
            )
            story.table(heads, [_purpose(story, terms, purpose) for purpose in chosen], (28, 47, 25), part)
    if terms.legal_bases:
        part = section.add("Sect")
        story.subheading(LEGAL_BASES_TOLD if terms.processing.processor else LEGAL_BASES, part)
        heads_of_bases = [field_label("LegalBasis", name) for name in ("party", "dataset", "purpose", "article")]
        story.table(
            (*heads_of_bases, FURTHER_DETAILS),
            [_basis(story, terms, basis) for basis in terms.legal_bases],
            (13, 20, 22, 20, 25),
            part,
        )
    _add_notices(story, terms, section)


def _purpose(story: Story, terms: Terms, purpose: Purpose) -> list[AnyWords]:
    details: list[AnyWords] = [purpose.description]
    if purpose.iri != "https://w3id.org/dpv#Purpose":
        details.append(story.joined((field_label("Purpose", "iri"), label_of_iri(purpose.iri)), ": "))
    if purpose.new_purpose:
        details.append(field_label("Purpose", "new_purpose"))
    elif purpose.new_purpose is False:
        details.append(story.joined((field_label("Purpose", "new_purpose"), word("unilateral", "no")), ": "))
    if purpose.scientific_research:
        details.append(field_label("Purpose", "scientific_research"))
    if purpose.compatibility_test:
        details.append(story.joined((field_label("Purpose", "compatibility_test"), purpose.compatibility_test), ": "))
    details += outcome_words(story, "Purpose", "compatibility_", purpose)
    if purpose.further_notice:
        details.append(story.joined((field_label("Purpose", "further_notice"), titled(purpose.further_notice)), ": "))
    every = ALL_ARTEFACTS if licenses_model(terms) else ALL_DATASETS
    datasets = datasets_of(story, terms, purpose.datasets, every)
    return [purpose.name, story.joined(details, "\n"), datasets]


def _basis(story: Story, terms: Terms, basis: LegalBasis) -> list[AnyWords]:
    articles = [reference for reference in (basis.article, basis.special) if reference]
    details: list[AnyWords] = [
        word("operation", basis.operation) if basis.operation else None,
        _cited(basis.law),
        basis.interest,
    ]
    if basis.balancing_test or basis.balancing_test_date:
        test = story.joined((basis.balancing_test, basis.balancing_test_date))
        details.append(story.joined((label_of_field("LegalBasis", "balancing_test"), test), ": "))
    details += outcome_words(story, "LegalBasis", "balancing_", basis)
    if basis.subject_is_contract_party:
        details.append(label_of_field("LegalBasis", "subject_is_contract_party"))
    if basis.outside_public_tasks:
        details.append(label_of_field("LegalBasis", "outside_public_tasks"))
    if basis.offence_authority:
        authority = _cited(basis.offence_authority)
        details.append(story.joined((label_of_field("LegalBasis", "offence_authority"), authority), ": "))
    details.append(basis.note)
    return [
        party_name(terms, basis.party),
        names_of(terms.datasets, [basis.dataset])[0],
        names_of(terms.purposes, [basis.purpose])[0],
        (lambda language: ", ".join(article(reference, language) for reference in articles)) if articles else None,
        story.capitals(story.joined(details, "; ")),
    ]


def _cited(text: str) -> AnyWords:
    """A German citation, in each language as its readers write it; nothing for none."""
    return (lambda language: citation_of(text, language)) if text else None


_CONSENT = (
    "records", "purposes_named", "controllers_named", "explicit", "withdrawal", "refresh_months", "oldest",
    "online_service", "age_country", "parental",
)  # fmt: skip
_NOTICE = ("exemption", "within_month", "recipients_named", "categories_and_source", "transfers_named")


def _add_notices(story: Story, terms: Terms, section: Element) -> None:
    """The notices that data subjects get, and what is agreed on consents."""
    if terms.notices:
        part = section.add("Sect")
        story.subheading(NOTICES, part)
        heads = [field_label("NoticeToSubjects", name) for name in ("party", "article", "reference", "datasets")]
        rows = [_notice(story, terms, notice) for notice in terms.notices]
        story.table((*heads, FURTHER_DETAILS), rows, (14, 22, 22, 17, 25), part)
    if terms.consent != ConsentTerms():
        part = section.add("Sect")
        story.subheading(CONSENT, part)
        story.facts(fact_rows(terms, terms.consent, _CONSENT), part, 0.4)


def _notice(story: Story, terms: Terms, notice: NoticeToSubjects) -> list[AnyWords]:
    said = [(label_of_field("NoticeToSubjects", name), value_of(terms, notice, name)) for name in _NOTICE]
    reference = story.joined((titled(notice.reference), version_words(notice.version), notice.day))
    return [
        party_name(terms, notice.party),
        coded("notice_article", notice.article),
        reference,
        datasets_of(story, terms, notice.datasets),
        story.joined(
            [
                story.capitals(story.joined((label, None if value is YES else value), ": "))
                for label, value in said
                if value
            ],
            "\n",
        ),
    ]


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
        for transfer in terms.transfers:
            details = [fact for fact in fact_rows(terms, transfer, _TRANSFER) if fact[1] is not None]
            if details:
                inner = part.add("Sect")
                story.subheading(filled(DETAILS_OF, name=transfer.importer), inner)
                story.facts(details, inner, 0.4)
    if terms.sub_processors:
        part = section.add("Sect")
        story.subheading(SUB_PROCESSORS, part)
        columns = [
            field_label("SubProcessor", name) for name in ("name", "address", "service", "engaged_by", "contract_date")
        ]
        rows = [_sub_processor(story, terms, other) for other in terms.sub_processors]
        story.table(columns, rows, (22, 25, 18, 15, 20), part)


_TRANSFER = (
    "assessment_outcome", "assessment_conditions",
    "scope", "frequency", "sensitive_safeguards", "authority", "governing_law", "courts", "derogation", "necessity",
    "necessity_outcome", "necessity_conditions",
    "authority_informed", "docking", "redress", "law_option", "adds_own_data", "importer_under_gdpr", "uk_safeguard", "official_text",
)  # fmt: skip


def _transfer(story: Story, terms: Terms, transfer: Transfer) -> list[AnyWords]:
    mechanism: list[AnyWords] = [coded("mechanism", transfer.mechanism)] if transfer.mechanism else []
    if transfer.module:
        mechanism.append(coded("module", transfer.module))
    country = story.say(country_name(transfer.country))
    if transfer.remote_access:
        country = story.joined((country, field_label("Transfer", "remote_access")))
    return [
        transfer.importer,
        country,
        datasets_of(story, terms, transfer.datasets),
        story.joined(mechanism, "; "),
        story.joined((transfer.assessment, transfer.assessment_date)),
    ]


def _sub_processor(story: Story, terms: Terms, other: SubProcessor) -> list[AnyWords]:
    obligations = field_label("SubProcessor", "same_duties") if other.same_duties else None
    return [
        other.name,
        story.joined((story.joined((other.address, country_name(other.country))), contact_line(other.contact)), "\n"),
        other.service,
        party_name(terms, other.engaged_by),
        story.joined((other.contract_date, obligations), "; "),
    ]
