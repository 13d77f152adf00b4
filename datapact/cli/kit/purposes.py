"""What agreements call a purpose, in what a command says to people; ``--json`` and options keep its term."""

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
    """What these agreements, and those on these datasets (None: all of which anything is recorded), call purposes today."""
    return purpose_names(session, day_of(now, local_zone(now)), agreements=agreements, datasets=datasets)
