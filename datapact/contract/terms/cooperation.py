"""Terms of agreements that prepare or frame a cooperation: non-disclosure, a framework for orders, a consortium."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Days, Identifier, Line, Localised, Months, Term
from datapact.contract.terms.frame import PartyShare


class CleanTeamMember(Term):
    """A person who alone sees information that competitors must not exchange (Art. 101 TFEU, s. 1 GWB)."""

    key: Identifier
    party: Identifier  # for which the person works or acts
    name: Line
    function: Localised = EMPTY


class NonDisclosure(Term):
    """Confidential information, data room and samples before a cooperation (ss. 2 to 5 GeschGehG; checks N01 to N05)."""

    applies: bool = False
    discloser: Identifier | Literal[""] = ""  # the only party that discloses; empty: each does
    information: Localised = EMPTY  # what is confidential, by subject or list (check N01)
    data_room: Localised = EMPTY  # where it is and who runs it; empty: there is none
    sample_days: Days | None = None  # access to each sample, from its provision (check N04)
    clean_team_for: Localised = EMPTY  # information for the clean team alone; empty: there is none (check N05)
    clean_team: tuple[CleanTeamMember, ...] = ()
    clean_team_months: Months | None = None  # in which a member takes no competing decisions afterwards
    personal_agreement: Line = ""  # contract under which personal data is shared; empty: none is (check N02)


class FrameworkTerms(Term):
    """A framework agreement under which datasets are ordered one by one (checks F01 to F04)."""

    applies: bool = False
    catalogue: Localised = EMPTY  # where what can be ordered is described; empty: there is no catalogue
    kept_by: Identifier | Literal[""] = ""  # the party that keeps the catalogue
    prevails: Literal["", "framework", "order"] = ""  # where an order contradicts the framework (check F02)
    suspension_days: Days | None = None  # notice of the suspension of an order (check F03)
    suspension_months: Months | None = None  # after which a suspended order may be terminated
    order_months: Months | None = None  # notice of termination of a single order
    answer_days: Days | None = None  # for answers to a proposal of change (check F04)


class ConsortiumBody(Term):
    """A body of a consortium; what it decides is agreed, and it changes no contract."""

    key: Identifier
    name: Localised
    members: Localised = EMPTY  # who sits in it
    tasks: Localised = EMPTY  # what it decides on


class VoteRule(Term):
    """The majority that one kind of decision needs; each party has one vote."""

    key: Identifier
    matter: Localised
    majority: Literal["", "simple", "two_thirds", "unanimous"] = ""


class BackgroundItem(Term):
    """Rights or knowledge that a party brings into a consortium."""

    key: Identifier
    party: Identifier
    name: Localised
    limits: Localised = EMPTY  # of its use by the others; empty: as the text says


class ConsortiumTerms(Term):
    """A research consortium: bodies and votes, background, access to results, default, shares (checks V01 to V06)."""

    applies: bool = False
    coordinator: Identifier | Literal[""] = ""
    bodies: tuple[ConsortiumBody, ...] = ()
    quorum: Literal["", "half", "two_thirds", "all"] = ""  # parties that have to be present or represented
    votes: tuple[VoteRule, ...] = ()
    background: tuple[BackgroundItem, ...] = ()
    access_months: Months | None = None  # after the end, in which access to results can still be asked for (check V05)
    deposit: Localised = EMPTY  # where data and results are archived or published for others
    remedy_days: Days | None = None  # for a party in default (check V03)
    shares: tuple[PartyShare, ...] = ()  # in debts for which all are liable (check V04)
    dispute_days: Days | None = None  # for each step of a dispute (check V06)
