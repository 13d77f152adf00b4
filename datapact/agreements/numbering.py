"""Agreement numbers of the own organisation: DP-YEAR-COUNT, without gaps by year."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from datapact.vault import store

if TYPE_CHECKING:
    from sqlmodel import Session


def next_number(session: Session, moment: datetime) -> str:
    """Take the next number of the year in the running transaction."""
    key = f"number:{moment.year}"
    count = int(store.get_meta(session, key) or "0") + 1
    store.set_meta(session, key, str(count))
    return f"DP-{moment.year}-{count:04d}"
