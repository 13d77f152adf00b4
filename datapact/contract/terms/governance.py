"""Terms on data of public bodies, data intermediation and data altruism (Regulation (EU) 2022/868, German DNG)."""

from __future__ import annotations

from typing import Literal

from datapact.contract.terms.base import EMPTY, Day, Days, Identifier, Line, Localised, Months, Term


class GovernanceTerms(Term):
    """Roles and duties under the Data Governance Act; all absent where it does not apply."""

    public_data: Literal["", "none", "protected", "open"] = (
        ""  # held by a public body: Art. 3(1) DGA, or open (§ 2 DNG)
    )
    exclusive: bool | None = None  # the recipient gets an exclusive right of re-use (checks I01, I04)
    exclusive_months: Months | None = None  # how long it lasts
    exclusive_reason: Line = ""  # why a service of general interest needs it, and where that is published
    exclusive_reviewed: Day | None = None  # last review of the reason, every three years (check I04)
    secure_environment: Localised = EMPTY  # conditions that keep the protection (check I01)
    intermediary: Identifier | Literal[""] = ""  # the party that is a data intermediation service (check I02)
    intermediary_notified: Line = ""  # its notification to the competent authority, Art. 11 (check I02)
    intermediary_own_use: bool | None = None  # it uses the data for a purpose of its own (check I02)
    altruism: Identifier | Literal[""] = ""  # the party that is a data altruism organisation (check I03)
    altruism_registered: Line = ""  # its entry in the public register, Art. 17 (check I03)
    general_interest: Localised = EMPTY  # the objective of general interest, Art. 2(16) (check I03)


class IntermediationTerms(Term):
    """The contract on a data intermediation service between it, data holders and data users (Art. 10 to 12 DGA; checks I02, I05)."""

    applies: bool = False  # this text is that contract
    platform: Localised = EMPTY  # the facility through which the data is exchanged
    tools: Localised = EMPTY  # that data providers ask for, Art. 12(e)
    continuity: Localised = EMPTY  # of the service in insolvency, Art. 12(h) (check I05)
    retrieval_days: Days | None = None  # for stored data after the service has ended (check I05)
