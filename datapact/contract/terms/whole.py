"""All terms together, and reading them with mistakes worded for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from pydantic import Field, ValidationError, model_validator

from datapact.base.errors import Malformed
from datapact.base.strictjson import JsonObject
from datapact.base.texts import N_
from datapact.contract.terms.base import Localised, Term
from datapact.contract.terms.cooperation import ConsortiumTerms, FrameworkTerms, NonDisclosure
from datapact.contract.terms.data import Dataset, LegalBasis, Purpose
from datapact.contract.terms.frame import (
    Duration,
    Facts,
    FormOfNotices,
    Joint,
    Law,
    Orders,
    Periods,
    Processing,
    Review,
)
from datapact.contract.terms.governance import GovernanceTerms, IntermediationTerms
from datapact.contract.terms.licence import LicenceTerms
from datapact.contract.terms.membership import Membership
from datapact.contract.terms.mistakes import place_of, reason_of
from datapact.contract.terms.model import ModelTerms, PilotTerms
from datapact.contract.terms.obligations import (
    Assessment,
    BreachNotice,
    DataActFacts,
    EndOfData,
    Insurance,
    Liability,
    Measure,
    Onward,
    Penalty,
    RightsHandling,
    SubProcessor,
    Transfer,
)
from datapact.contract.terms.parties import Activity, Party
from datapact.contract.terms.people import ConsentTerms, NoticeToSubjects, ParticipantTerms
from datapact.contract.terms.service import ServiceTerms

MOST_PARTIES = 25
"""At the same time."""

MOST_NAMED = 60
"""With those that are no party any more: a text goes on naming them for what they gave and got."""


class Terms(Term):
    """Everything that the parties agree in structured form. Keys of list members are unique."""

    parties: tuple[Party, ...] = Field(min_length=2, max_length=MOST_NAMED)
    facts: Facts = Facts()
    activities: tuple[Activity, ...] = Field(default=(), max_length=100)
    datasets: tuple[Dataset, ...] = Field(default=(), max_length=200)
    purposes: tuple[Purpose, ...] = Field(default=(), max_length=100)
    legal_bases: tuple[LegalBasis, ...] = Field(default=(), max_length=2000)
    measures: tuple[Measure, ...] = Field(default=(), max_length=500)
    assessments: tuple[Assessment, ...] = Field(default=(), max_length=100)
    transfers: tuple[Transfer, ...] = Field(default=(), max_length=200)
    sub_processors: tuple[SubProcessor, ...] = Field(default=(), max_length=500)
    data_act: DataActFacts = DataActFacts()
    onward: Onward = Onward()
    consent: ConsentTerms = ConsentTerms()
    participants: ParticipantTerms = ParticipantTerms()
    notices: tuple[NoticeToSubjects, ...] = Field(default=(), max_length=100)
    rights: RightsHandling = RightsHandling()
    breach: BreachNotice = BreachNotice()
    end_of_data: EndOfData = EndOfData()
    joint: Joint = Joint()
    processing: Processing = Processing()
    models: ModelTerms = ModelTerms()
    pilot: PilotTerms = PilotTerms()
    licence: LicenceTerms = LicenceTerms()
    service: ServiceTerms = ServiceTerms()
    duration: Duration = Duration()
    review: Review = Review()
    form: FormOfNotices = FormOfNotices()
    orders: Orders = Orders()
    membership: Membership = Membership()
    liability: Liability = Liability()
    penalty: Penalty = Penalty()
    insurance: Insurance = Insurance()
    law: Law = Law()
    governance: GovernanceTerms = GovernanceTerms()
    intermediation: IntermediationTerms = IntermediationTerms()
    non_disclosure: NonDisclosure = NonDisclosure()
    framework: FrameworkTerms = FrameworkTerms()
    consortium: ConsortiumTerms = ConsortiumTerms()
    periods: Periods = Periods()
    remarks: Localised = Localised()

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Terms:
        for name in (
            "parties",
            "activities",
            "datasets",
            "purposes",
            "measures",
            "assessments",
            "transfers",
            "sub_processors",
            "notices",
        ):
            keys = [member.key for member in getattr(self, name)]
            if len(set(keys)) != len(keys):
                raise ValueError(f"{name}: two members have the same key")
        for name in ("products", "secrets"):
            keys = [member.key for member in getattr(self.data_act, name)]
            if len(set(keys)) != len(keys):
                raise ValueError(f"data_act.{name}: two members have the same key")
        return self

    def party(self, key: str) -> Party:
        """The party with this key; raises KeyError."""
        for party in self.parties:
            if party.key == key:
                return party
        raise KeyError(key)

    def is_personal(self) -> bool:
        return self.facts.personal_data or any(dataset.is_personal() for dataset in self.datasets)


def read_terms(value: Mapping[str, Any]) -> Terms:
    """Terms from JSON or TOML; raises Malformed naming the first wrong place."""
    try:
        return Terms.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Malformed(
            N_("The terms are not valid at {place}: {reason}. Correct this place and try again."),
            place=place_of(first),
            reason=reason_of(first),
        ) from None


def write_terms(terms: Terms) -> JsonObject:
    """Terms as JSON without members at their default, so that one state has one form."""
    return cast(JsonObject, terms.model_dump(mode="json", exclude_defaults=True))
