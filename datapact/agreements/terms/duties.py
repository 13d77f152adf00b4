"""What the parties owe each other while data is in their hands: measures, notices, rights, transfers."""

from __future__ import annotations

from typing import Literal

from datapact.agreements.terms.base import (
    EMPTY,
    Country,
    Day,
    Days,
    Hours,
    Identifier,
    Iri,
    Line,
    Localised,
    Months,
    Term,
)
from datapact.agreements.terms.parties import Contact

type MeasureKind = Literal[
    "transit",
    "rest",
    "access",
    "resilience",
    "restore",
    "testing",
    "pseudonymisation",
    "separation",
    "logging",
    "organisation",
]


class Measure(Term):
    """A technical or organisational measure under Art. 32 GDPR; ``party`` empty means every party."""

    key: Identifier
    kind: MeasureKind
    party: Identifier | Literal[""] = ""
    description: Localised
    iri: Iri | Literal[""] = ""


class Transfer(Term):
    """A transfer to a country outside the EEA, or remote access from there."""

    key: Identifier
    importer: Line
    country: Country
    datasets: tuple[Identifier, ...] = ()
    mechanism: Literal[
        "", "45", "46(2)(a)", "46(2)(b)", "46(2)(c)", "46(2)(d)", "46(2)(e)", "46(2)(f)", "46(3)", "47", "49"
    ] = ""
    module: Literal["", "1", "2", "3", "4"] = ""
    assessment: Line = ""
    assessment_date: Day | None = None
    remote_access: bool = False


class DataActFacts(Term):
    """Roles and instruments under Regulation (EU) 2023/2854."""

    applies: bool = False
    holder: Identifier | Literal[""] = ""
    user: Identifier | Literal[""] = ""
    recipient: Identifier | Literal[""] = ""
    user_name: Line = ""
    product: Localised = EMPTY
    instrument: Literal["", "user_contract", "user_request", "voluntary"] = ""
    instrument_reference: Line = ""
    instrument_date: Day | None = None
    trade_secret_measures: Localised = EMPTY
    compensation: Localised = EMPTY
    unilateral_terms: Literal["", "no", "yes"] = ""


class SubProcessor(Term):
    key: Identifier
    name: Line
    address: Line = ""
    country: Country = "DE"
    service: Localised = EMPTY
    engaged_by: Identifier
    contract_date: Day | None = None
    same_duties: bool = False


class Onward(Term):
    """Whether recipients may share on."""

    rule: Literal["", "forbidden", "allowed", "conditional"] = ""
    conditions: Localised = EMPTY


class RightsHandling(Term):
    """Who answers data subjects (Art. 12 to 22 GDPR), within how many days, and what is passed on."""

    responsible: Identifier | Literal[""] = ""
    answer_days: Days | None = None
    extension_months: Months | None = None
    pass_on_to_recipients: bool = False
    accuracy_procedure: Localised = EMPTY


class BreachNotice(Term):
    """Notice of a personal data breach (Art. 33 GDPR) among the parties."""

    without_undue_delay: bool = False
    hours: Hours | None = None
    contacts: tuple[BreachContact, ...] = ()


class BreachContact(Term):
    party: Identifier
    contact: Contact


class EndOfData(Term):
    """What happens to data at the end: delete or return, at whose choice, within how many days."""

    rule: Literal["", "delete", "return", "choice", "keep"] = ""
    chosen_by: Identifier | Literal[""] = ""
    days: Days | None = None
    certificate: bool = False
    legal_storage_excepted: bool = False
    note: Localised = EMPTY


class Liability(Term):
    rule: Literal["", "statutory", "capped"] = ""
    cap: Localised = EMPTY
    cap_spares_intent_and_gross_negligence: bool = True
    note: Localised = EMPTY


class Assessment(Term):
    """A document on file: DPIA (Art. 35), transfer assessment, model assessment, fundamental rights impact."""

    key: Identifier
    kind: Literal["dpia", "prior_consultation", "model_personal_data", "fundamental_rights", "other"]
    party: Identifier
    reference: Line = ""
    version: Line = ""
    day: Day | None = None
    result: Line = ""
    review: Day | None = None
    residual_high_risk: bool = False  # the measures leave a high risk: prior consultation, Art. 36 GDPR (check G17)


BreachNotice.model_rebuild()
