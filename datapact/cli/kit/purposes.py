"""Names of purposes in agreements, for what a command prints for people; ``--json`` and options keep its term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from datapact.base.local_time import day_of, local_zone
from datapact.consent.terms.named_purposes import purpose_names
from datapact.consent.terms.purpose_names import PurposeNames

if TYPE_CHECKING:
    from datetime import datetime

    from datapact.vault.database.session import Session


def purpose_names_today(
    session: Session, now: datetime, *, agreements: Iterable[str] = (), datasets: Iterable[str] | None = ()
) -> PurposeNames:
    """The names of purposes today in these agreements, and in those on these datasets (None: all of which anything is recorded)."""
    return purpose_names(session, day_of(now, local_zone(now)), agreements=agreements, datasets=datasets)
