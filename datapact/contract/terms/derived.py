"""Facts that follow from the terms, for conditions in templates: ``has.personal``, ``has.transfers``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from datapact.base.texts import Language
from datapact.contract.terms import Terms, UseLimits, known_facts


@dataclass(frozen=True, slots=True)
class Setting:
    """The data that conditions may read: the terms, the languages of the agreement, and which of them prevails."""

    terms: Terms
    """As answered so far."""
    languages: Sequence[Language]
    """One or both."""
    prevailing: Language
    """One of ``languages``."""


STANDING: Mapping[str, Callable[[Terms], bool]] = {
    "personal": lambda terms: terms.is_personal(),
    "special_categories": lambda terms: any(
        known_facts.special_categories(dataset).value for dataset in terms.datasets
    ),
    "employees": lambda terms: any(known_facts.employees(dataset).value for dataset in terms.datasets),
    "children": lambda terms: any(known_facts.children(dataset).value for dataset in terms.datasets),
    "pseudonymised": lambda terms: any(dataset.pseudonymised for dataset in terms.datasets),
    "pseudonyms": lambda terms: any(
        dataset.pseudonymised or any(entry.judgement == "pseudonymous" for entry in dataset.personal)
        for dataset in terms.datasets
    ),
    "reidentification_banned": lambda terms: any(dataset.reidentification_banned for dataset in terms.datasets),
    "trade_secrets": lambda terms: any(known_facts.trade_secrets(dataset).value for dataset in terms.datasets),
    "terminal_equipment": lambda terms: any(dataset.terminal_equipment for dataset in terms.datasets),
    "consent": lambda terms: any(basis.article == "6(1)(a)" for basis in terms.legal_bases),
    "legitimate_interest": lambda terms: any(basis.article == "6(1)(f)" for basis in terms.legal_bases),
    "public_task": lambda terms: any(basis.article == "6(1)(e)" for basis in terms.legal_bases),
    "research_purpose": lambda terms: any(purpose.scientific_research for purpose in terms.purposes),
    "any_consent": lambda terms: any(
        basis.article == "6(1)(a)" or basis.special == "9(2)(a)" for basis in terms.legal_bases
    ),
    "offence_data": lambda terms: any(known_facts.offence_data(dataset).value for dataset in terms.datasets),
    "limits": lambda terms: any(dataset.limits != UseLimits() for dataset in terms.datasets),
    "joint_controllers": lambda terms: joint_controllers(terms),
    "processor": lambda terms: _role(terms, "processor"),
    "several_controllers": lambda terms: _several_controllers(terms),
    "several_parties": lambda terms: len(terms.parties) > 2,
    "public_body": lambda terms: bool(known_facts.public_bodies(terms)),
    "public_form": lambda terms: bool(terms.facts.public_form) and not known_facts.no_public_form(terms),
    "transfers": lambda terms: bool(terms.transfers),
    "standard_clauses": lambda terms: any(transfer.mechanism == "46(2)(c)" for transfer in terms.transfers),
    "dpia": lambda terms: any(entry.kind == "dpia" for entry in terms.assessments),
    "prohibited_purposes": lambda terms: any(purpose.prohibited for purpose in terms.purposes),
}


def joint_controllers(terms: Terms) -> bool:
    """Whether a party is a joint controller in an activity (Art. 26 GDPR)."""
    return _role(terms, "joint_controller")


def _several_controllers(terms: Terms) -> bool:
    """One processor works for all other parties, each of which is a controller."""
    others = {party.key for party in terms.parties} - {terms.processing.processor}
    controllers = {
        entry.party
        for one in terms.activities
        for entry in one.roles
        if entry.role in ("controller", "joint_controller")
    }
    return bool(terms.processing.processor) and len(others) > 1 and others <= controllers


def _role(terms: Terms, role: str) -> bool:
    return any(entry.role == role for activity in terms.activities for entry in activity.roles)


# Facts from the languages of the agreement.
SPOKEN: Mapping[str, Callable[[Setting], bool]] = {
    "german_prevails": lambda setting: len(setting.languages) > 1 and setting.prevailing == "de",
    "english_prevails": lambda setting: len(setting.languages) > 1 and setting.prevailing == "en",
}


def stands(name: str, setting: Setting) -> bool:
    """Whether the fact ``has.NAME`` is true; raises KeyError for an unknown one."""
    return SPOKEN[name](setting) if name in SPOKEN else STANDING[name](setting.terms)
