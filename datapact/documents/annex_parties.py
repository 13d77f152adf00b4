"""Annex: the parties in full, their contacts, their roles by activity, and who is responsible for what."""

from __future__ import annotations

from datapact.agreements.terms import Contact, Party, Terms
from datapact.documents.story import Say, Story
from datapact.documents.tags import Element
from datapact.documents.values import coded, country_name, field_label, names_of, party_name, value_of
from datapact.documents.wording import (
    ALL_DATASETS,
    BREACH_CONTACTS,
    JOINT_CONTROL,
    PARTY_CONTACTS,
    RESPONSIBLE,
    ROLES,
)


def add_parties(story: Story, terms: Terms, section: Element) -> None:
    """Facts of every party, then roles, breach contacts and joint duties as tables."""
    for party in terms.parties:
        part = section.add("Sect")
        story.subheading(party.name, part)
        story.facts(_facts(story, terms, party), part, 0.33)
    if terms.activities:
        _add_roles(story, terms, section)
    if terms.breach.contacts:
        part = section.add("Sect")
        story.subheading(BREACH_CONTACTS, part)
        rows: list[list[Say]] = [
            [party_name(terms, entry.party), entry.contact.name, _ways(entry.contact)]
            for entry in terms.breach.contacts
        ]
        heads = (field_label("BreachContact", "party"), field_label("Contact", "name"), PARTY_CONTACTS)
        story.table(heads, rows, (25, 30, 45), part)
    _add_joint(story, terms, section)


def _facts(story: Story, terms: Terms, party: Party) -> list[tuple[Say, Say]]:
    def field(name: str, value: Say) -> tuple[Say, Say]:
        return field_label("Party", name), value

    address = party.address
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    located: list[Say] = [part for part in (address.street, town, address.region) if part]
    return [
        field("short_name", party.short_name),
        field("kind", value_of(terms, party, "kind")),
        field("legal_form", party.legal_form),
        field(
            "registration", ", ".join(part for part in (party.registration.court, party.registration.number) if part)
        ),
        field("address", story.joined([*located, country_name(address.country)]) if located else None),
        field("tax_id", party.tax_id),
        field("size", value_of(terms, party, "size")),
        field("contact", contact_line(party.contact)),
        field("dpo", contact_line(party.dpo)),
        field("signing_rule", coded("signing_rule", party.signing_rule)),
    ]


def contact_line(contact: Contact) -> str:
    """Name, e-mail address and telephone number on one line, as far as given."""
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)


def _ways(contact: Contact) -> str:
    return ", ".join(part for part in (contact.email, contact.phone) if part)


def _add_roles(story: Story, terms: Terms, section: Element) -> None:
    part = section.add("Sect")
    story.subheading(ROLES, part)
    rows: list[list[Say]] = []
    for activity in terms.activities:
        roles = [
            story.joined((party_name(terms, entry.party), coded("role", entry.role)), ": ") for entry in activity.roles
        ]
        about = story.joined((activity.name, activity.description), "\n")
        datasets: Say = story.joined(names_of(terms.datasets, activity.datasets)) if activity.datasets else ALL_DATASETS
        rows.append([about, datasets, story.joined(roles, "\n")])
    heads = [field_label("Activity", name) for name in ("name", "datasets", "roles")]
    story.table(heads, rows, (38, 26, 36), part)


def _add_joint(story: Story, terms: Terms, section: Element) -> None:
    joint = terms.joint
    rows: list[list[Say]] = [[coded("topic", entry.topic), party_name(terms, entry.party)] for entry in joint.topics]
    rows += [[coded("right", entry.right), party_name(terms, entry.party)] for entry in joint.rights]
    if joint.notices_owner:
        rows.append([field_label("Joint", "notices_owner"), party_name(terms, joint.notices_owner)])
    if contact_line(joint.contact_point):
        rows.append([field_label("Joint", "contact_point"), contact_line(joint.contact_point)])
    if rows:
        part = section.add("Sect")
        story.subheading(JOINT_CONTROL, part)
        story.table((field_label("TopicOwner", "topic"), RESPONSIBLE), rows, (65, 35), part)
