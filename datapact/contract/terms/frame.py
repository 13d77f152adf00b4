"""The frame of the contract: term and review, form, law, and the blocks for joint control and processing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from datapact.contract.terms.base import (
    EMPTY,
    Country,
    Day,
    Days,
    Fact,
    Identifier,
    Line,
    Localised,
    Months,
    Outcome,
    Term,
)
from datapact.contract.terms.parties import Contact

type Right = Literal["15", "16", "17", "18", "19", "20", "21", "22"]
type JointTopic = Literal[
    "principles", "basis", "security", "breach", "dpia", "processors", "transfers", "authority_contact"
]


type Negotiated = Literal["liability", "penalty", "acceptance"]


class Facts(Term):
    """Facts that the drafting party states about the whole; checks are based on them."""

    personal_data: Fact = None
    public_body_land: Line = ""
    automated_decisions: Fact = None
    automated_decisions_ground: Literal["", "22(2)(a)", "22(2)(b)", "22(2)(c)"] = ""
    automated_decisions_safeguards: Localised = EMPTY
    automated_decisions_notice: Line = ""  # notice that explains the logic (Art. 13(2)(f), 14(2)(g) GDPR; check G26)
    access_outside_eea: Fact = None  # another legal entity outside the EEA gets access to personal data (check X01)
    training: Fact = None  # models are to be trained with the data
    monitoring: Fact = None  # people are to be observed or judged with it (checks G17, A13)
    dpia_required: Fact = None
    dpia_reasons: Localised = EMPTY  # of the screening, whatever its result (check G17)
    standard_terms: Fact = None  # pre-formulated wording, not negotiated one by one (check G39)
    negotiation_record: Line = ""
    negotiated: tuple[Negotiated, ...] = ()  # clauses that the record shows to be negotiated one by one (G39, G58)
    research: bool = False
    research_law: Line = ""
    works_council_agreement: Line = ""
    works_council_outcome: Outcome = ""  # of the council's word: agreed, none exists, no say; on conditions; refused
    works_council_conditions: Line = ""
    employee_basis: Line = ""
    terminal_equipment_basis: Line = ""
    terminal_equipment_ground: Literal["", "consent", "transmission", "service"] = ""  # s. 25 TDDDG (check G38)
    freedom_of_information: Localised = EMPTY
    public_form: Line = ""  # form of obligation of the public body's law
    children_safeguards: Localised = EMPTY
    parent_agreement: Line = ""
    order_of_precedence: Localised = EMPTY
    precedence: Literal["", "this", "parent"] = ""  # which of both prevails where they contradict each other
    joining_and_leaving: Localised = EMPTY
    background: Localised = EMPTY  # why the parties conclude the agreement; stands in the preamble


class Duration(Term):
    """Start and end are local days, the end day included."""

    start: Day | None = None
    end: Day | None = None
    end_event: Localised = EMPTY
    notice_months: Months | None = None
    notice_days: Days | None = None
    notice_to: Literal["", "any_day", "month", "quarter", "half_year", "year"] = (
        ""  # empty: end of a month, as in our texts
    )
    renewal_months: Months | None = None

    @property
    def last_day(self) -> date | None:
        """The agreed last day; None for no end, and where the term goes on unless somebody gives notice."""
        return None if self.renewal_months else self.end


class Review(Term):
    first: Day | None = None
    every_months: Months | None = None


class FormOfNotices(Term):
    """Form of conclusion, amendment, notices and orders (ss. 126 to 127 BGB)."""

    conclusion: Literal["", "text_form", "agreed_electronic", "qualified_electronic", "written"] = ""
    amendment: Literal["", "text_form", "agreed_electronic", "qualified_electronic", "written"] = ""
    notices: Literal["", "text_form", "agreed_electronic", "qualified_electronic", "written"] = ""
    orders: Literal["", "text_form"] = ""  # of orders of datasets; empty: as amendments


class Orders(Term):
    """Who consents to orders of datasets, and what silence on one means (ss. 148, 308 no. 5 BGB)."""

    consent: Literal["", "concerned"] = ""  # empty: every party; else those that the order concerns
    silence: Literal["", "consent", "refusal"] = ""  # empty: nothing
    days: Days | None = None  # as consent from receipt, as refusal from the day of the order


class Law(Term):
    governing: Line = ""
    venue: Line = ""
    disputes: Localised = EMPTY


class RightOwner(Term):
    right: Right
    party: Identifier


class TopicOwner(Term):
    topic: JointTopic
    party: Identifier


class JointPhase(Term):
    """A phase of processing with its own decision on purposes and means (Art. 26(1) GDPR; CJEU C-40/17)."""

    key: Identifier
    name: Localised
    decision: Literal["", "joint", "own"] = ""  # on purposes and means: taken together, or by each who carries it out
    carried_out_by: tuple[Identifier, ...] = ()
    datasets: tuple[Identifier, ...] = ()  # empty: all
    purposes: tuple[Identifier, ...] = ()  # empty: all
    flow: Localised = EMPTY  # from where to where the data goes, and where it lies
    means: Localised = EMPTY  # systems and methods, and who determines them


class JointProcessor(Term):
    """A processor that works for all joint controllers (Art. 28 GDPR)."""

    key: Identifier
    name: Line
    country: Country = "DE"
    service: Localised = EMPTY
    engaged_by: Identifier  # the party that concludes and supervises the contract


class PartyShare(Term):
    """Share of a party, in per cent of the whole."""

    party: Identifier
    percent: Annotated[int, Field(ge=0, le=100)]


class Joint(Term):
    """Arrangement of joint controllers, Art. 26 GDPR."""

    notices_owner: Identifier | Literal[""] = ""
    rights: tuple[RightOwner, ...] = ()
    topics: tuple[TopicOwner, ...] = ()
    essence_available: Localised = EMPTY
    contact_point: Contact = Contact()
    screened: Literal["", "separate", "joint"] = ""  # result of the test of Art. 26(1) for this sharing
    reasons: Localised = EMPTY  # the facts on which that result rests
    limits_rights: bool = False  # a clause that limits data subjects' rights against either party
    phases: tuple[JointPhase, ...] = ()  # (check J07)
    processors: tuple[JointProcessor, ...] = ()  # common ones
    shares: tuple[PartyShare, ...] = ()  # of damage that cannot be attributed, between the parties (check J08)
    exit: Localised = EMPTY  # who alone remains responsible for which data at the end (check J09)


class Processing(Term):
    """Contents of a contract under Art. 28(3) GDPR; each flag says that the text contains the obligation."""

    controller: Identifier | Literal[""] = ""
    processor: Identifier | Literal[""] = ""
    subject_matter: Localised = EMPTY
    nature: Localised = EMPTY
    instructions_documented: bool = False
    instructions_contact: Contact = Contact()
    contrary_law_notice: bool = False
    confidentiality: bool = False
    sub_processing: Literal["", "forbidden", "specific", "general"] = ""
    sub_processing_notice_days: Days | None = None
    sub_processing_objection_days: Days | None = None
    flow_down: bool = False
    help_with_rights: bool = False
    help_with_security: bool = False
    audits: bool = False
    warns_of_infringing_instruction: bool = False
    guarantees: Localised = EMPTY
    processor_own_purposes: bool = False
    standard_clauses: Literal["", "2021/915", "2021/914"] = ""
    standard_clauses_unmodified: bool = False  # used without any change: only then is P00 to P10 met by them (P14)
    controller_duties: Localised = EMPTY
    service_contract: Localised = EMPTY  # the agreement on the service that the processing serves
    instructions_recipient: Contact = Contact()  # at the processor
    instructions_channel: Localised = EMPTY  # how instructions are given and documented
    audit_costs: Localised = EMPTY


class Periods(Term):
    """Periods and numbers that only the text needs, so that none stands in its words alone."""

    forward_days: Days | None = None  # a data subject's request that concerns the other party
    evidence_days: Days | None = None  # evidence of the use in accordance with the agreement
    change_notice_days: Days | None = None  # changes to datasets
    defect_days: Days | None = None  # corrected provision of a faulty dataset
    audit_notice_days: Days | None = None  # on-site inspections
    measures_review_months: Months | None = None  # test of the measures at the latest
    records_years: int | None = None  # records are kept beyond the end
    backup_months: Months | None = None  # copies in backups are overwritten
    objection_exit_months: Months | None = None  # notice after an objection to a sub-processor
    suspension_months: Months | None = None  # until compliance is restored after a suspension
    report_months: Months | None = None  # reports on the state of the work
    publication_delay_months: Months | None = None  # for an application for protective rights
    exit_months: Months | None = None  # notice where the goal is missed
    group_persons: int | None = None  # smallest group of employees that is analysed
