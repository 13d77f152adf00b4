"""The annexes of an agreement on paper: parties, purposes, datasets, measures, transfers, models and joint work.

An empty annex is left out; the numbers follow the position.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from datapact.base.texts import Message
from datapact.contract.terms import (
    Assessment,
    Dataset,
    Measure,
    Party,
    Terms,
    UseLimits,
)
from datapact.contract.terms.annexes import annexes_with_contents
from datapact.contract.terms.governance import GovernanceTerms
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.formatters import limit_of
from datapact.contract.vocabulary.labels import label_of_field, label_of_iri, word
from datapact.pdf.agreement.annex_purposes import add_purposes, add_transfers
from datapact.pdf.agreement.annex_words import contact_line, licenses_model, outcome_words, version_words, ways_to_reach
from datapact.pdf.agreement.remaining import add_remaining, remaining, shown_terms
from datapact.pdf.agreement.screening import dataset_facts, party_rows
from datapact.pdf.agreement.values import (
    capital,
    coded,
    country_name,
    datasets_of,
    fact_rows,
    field_label,
    party_name,
    titled,
    value_of,
)
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.tags import Element
from datapact.pdf.engine.wording import (
    AGREED_MEASURES,
    ANNEX,
    ANNEX_ARTEFACTS,
    ANNEX_DATASETS,
    ANNEX_MEASURES,
    ANNEX_MODELS,
    ANNEX_PARTIES,
    ANNEX_PURPOSES,
    ANNEX_REMAINING,
    ANNEX_TRANSFERS,
    ANNEX_USES,
    ASSESSMENTS,
    BREACH_CONTACTS,
    CATEGORIES,
    DATA_ACT,
    DATA_ITEM,
    EACH_PARTY,
    FURTHER_DETAILS,
    GOVERNANCE,
    INCIDENT_CONTACTS,
    ITEM_NUMBER,
    JOINT_CONTROL,
    LICENSED_MODEL,
    LICENSEE,
    LICENSOR,
    MEASURES,
    MILESTONES,
    MODELS,
    NOT_HELD,
    PARTY_CONTACTS,
    PRODUCTS,
    PROPERTIES,
    RESPONSIBLE,
    ROLES,
    ROLES_AI,
    TRADE_SECRETS,
    WORK,
    YES,
    filled,
)

_OF_SECRETS = (
    "secrecy_basis", "secrecy_bound", "health_access", "health_access_outcome", "health_access_conditions",
)  # fmt: skip
_DATA_ACT = (
    "route", "holder", "holder_name", "user", "user_name", "recipient", "product", "instrument", "instrument_reference", "instrument_date",
    "holder_contract", "user_contract_covers", "no_harmful_insights", "no_sharing_on", "no_extra_access_data", "erased_when_unneeded",
    "gatekeeper", "no_competing_product", "trade_secrets_identified", "trade_secret_measures", "fair_terms",
    "exclusive", "exclusivity_asked_by_user", "compensation", "price_basis", "price_at_direct_cost",
    "recipient_has_large_partner", "unilateral_terms", "unilateral_evidence", "small_manufacturer", "manufacturer_subcontracted",
    "manufacturer_medium_until", "processing_service", "user_title", "access", "security_limits", "several_users",
    "dispute_body",
)  # fmt: skip
_GOVERNANCE = (
    "public_data", "exclusive", "exclusive_months", "exclusive_reason", "exclusive_reviewed", "secure_environment",
    "intermediary", "intermediary_notified", "intermediary_own_use", "altruism", "altruism_registered", "general_interest",
)  # fmt: skip


def add_datasets(story: Story, terms: Terms, section: Element) -> None:
    """A heading, a table of facts and a table of items a dataset."""
    for number, dataset in enumerate(terms.datasets, start=1):
        part = section.add("Sect")
        title = story.joined((f"{number}.", dataset.name), " ")
        story.subheading(title, part, place=f"dataset.{dataset.key}", listed=True)
        story.facts(_facts_of_dataset(story, terms, dataset), part)
        if dataset.items:
            rows: list[list[AnyWords]] = [
                [str(index), item.name, story.joined([label_of_iri(iri) for iri in item.categories])]
                for index, item in enumerate(dataset.items, start=1)
            ]
            story.table((ITEM_NUMBER, DATA_ITEM, CATEGORIES), rows, (7, 52, 41), part, named=1)
        if dataset.data_contract.given():
            _add_schema(story, terms, dataset, section)
    if terms.data_act.applies:
        part = section.add("Sect")
        story.subheading(DATA_ACT, part)
        story.facts(fact_rows(terms, terms.data_act, _DATA_ACT), part)
        _add_products(story, terms, section)
    if terms.governance != GovernanceTerms():
        part = section.add("Sect")
        story.subheading(GOVERNANCE, part)
        story.facts(fact_rows(terms, terms.governance, _GOVERNANCE), part)


def _add_schema(story: Story, terms: Terms, dataset: Dataset, section: Element) -> None:
    """The technical schema of a dataset, with the digest of the file that it comes from."""
    bound = dataset.data_contract
    part = section.add("Sect")
    story.subheading(story.joined((field_label("Dataset", "data_contract"), dataset.name), ": "), part)
    named = ("name", "version", "sha256")
    story.facts([(field_label("DataContract", name), getattr(bound, name)) for name in named], part)
    if bound.columns:
        heads = ("name", "title", "kind", "required", "note")
        rows: list[list[AnyWords]] = [
            [one.name, one.title, one.kind, YES if one.required else "", one.note] for one in bound.columns
        ]
        story.table([field_label("SchemaField", name) for name in heads], rows, (24, 22, 14, 12, 28), part)


def _add_products(story: Story, terms: Terms, section: Element) -> None:
    """The list of products, and the trade secrets one by one with the measures that keep them."""
    act = terms.data_act
    if act.products:
        part = section.add("Sect")
        story.subheading(PRODUCTS, part)
        names = ("name", "identifier", "place")
        rows: list[list[AnyWords]] = [[getattr(product, name) for name in names] for product in act.products]
        story.table([field_label("ConnectedProduct", name) for name in names], rows, (36, 36, 28), part)
    if act.secrets:
        part = section.add("Sect")
        story.subheading(TRADE_SECRETS, part)
        secrets: list[list[AnyWords]] = [
            [
                secret.name,
                datasets_of(story, terms, secret.datasets),
                secret.owner,
                secret.measures,
            ]
            for secret in act.secrets
        ]
        heads = [field_label("TradeSecret", name) for name in ("name", "datasets", "owner", "measures")]
        story.table(heads, secrets, (26, 20, 18, 36), part)


def _facts_of_dataset(story: Story, terms: Terms, dataset: Dataset) -> list[tuple[AnyWords, AnyWords]]:
    def field(name: str, value: AnyWords) -> tuple[AnyWords, AnyWords]:
        return field_label("Dataset", name), value

    judgements = [
        story.joined((party_name(terms, entry.party), word("judgement", entry.judgement)), ": ")
        for entry in dataset.personal
    ]
    subjects: list[AnyWords] = [label_of_iri(iri) for iri in dataset.subjects]
    held, not_held = dataset_facts(story, terms, dataset)
    retention = dataset.retention
    return [
        field("description", dataset.description),
        (
            LICENSOR if licenses_model(terms) else field_label("Dataset", "provider"),
            party_name(terms, dataset.provider),
        ),
        (
            LICENSEE if licenses_model(terms) else field_label("Dataset", "recipients"),
            story.joined([party_name(terms, key) for key in dataset.recipients]),
        ),
        field("personal", story.joined(judgements, "; ")),
        field("subjects", story.capitals(story.joined([*subjects, dataset.subjects_note]))),
        (PROPERTIES, held),
        (NOT_HELD, not_held),
        field("origin", dataset.origin),
        field("original_purpose", dataset.original_purpose),
        *[(field_label("Dataset", name), value_of(terms, dataset, name)) for name in ("source_format", "volume")],
        *[field(name, value_of(terms, dataset, name)) for name in _OF_SECRETS],
        field("quality", dataset.quality),
        field("frequency", dataset.frequency),
        field("delivery", dataset.delivery),
        field("retention", (lambda language: capital(limit_of(retention, language))) if retention.given() else None),
        (field_label("Retention", "after_end"), retention.after_end),
        field("limits", _limits(story, dataset.limits)),
    ]


def _limits(story: Story, limits: UseLimits) -> AnyWords:
    """The limits of use as a list, one below the other; nothing where none is agreed."""

    def part(name: str, value: AnyWords) -> AnyWords:
        return story.joined((label_of_field("UseLimits", name), value), ": ") if value else None

    actions = story.joined([word("use_action", action) for action in limits.actions])
    places = story.joined([country_name(code) for code in limits.places])
    parts = [
        part("actions", actions),
        part("places", places),
        part("first", limits.first),
        part("last", limits.last),
        part("deliveries", str(limits.deliveries) if limits.deliveries is not None else None),
        label_of_field("UseLimits", "training") if limits.training else None,
    ]
    return story.joined(parts, "\n")


def _without_people(terms: Terms) -> bool:
    """Whether somebody said that no personal data is shared, so that no heading names the law on it."""
    return terms.facts.personal_data is False and not terms.is_personal()


def add_measures(story: Story, terms: Terms, section: Element) -> None:
    """A table of measures and one of assessments."""
    if terms.measures:
        part = section.add("Sect")
        story.subheading(AGREED_MEASURES if terms.licence.subject or _without_people(terms) else MEASURES, part)
        rows: list[list[AnyWords]] = [
            [
                coded("measure", measure.kind),
                measure.description,
                story.capitals(story.say(_bound_by(terms, measure))),
            ]
            for measure in terms.measures
        ]
        heads = (field_label("Measure", "kind"), field_label("Measure", "description"), field_label("Measure", "party"))
        story.table(heads, rows, (24, 58, 18), part)
    if terms.assessments:
        part = section.add("Sect")
        story.subheading(ASSESSMENTS, part)
        named = [field_label("Assessment", name) for name in ("kind", "party", "reference", "day")]
        assessed = [_assessment(story, terms, assessment) for assessment in terms.assessments]
        story.table((*named, FURTHER_DETAILS), assessed, (31, 14, 15, 18, 22), part)


def _bound_by(terms: Terms, measure: Measure) -> AnyWords:
    """Who owes a measure: the party that it names, else the processor, else each party in its own area."""
    if measure.party:
        return party_name(terms, measure.party)
    if terms.processing.processor:
        return party_name(terms, terms.processing.processor)
    return EACH_PARTY


def _assessment(story: Story, terms: Terms, assessment: Assessment) -> list[AnyWords]:
    reference = story.joined((assessment.reference, version_words(assessment.version)))
    details: list[AnyWords] = [titled(assessment.result), *outcome_words(story, "Assessment", "", assessment)]
    if assessment.residual_high_risk:
        details.append(field_label("Assessment", "residual_high_risk"))
    if assessment.review:
        details.append(story.joined((field_label("Assessment", "review"), assessment.review), ": "))
    return [
        coded("assessment", assessment.kind),
        party_name(terms, assessment.party),
        reference,
        assessment.day,
        story.joined(details, "\n"),
    ]


# Facts that the clauses do not word; what is worded there, or given elsewhere, is not said twice.
_MODELS = (
    "high_risk_use", "high_risk_annex", "annex_iii_point", "high_risk_excepted", "real_world_testing", "bias_correction",
    "bias_data_shared", "bias_data_deleted", "open_source", "general_purpose", "systemic_risk", "placed_on_market",
    "third_party_content", "impact_assessment_required",
)  # fmt: skip


def add_models(story: Story, terms: Terms, section: Element) -> None:
    """Facts about models, roles under the AI Act, and the terms of the project."""
    models, pilot = terms.models, terms.pilot
    if models.applies:
        part = section.add("Sect")
        licensed = licenses_model(terms)  # whose weights are the licensor's; the text says who keeps derived ones
        story.subheading(LICENSED_MODEL if licensed else MODELS, part)
        holders = None if licensed else story.joined([party_name(terms, key) for key in models.weights_kept_by])
        story.facts(
            [(field_label("ModelTerms", "weights_kept_by"), holders), *fact_rows(terms, models, _MODELS)], part, 0.33
        )
        if models.act_roles:
            story.subheading(ROLES_AI, part)
            roles: list[list[AnyWords]] = [
                [party_name(terms, entry.party), coded("act_role", entry.role)] for entry in models.act_roles
            ]
            story.table(
                (field_label("ActRoleOfParty", "party"), field_label("ActRoleOfParty", "role")), roles, (33, 67), part
            )
    if pilot.work_of or pilot.milestones:
        part = section.add("Sect")
        if pilot.work_of:
            story.subheading(WORK, part)
            work: list[list[AnyWords]] = [[party_name(terms, entry.party), entry.work] for entry in pilot.work_of]
            story.table((field_label("PartyWork", "party"), field_label("PartyWork", "work")), work, (33, 67), part)
        if pilot.milestones:
            story.subheading(MILESTONES, part)
            names = ("name", "day", "criterion", "note")[: 4 if any(stone.note for stone in pilot.milestones) else 3]
            heads = [field_label("Milestone", name) for name in names]
            stones: list[list[AnyWords]] = [[getattr(stone, name) for name in names] for stone in pilot.milestones]
            story.table(heads, stones, (28, 20, 34, 18)[: len(names)], part)


def add_parties(story: Story, terms: Terms, section: Element) -> None:
    """Facts of every party, then roles, breach contacts and joint obligations as tables."""
    for party in terms.parties:
        part = section.add("Sect")
        story.subheading(party.name, part)
        story.facts(_facts_of_party(story, terms, party), part, 0.33, together=True)
    if terms.activities:
        _add_roles(story, terms, section)
    if terms.breach.contacts:
        part = section.add("Sect")
        story.subheading(INCIDENT_CONTACTS if _without_people(terms) else BREACH_CONTACTS, part)
        rows: list[list[AnyWords]] = [
            [party_name(terms, entry.party), entry.contact.name, ways_to_reach(entry.contact)]
            for entry in terms.breach.contacts
        ]
        heads = (field_label("BreachContact", "party"), field_label("Contact", "name"), PARTY_CONTACTS)
        story.table(heads, rows, (25, 30, 45), part)
    _add_joint(story, terms, section)


def _facts_of_party(story: Story, terms: Terms, party: Party) -> list[tuple[AnyWords, AnyWords]]:
    def field(name: str, value: AnyWords) -> tuple[AnyWords, AnyWords]:
        return field_label("Party", name), value

    address = party.address
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    located: list[AnyWords] = [part for part in (address.street, town, address.region) if part]
    return [
        field("short_name", party.short_name),
        field("kind", value_of(terms, party, "kind")),
        field("legal_form", party.legal_form),
        *party_rows(terms, party),
        field(
            "registration", ", ".join(part for part in (party.registration.court, party.registration.number) if part)
        ),
        (field_label("Registration", "general_partner"), party.registration.general_partner),
        field("address", story.joined([*located, country_name(address.country)]) if located else None),
        field("tax_id", party.tax_id),
        field("size", value_of(terms, party, "size")),
        *fact_rows(terms, party, ("enterprise", "non_profit_research", "public_services", "essential_entity")),
        field("contact", contact_line(party.contact)),
        field("dpo", contact_line(party.dpo)),
        field("representative", contact_line(party.representative)),
        field("signing_rule", None if party.acts_itself() else coded("signing_rule", party.signing_rule)),
    ]


def _add_roles(story: Story, terms: Terms, section: Element) -> None:
    part = section.add("Sect")
    story.subheading(ROLES, part)
    rows: list[list[AnyWords]] = []
    for activity in terms.activities:
        roles = [
            story.joined((party_name(terms, entry.party), coded("role", entry.role)), ": ") for entry in activity.roles
        ]
        datasets = datasets_of(story, terms, activity.datasets)
        rows.append([activity.name, activity.description, datasets, story.joined(roles, "\n")])
    heads = [field_label("Activity", name) for name in ("name", "description", "datasets", "roles")]
    story.table(heads, rows, (23, 28, 20, 29), part)


def _add_joint(story: Story, terms: Terms, section: Element) -> None:
    joint = terms.joint
    rows: list[list[AnyWords]] = [
        [coded("topic", entry.topic), party_name(terms, entry.party)] for entry in joint.topics
    ]
    rows += [[coded("right", entry.right), party_name(terms, entry.party)] for entry in joint.rights]
    if joint.notices_owner:
        rows.append([field_label("Joint", "notices_owner"), party_name(terms, joint.notices_owner)])
    if contact_line(joint.contact_point):
        rows.append([field_label("Joint", "contact_point"), contact_line(joint.contact_point)])
    if rows:
        part = section.add("Sect")
        story.subheading(JOINT_CONTROL, part)
        story.table((field_label("TopicOwner", "topic"), RESPONSIBLE), rows, (65, 35), part)


type Annex = tuple[str, Message, Callable[[Story, Terms, Element], None]]

_ANNEXES: tuple[Annex, ...] = (
    ("datasets", ANNEX_DATASETS, add_datasets),
    ("purposes", ANNEX_PURPOSES, add_purposes),
    ("measures", ANNEX_MEASURES, add_measures),
    ("models", ANNEX_MODELS, add_models),
    ("transfers", ANNEX_TRANSFERS, add_transfers),
    ("parties", ANNEX_PARTIES, add_parties),
)


_OF_A_MODEL: Mapping[str, Message] = {"datasets": ANNEX_ARTEFACTS, "purposes": ANNEX_USES}
"""Titles of annexes in the licence of a model, whose datasets are its artefacts."""


def add_annexes(story: Story, agreement: AgreementDocument) -> None:
    """All annexes that have contents."""
    number = 0
    titles = _OF_A_MODEL if licenses_model(agreement.terms) else {}
    present = annexes_with_contents(agreement.terms)
    for name, title, add in _ANNEXES:
        if name in present:
            number += 1
            heading = filled(ANNEX, number=number, title=titles.get(name, title))
            add(story, agreement.terms, story.section(heading, place=f"annex.{name}"))
    shown = shown_terms(agreement.clauses)
    if remaining(agreement.terms, shown):
        heading = filled(ANNEX, number=number + 1, title=ANNEX_REMAINING)
        add_remaining(story, agreement.terms, shown, story.section(heading, place="annex.remaining"))
