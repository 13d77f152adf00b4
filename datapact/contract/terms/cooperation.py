"""Terms of agreements that prepare or frame a cooperation: non-disclosure and data room."""

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
