"""Words that several annexes share: contacts, versions of texts, what documents came to."""

from __future__ import annotations

from datapact.contract.terms import (
    Contact,
    Term,
    Terms,
)
from datapact.pdf.agreement.values import (
    coded,
    field_label,
)
from datapact.pdf.engine.composer import AnyWords, Story
from datapact.pdf.engine.wording import (
    VERSION_NUMBER,
    filled,
)


def version_words(text: str) -> AnyWords:
    """A version with the word before it; nothing where none is stated."""
    return filled(VERSION_NUMBER, version=text) if text else None


def outcome_words(story: Story, holder: str, stem: str, term: Term) -> list[AnyWords]:
    """The outcome of a named document, and its conditions; nothing where nobody has chosen it."""
    outcome, conditions = getattr(term, f"{stem}outcome"), getattr(term, f"{stem}conditions")
    found: list[AnyWords] = []
    if outcome:
        found.append(story.joined((field_label(holder, f"{stem}outcome"), coded("outcome", outcome)), ": "))
    if conditions:
        found.append(story.joined((field_label(holder, f"{stem}conditions"), conditions), ": "))
    return found


def contact_line(contact: Contact) -> str:
    """Name, e-mail address and telephone number on one line, as far as given."""
    return ", ".join(part for part in (contact.name, contact.email, contact.phone) if part)


def ways_to_reach(contact: Contact) -> str:
    """E-mail address and telephone number on one line, as far as given."""
    return ", ".join(part for part in (contact.email, contact.phone) if part)


def licenses_model(terms: Terms) -> bool:
    """Whether the licence is for a model."""
    return terms.licence.subject == "model"
