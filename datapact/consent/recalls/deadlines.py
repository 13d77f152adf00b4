"""Deadlines in days for telling recipients and for dealing with recalled data: as agreed, or our default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from datapact.agreements.projection.reading_version import consolidated
from datapact.base.errors import DataPactError, WrongUse
from datapact.base.texts import N_
from datapact.organisation.acting.acting_member import require_more_than_reading
from datapact.vault.database.settings import WHOLE_VAULT, read_settings, write_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

DAYS_SETTING = "recalls.days"
"""Setting of the vault: days to tell recipients and to act where the agreement says nothing."""
MOST_DAYS = 365
DEFAULT_DAYS = 7
"""House default. The law says "without undue delay" and sets no number (Art. 19 GDPR)."""


def house_days(session: Session) -> int:
    """Our default days for telling recipients and dealing with data, where the agreement does not say."""
    value = read_settings(session, WHOLE_VAULT).get(DAYS_SETTING)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_DAYS else DEFAULT_DAYS


def set_house_days(acting: Acting, days: int) -> None:
    """Set our default days; raises WrongUse for a number out of bounds, Locked for a mere auditor."""
    if not 0 <= days <= MOST_DAYS:
        raise WrongUse(N_("The house default is 0 to {most} days."), most=MOST_DAYS)
    require_more_than_reading(acting)
    with acting.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {DAYS_SETTING: days})


def agreed_days(session: Session, agreement: str, day: date) -> int | None:
    """Days within which the agreement, as it reads on a local day, has withdrawals passed on; None where it sets none.

    The day is that on which we learned of the withdrawal: a later amendment changes no period that runs.
    """
    if not agreement:
        return None
    try:
        terms: Any = consolidated(session, agreement, day).state.get("terms", {})
    except DataPactError:
        return None
    rights = terms.get("rights", {}) if isinstance(terms, Mapping) else {}
    days = rights.get("propagation_days") if isinstance(rights, Mapping) else None
    return days if isinstance(days, int) else None
