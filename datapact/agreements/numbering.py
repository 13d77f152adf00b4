"""Agreement numbers of the own organisation: DP-YEAR-COUNT, counted by year.

Every organisation counts for itself, so a partner's agreement may have the number that would be next here: that one is
left out, so that no two agreements of a vault are called the same.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import select

from datapact.agreements.tables import AgreementRow
from datapact.vault import store

if TYPE_CHECKING:
    from sqlmodel import Session


def next_number(session: Session, moment: datetime) -> str:
    """Take the next number of the year in the running transaction."""
    key = f"number:{moment.year}"
    count = int(store.get_meta(session, key) or "0") + 1
    while _is_taken(session, number := f"DP-{moment.year}-{count:04d}"):
        count += 1
    store.set_meta(session, key, str(count))
    return number


def _is_taken(session: Session, number: str) -> bool:
    return session.exec(select(AgreementRow.id).where(AgreementRow.number == number)).first() is not None
