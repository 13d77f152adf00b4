"""What sorts, articles and states of the records on file are called, and whom or what a sort of fact is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from babel import Locale

from datapact.consent.asking import Choice
from datapact.texts import N_, current_language

type State = Literal["in_force", "review", "later", "ended", "revoked"]
type About = Literal["recipient", "controller", "country", "importer"]

STATES: Mapping[State, str] = {
    "in_force": N_("In force"),
    "review": N_("Review due"),
    "later": N_("Begins later"),
    "ended": N_("Expired"),
    "revoked": N_("Revoked"),
}

AUTHORISATIONS: Mapping[str, str] = {
    "user_request": N_("Request of the user (Art. 5 Data Act)"),
    "user_contract": N_("Contract with the user (Art. 4(13) Data Act)"),
    "holder_permission": N_("Permission of the data holder (DGA or contract)"),
}

FACTS: Mapping[str, tuple[str, About]] = {
    "transfer_assessment": (N_("Transfer assessment"), "importer"),
    "dpf": (N_("Certification under the Data Privacy Framework"), "recipient"),
    "adequacy": (N_("Adequacy decision (Art. 45 GDPR)"), "country"),
    "derogation": (N_("Necessity of a transfer (Art. 49(1) GDPR)"), "recipient"),
    "dpia": (N_("Data protection impact assessment"), "controller"),
    "prior_consultation": (N_("Prior consultation (Art. 36 GDPR)"), "controller"),
    "notice_13": (N_("People were informed of the recipient (Art. 13 GDPR)"), "recipient"),
    "notice_14": (N_("The recipient informed people, or is exempt (Art. 14 GDPR)"), "recipient"),
    "training": (N_("Training of the recipient's people"), "recipient"),
    "onward_conditions": (N_("Conditions for sharing on are met"), "recipient"),
    "model_conditions": (N_("Conditions for use in models are met"), "recipient"),
}
"""Words, and what a fact of the sort is about; a notice under Art. 13 may be about whoever receives."""

ABOUT: Mapping[About, str] = {
    "recipient": N_("Recipient"),
    "controller": N_("Controller"),
    "country": N_("Country"),
    "importer": N_("Recipient, or country"),
}


def country_names() -> Mapping[str, str]:
    """What countries are called in the reader's language, by their codes of two letters."""
    names = Locale(current_language()).territories
    return {code: name for code, name in names.items() if len(code) == 2 and code.isalpha()}


def countries() -> tuple[Choice, ...]:
    """Countries to choose from, in the order of their names."""
    found = [Choice(code, f"{name} ({code})") for code, name in country_names().items()]
    return tuple(sorted(found, key=lambda one: str(one.name).casefold()))


ARTICLES: Mapping[str, str] = {
    "6(1)(a)": N_("consent"),
    "6(1)(b)": N_("contract with the person"),
    "6(1)(c)": N_("legal obligation"),
    "6(1)(d)": N_("vital interests"),
    "6(1)(e)": N_("public task"),
    "6(1)(f)": N_("legitimate interests"),
}

SPECIAL: Mapping[str, str] = {
    "9(2)(a)": N_("explicit consent"),
    "9(2)(b)": N_("employment and social protection law"),
    "9(2)(c)": N_("vital interests"),
    "9(2)(d)": N_("members of a foundation or association"),
    "9(2)(e)": N_("made public by the person"),
    "9(2)(f)": N_("legal claims"),
    "9(2)(g)": N_("substantial public interest"),
    "9(2)(h)": N_("health care"),
    "9(2)(i)": N_("public health"),
    "9(2)(j)": N_("archiving, research, statistics"),
}

OPERATIONS: Mapping[str, str] = {
    "any": N_("every use"),
    "share": N_("sharing"),
    "train": N_("training of models"),
    "fine_tune": N_("fine-tuning of models"),
    "test": N_("testing of models"),
}

DESPITE_RESTRICTION: Mapping[str, str] = {
    "legal_claims": N_("legal claims"),
    "rights_of_another": N_("rights of another person"),
    "public_interest": N_("important public interest"),
}
