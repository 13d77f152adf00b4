"""Parties: their legal identity, their signatories, and the role of each in each activity."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from datapact.contract.terms.base import EMPTY, Country, Day, Fact, Identifier, Line, Localised, Term

type SigningRule = Literal["sole", "two_jointly", "all_jointly", "majority", "director_with_prokurist", "by_power"]
type Capacity = Literal[
    "managing_director",
    "board_member",
    "sole_prokurist",
    "joint_prokurist",
    "prokurist",
    "by_power_of_attorney",
    "commercial_agent",
    "owner",
    "partner",
    "official",
]
type Role = Literal[
    "controller", "joint_controller", "processor", "sub_processor", "recipient", "holder", "user", "none"
]
type PartyKind = Literal["company", "public_body", "association", "university", "foundation", "person"]
type Land = Literal[
    "",
    "BW",
    "BY",
    "BE",
    "BB",
    "HB",
    "HH",
    "HE",
    "MV",
    "NI",
    "NW",
    "RP",
    "SL",
    "SN",
    "ST",
    "SH",
    "TH",
    "federal",
]
type NameArticle = Literal["", "masculine", "feminine", "neuter", "plural"]
type Size = Literal["", "micro", "small", "medium", "large"]


class Address(Term):
    street: Line = ""
    postal_code: Line = ""
    city: Line = ""
    region: Line = ""
    country: Country = "DE"

    def given(self) -> bool:
        return bool(self.street and self.city)

    def entered(self) -> bool:
        """Whether anything of it was entered: else its country is the preset one, and says nothing."""
        return bool(self.street or self.postal_code or self.city or self.region or self.country != "DE")


class Registration(Term):
    """Commercial, association or other register; for public bodies the founding law."""

    court: Line = ""
    number: Line = ""
    general_partner: Line = ""  # of a GmbH & Co. KG, which represents it, with its own register entry (check G62)


class Contact(Term):
    name: Line = ""
    email: Line = ""
    phone: Line = ""

    def given(self) -> bool:
        return bool(self.name and (self.email or self.phone))


class Signatory(Term):
    """A person who signs for a party. ``order`` counts over all parties, from 1."""

    key: Identifier
    name: Line
    capacity: Capacity
    order: int = 0
    evidence: Line = ""  # commercial register excerpt, power of attorney
    evidence_date: Day | None = None
    exempt_from_181: Fact = None  # from the restrictions of section 181 BGB (check G61)
    title: Line = ""  # the office as the party itself calls it, such as "Oberbürgermeisterin"


class Party(Term):
    """An organisation in the agreement; ``organisation`` is the id of its identity once its card is known."""

    key: Identifier
    organisation: Line = ""
    name: Line
    short_name: Line = ""
    article: NameArticle = ""  # of the short name in German: der Verein, die Hochschule, das Institut, die Stadtwerke
    kind: PartyKind = "company"
    legal_form: Line = ""
    registration: Registration = Registration()
    address: Address = Address()
    tax_id: Line = ""
    contact: Contact = Contact()
    signing_rule: SigningRule = "sole"
    signatories: tuple[Signatory, ...] = ()
    size: Size = ""
    public_body: Fact = None
    land: Land = ""  # whose law it is under as a public body; "federal": that of the Federation
    dpo_required: Fact = None
    dpo: Contact = Contact()
    representative: Contact = Contact()  # in the Union, of a party outside it (Art. 27 GDPR; check G53)
    non_profit_research: bool = False
    enterprise: bool | None = None  # acts here in trade, business, craft or profession, Art. 2(24) Data Act (check D09)
    public_services: bool | None = None  # a private body that provides public services, Art. 27 AI Act (check A12)
    essential_entity: Fact = None  # essential or important entity, s. 28 BSIG, Art. 3 NIS 2 Directive (check G54)
    register_of_processing: bool = False  # the Art. 30 record names the recipients of this agreement (G27)

    def acts_itself(self) -> bool:
        """Whether it is a natural person who signs in person, so that nobody represents it."""
        return self.kind == "person" and [person.name for person in self.signatories] in ([], [self.name])


class RoleInActivity(Term):
    party: Identifier
    role: Role


class Activity(Term):
    """One processing activity; roles under Art. 4(7) and (8) GDPR are per party and activity."""

    key: Identifier
    name: Localised
    description: Localised = EMPTY
    datasets: tuple[Identifier, ...] = ()
    roles: tuple[RoleInActivity, ...] = ()

    def role_of(self, party: str) -> Role:
        return next((entry.role for entry in self.roles if entry.party == party), "none")


_UNPLACED = 1000  # behind everybody who has a place


def in_signing_order(parties: Iterable[Party]) -> list[tuple[Party, Signatory]]:
    """The people whom the parties name, in the order of signing; who has no place comes last, in the order of the parties."""
    people = [(party, person) for party in parties for person in party.signatories]
    return sorted(people, key=lambda pair: pair[1].order or _UNPLACED)


__all__ = [
    "Activity",
    "Address",
    "Capacity",
    "Contact",
    "Party",
    "PartyKind",
    "Registration",
    "Role",
    "RoleInActivity",
    "Signatory",
    "SigningRule",
    "Size",
    "in_signing_order",
]
