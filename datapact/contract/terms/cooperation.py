"""Terms of agreements that prepare or frame a cooperation: non-disclosure, and a framework for orders."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Days, Identifier, Line, Localised, Months, Term


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
