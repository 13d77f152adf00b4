"""Obligations of the parties while they have the data: measures, notices, rights, transfers."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from datapact.contract.terms.base import (
    EMPTY,
    Country,
    Day,
    Days,
    Euros,
    Fact,
    Hours,
    Identifier,
    Iri,
    Line,
    Localised,
    Months,
    Outcome,
    Term,
)
from datapact.contract.terms.parties import Contact

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
    assessment_outcome: Outcome = ""
    assessment_conditions: Line = ""
    remote_access: bool = False
    derogation: Literal["", "a", "b", "c", "d", "e", "f", "g", "subparagraph_2"] = (
        ""  # of Art. 49(1), with mechanism 49
    )
    necessity: Line = ""  # where the necessity under Art. 49(1)(b) to (g) is shown (check X14)
    necessity_outcome: Outcome = ""
    necessity_conditions: Line = ""
    authority_informed: Line = ""  # Art. 49(1), second subparagraph
    scope: Line = ""  # why the adequacy decision covers it, such as the importer's DPF certification (check X02)
    official_text: bool = False  # the clauses equal the official text of modules and options (check X12)
    sensitive_safeguards: Localised = EMPTY  # Annex I.B of the clauses (check X05)
    frequency: Localised = EMPTY
    authority: Line = ""  # competent supervisory authority, Annex I.C (check X06)
    governing_law: Country | Literal[""] = ""  # clause 17 (check X09)
    courts: Country | Literal[""] = ""  # clause 18 (check X10)
    docking: Fact = None  # clause 7 of the standard clauses, which is optional
    redress: Fact = None  # the optional part of clause 11(a), an independent body for complaints
    law_option: Literal["", "1", "2"] = ""  # of clause 17, modules 1 to 3
    adds_own_data: bool = False  # module 4: the processor adds data collected in the EU (check X11)
    importer_under_gdpr: bool = False  # Art. 3(2) (check X13)
    uk_safeguard: Line = ""  # IDTA, Addendum or another safeguard of an exporter in the UK (check X15)


class ConnectedProduct(Term):
    """A connected product with its related service, or a fleet of equal ones."""

    key: Identifier
    name: Localised
    identifier: Line = ""  # serial numbers, or where their list is
    place: Localised = EMPTY


class TradeSecret(Term):
    """A trade secret in product data: what it is, whose, and the measures that keep it (Art. 4(6), 5(9))."""

    key: Identifier
    name: Localised
    datasets: tuple[Identifier, ...] = ()
    owner: Line = ""  # its holder, who need not be a party
    measures: Localised = EMPTY


class DataActFacts(Term):
    """Roles and instruments under Regulation (EU) 2023/2854."""

    applies: bool = False
    holder: Identifier | Literal[""] = ""
    user: Identifier | Literal[""] = ""
    recipient: Identifier | Literal[""] = ""
    user_name: Line = ""
    holder_contract: Localised = EMPTY  # contract of user and holder on the data, examined for limits
    route: Literal["", "holder", "user", "holder_for_user", "to_user"] = (
        ""  # who shares: Art. 4(13) and (14); 4(1); 5 and 6; the holder with its user, Art. 4
    )
    product: Localised = EMPTY
    instrument: Literal["", "user_contract", "user_request", "voluntary"] = ""
    instrument_reference: Line = ""
    instrument_date: Day | None = None
    trade_secret_measures: Localised = EMPTY
    compensation: Localised = EMPTY
    unilateral_terms: Literal["", "no", "yes"] = ""
    unilateral_evidence: Line = ""  # evidence that terms were negotiated, or imposed (check D09)
    unfair: tuple[UnfairTerm, ...] = ()  # effects of imposed terms (checks D10, D11)
    excludes_article_13: bool = False  # a clause that excludes Art. 13 (check D12)
    no_harmful_insights: bool = False  # the holder draws no insights that harm the user (check D02)
    no_extra_access_data: bool = False  # no more data on the user's access is kept than necessary (check D03)
    erased_when_unneeded: bool = False  # by the recipient (check D04)
    gatekeeper: Literal["", "no", "yes"] = ""  # the recipient, under the Digital Markets Act (check D05)
    no_competing_product: bool = False  # the recipient develops none (check D05)
    trade_secrets_identified: Localised = EMPTY  # (check D06)
    fair_terms: Localised = EMPTY  # fair, reasonable and non-discriminatory (check D07)
    exclusive: bool = False
    exclusivity_asked_by_user: bool = False
    price_basis: Localised = EMPTY  # how the price was calculated (check D08)
    price_at_direct_cost: bool = False
    recipient_has_large_partner: bool = False  # a linked enterprise that is no SME (check D08)
    no_sharing_on: bool = False  # recipients must not share onward (check D14)
    small_manufacturer: bool = False  # micro or small enterprise without a larger partner, Art. 7(1) (check D15)
    holder_name: Line = ""  # the data holder where it is no party
    user_contract_covers: Line = ""  # where the user's contract allows this recipient and purpose (check D14)
    manufacturer_subcontracted: bool | None = None  # it makes product or service for a larger one (check D15)
    manufacturer_medium_until: Day | None = None  # last day of the year of a medium-sized maker, Art. 7(1) (check D15)
    products: tuple[ConnectedProduct, ...] = Field(default=(), max_length=200)  # (checks D20 to D22)
    secrets: tuple[TradeSecret, ...] = Field(default=(), max_length=200)  # one by one (check D06)
    user_title: Localised = EMPTY  # on what the user's right in the products rests, Art. 2(12)
    access: Localised = EMPTY  # how and where the data is accessed
    security_limits: Localised = EMPTY  # limits that the safety of the product requires, Art. 4(2)
    several_users: Localised = EMPTY  # what applies where a product has several users
    dispute_body: Line = ""  # certified body that parties may turn to, Art. 10
    processing_service: bool | None = None  # a party gives a data processing service, Art. 2(8) (check D18)


type UnfairTerm = Literal[
    "excludes_intent_or_gross_negligence",
    "excludes_remedies",
    "sole_interpretation",
    "limits_remedies",
    "harmful_use_of_data",
    "blocks_own_data",
    "no_exit",
    "no_copy",
    "short_notice_termination",
    "unilateral_change",
]


class SubProcessor(Term):
    key: Identifier
    name: Line
    address: Line = ""
    country: Country = "DE"
    service: Localised = EMPTY
    engaged_by: Identifier
    contract_date: Day | None = None
    contact: Contact = Contact()  # of the sub-processor (EDPB Opinion 22/2024)
    same_duties: bool = False


class Onward(Term):
    """Onward sharing: whether recipients may share the data with others."""

    rule: Literal["", "forbidden", "allowed", "conditional"] = ""
    conditions: Localised = EMPTY


class RightsHandling(Term):
    """Who answers data subjects (Art. 12 to 22 GDPR), within how many days, and what is passed on."""

    responsible: Identifier | Literal[""] = ""
    answer_days: Days | None = None
    extension_months: Months | None = None
    pass_on_to_recipients: bool = False
    propagation_days: Days | None = None  # within which withdrawals and objections are passed on (check K03)
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
    """The end of data: delete or return, at whose choice, within how many days."""

    rule: Literal["", "delete", "return", "choice", "keep"] = ""
    chosen_by: Identifier | Literal[""] = ""
    days: Days | None = None
    certificate: bool = False
    legal_storage_excepted: bool = False
    note: Localised = EMPTY


class Liability(Term):
    rule: Literal["", "statutory", "capped", "main_contract"] = ""
    cap: Localised = EMPTY
    cap_spares_intent_and_gross_negligence: bool = True
    note: Localised = EMPTY


class Penalty(Term):
    """Contractual penalty for culpable breaches of the duties on data, and for late provision (ss. 315, 339 to 345 BGB)."""

    agreed: bool = False
    breach_euros: Euros | None = (
        None  # at most, for one breach; whoever claims it sets the amount (s. 315 BGB; check G58)
    )
    year_euros: Euros | None = None  # at most, for all breaches of one party in a calendar year
    delay_day_euros: Euros | None = (
        None  # at most, for each full calendar day that data is late; empty: no such penalty
    )
    delay_euros: Euros | None = None  # at most, for one late provision (check G63)


class Insurance(Term):
    """Liability insurance that parties keep for damage by breaches of data protection, secrecy and security (check G59)."""

    agreed: bool = False
    kept_by: tuple[Identifier, ...] = ()  # the parties that keep it
    event_euros: Euros | None = None  # at least, for each insured event
    year_euros: Euros | None = None  # at least, for all insured events of a year
    after_months: Months | None = None  # beyond the end of the agreement


class Assessment(Term):
    """A document on file: DPIA (Art. 35), transfer assessment, model assessment, fundamental rights impact."""

    key: Identifier
    kind: Literal[
        "dpia",
        "prior_consultation",
        "model_personal_data",
        "fundamental_rights",
        "ai_classification",  # whether an AI system is high-risk, Art. 6(4) AI Act (checks A02 to A05, A15)
        "prohibited_practice",  # that a system is none of Art. 5 AI Act (check A13)
        "reidentification",  # that nobody can be recognised by a party, recital 26 GDPR (check G47)
        "standard_clauses",  # comparison with the official text of Decision (EU) 2021/914 (check X12)
        "other",
    ]
    party: Identifier
    reference: Line = ""
    version: Line = ""
    day: Day | None = None
    result: Line = ""
    outcome: Outcome = ""
    conditions: Line = ""
    review: Day | None = None
    residual_high_risk: bool = False  # the measures leave a high risk: prior consultation, Art. 36 GDPR (check G17)


BreachNotice.model_rebuild()
