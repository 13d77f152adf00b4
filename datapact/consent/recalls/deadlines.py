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

FOLLOW_UP_SETTING = "recalls.follow_up_days"
"""Setting of the vault: days after which a recipient that was told and has not answered is asked again."""
DEFAULT_FOLLOW_UP_DAYS = 7
"""House default. No law sets a number; whoever was told today cannot have acted yet."""


def house_days(session: Session) -> int:
    """Our default days for telling recipients and dealing with data, where the agreement does not say."""
    return _days(session, DAYS_SETTING, 0, DEFAULT_DAYS)


def follow_up_days(session: Session) -> int:
    """Our days between telling a recipient and asking it again."""
    return _days(session, FOLLOW_UP_SETTING, 1, DEFAULT_FOLLOW_UP_DAYS)


def _days(session: Session, setting: str, least: int, default: int) -> int:
    value = read_settings(session, WHOLE_VAULT).get(setting)
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST_DAYS else default


def set_house_days(acting: Acting, days: int, follow_up: int | None = None) -> None:
    """Set our default days, and those of ``follow_up_days`` where given; raises WrongUse for a number out of bounds, Locked
    for a mere auditor."""
    if not 0 <= days <= MOST_DAYS:
        raise WrongUse(N_("The house default is 0 to {most} days."), most=MOST_DAYS)
    if follow_up is not None and not 1 <= follow_up <= MOST_DAYS:
        raise WrongUse(N_("A recipient is asked again after 1 to {most} days."), most=MOST_DAYS)
    require_more_than_reading(acting)
    with acting.vault.write() as session:
        write_settings(session, WHOLE_VAULT, {DAYS_SETTING: days})
        if follow_up is not None:
            write_settings(session, WHOLE_VAULT, {FOLLOW_UP_SETTING: follow_up})


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
