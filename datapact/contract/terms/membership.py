"""Who may join a signed contract, how a party leaves or is excluded, and what that means for the others."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Days, Identifier, Localised, Months, Term


class Membership(Term):
    """The rules on joining, leaving and exclusion; what is not agreed is absent, and nothing of it can be done here."""

    joining: Literal["", "all", "majority", "party"] = ""  # who signs an accession for the others; empty: no accession
    joining_party: Identifier | Literal[""] = ""  # the mandated party, where one signs for the others
    leaving: Literal["", "own_part"] = ""  # a party's notice ends its own part alone; empty: the whole, as by law
    leaving_months: Months | None = None  # notice period; absent: as for termination
    leaving_days: Days | None = None
    leaving_to: Literal["", "any_day", "month", "quarter", "half_year", "year"] = ""
    exclusion: Literal["", "majority", "all_others"] = ""  # who excludes a party for an important reason
    exclusion_reasons: Localised = EMPTY  # what counts as one in particular
    data_after: Literal["", "return", "delete"] = ""  # what who goes does with the data that it received
    data_after_days: Days | None = None  # within so many days after its last day
    licences_after: Literal["", "go_on", "end"] = ""  # rights of use that it granted to the others
    whole_end: Literal["", "all", "majority"] = ""  # who ends the contract for all; empty: each party by its notice
