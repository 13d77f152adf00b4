"""Looks of compliance records: icon, word and tone of a state, and choices with their names."""

from __future__ import annotations

from collections.abc import Mapping

from datapact.base.texts import N_, Message, current_language
from datapact.consent.facts.facts import BasisRecord
from datapact.consent.matrix.question_form import Choice
from datapact.consent.views.compliance_record_list import ARTICLES, STATES, FileLine, Kind, State
from datapact.contract.text.formatters import article
from datapact_ui.kit.theme.colours import Tone

KINDS: Mapping[Kind, tuple[str, str, str]] = {
    # of many, icon, the button that adds one
    "legal_basis": (N_("Legal bases"), "terms", N_("Add a legal basis …")),
    "authorisation": (N_("Permissions and requests"), "key", N_("Add a permission …")),
    "fact_on_file": (N_("Facts"), "attachment", N_("Add a fact …")),
    "purpose_link": (N_("Agreed purposes"), "agreements", N_("Record what a purpose covers …")),
}

STATE_LOOKS: Mapping[State, tuple[str, Tone]] = {
    "in_force": ("in-force", "good"),
    "review": ("warning", "warn"),
    "later": ("time", "info"),
    "void": ("warning", "warn"),
    "ended": ("expired", "neutral"),
    "revoked": ("declined", "bad"),
}


def state_badge(line: FileLine) -> tuple[str, str, Tone]:
    """Icon, word and tone of a record's state."""
    picture, tone = STATE_LOOKS[line.state]
    return picture, str(Message(STATES[line.state])), tone


def article_words(reference: str, names: Mapping[str, str] = ARTICLES) -> str:
    """``6(1)(f)`` as the article in the reader's language, with its name."""
    return f"{article(reference, current_language())} – {Message(names[reference])}"


def article_choices(names: Mapping[str, str]) -> tuple[Choice, ...]:
    """Articles to choose from."""
    return tuple(Choice(one, article_words(one, names)) for one in names)


def what_words(line: FileLine) -> str:
    """Article or sort of a record, in words."""
    part = line.part
    return article_words(part.article) if isinstance(part, BasisRecord) and part.article in ARTICLES else str(line.what)
