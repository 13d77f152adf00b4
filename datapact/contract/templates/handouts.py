"""Papers for people outside that a text has: the sheet for participants, the user's request for data."""

from __future__ import annotations

from datapact.contract.terms import Transfer
from datapact.contract.text.document import AgreementDocument
from datapact.contract.text.keeping import live

SHEET = "sheet-"
"""Ids of the clauses that address participants begin with it."""
DECLARATION = "sheet-consent"
"""The clause whose points participants tick one by one."""


def has_sheet(document: AgreementDocument) -> bool:
    """Whether a text has clauses that address participants."""
    return any(one.id.startswith(SHEET) for one in live(document.clauses))


def standard_clauses_of(document: AgreementDocument) -> tuple[tuple[Transfer, ...], bool]:
    """The transfers that rest on the Commission's clauses (Decision (EU) 2021/914), and whether the processing uses 2021/915."""
    terms = document.terms
    found = tuple(one for one in terms.transfers if one.mechanism == "46(2)(c)")
    return found, terms.processing.standard_clauses == "2021/915"


def has_request(document: AgreementDocument) -> bool:
    """Whether a text is about data of connected products that its user can request (Art. 4(1), 5(1) Data Act)."""
    act = document.terms.data_act
    return act.applies and bool(act.products) and act.route in ("user", "holder_for_user", "to_user")
