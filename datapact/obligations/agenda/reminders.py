"""Reminders 90, 30 and 7 days before something is due, once each for every member, until it is acknowledged.

Acknowledgements are a setting of the member in the vault, no fact about the obligation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import Message, counted
from datapact.obligations.agenda.agenda import EVERYTHING, Filters, agenda, agenda_as_derived
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.projection import refresh_stale
from datapact.vault.database.settings import read_settings, write_settings

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting

DAYS_BEFORE = (90, 30, 7)
OVERDUE = -1
"""Stands for the reminder that something is overdue, which comes once more."""
_SETTING = "reminders"


@dataclass(frozen=True, slots=True)
class Reminder:
    """An obligation to remind of. ``stage`` is 90, 30, 7, or OVERDUE; ``days_left`` is below 0 once it is overdue."""

    obligation: Obligation
    """Ours and open."""
    stage: int
    days_left: int


def stage_of(days_left: int, *, overdue: bool = False) -> int | None:
    """The newest reminder reached so many days before; None where the first is still ahead or the day has passed."""
    if overdue:
        return OVERDUE
    if days_left < 0:
        return None
    return min((days for days in DAYS_BEFORE if days_left <= days), default=None)


def reminders(acting: Acting, *, mine: bool = False) -> tuple[Reminder, ...]:
    """The acting member's reminders for today that are not acknowledged, most urgent first.

    With ``mine`` only obligations that the member owns, or nobody.
    """
    refresh_stale(acting)
    return reminders_as_derived(acting, mine=mine)


def reminders_as_derived(acting: Acting, *, mine: bool = False) -> tuple[Reminder, ...]:
    """``reminders`` from the table of obligations as it is; writes nothing."""
    now = acting.clock()
    today = day_of(now, local_zone(now))
    last = today + timedelta(days=max(DAYS_BEFORE))
    with acting.vault.read() as session:
        obligations = agenda_as_derived(session, now, today, last, Filters(partners=False))
    seen = _seen(acting)
    if mine:
        obligations = tuple(one for one in obligations if one.owner in ("", acting.member.id))
    return due_reminders(obligations, seen, today)


def due_reminders(obligations: Iterable[Obligation], seen: Mapping[str, int], today: date) -> tuple[Reminder, ...]:
    """The reminders for ``obligations``; ``seen`` gives the newest acknowledged stage by key of the obligation."""
    found = []
    for obligation in obligations:
        left = (obligation.due - today).days
        stage = stage_of(left, overdue=obligation.overdue)
        if stage is not None and (obligation.key not in seen or stage < seen[obligation.key]):
            found.append(Reminder(obligation, stage, left))
    return tuple(sorted(found, key=lambda one: (one.days_left, one.obligation.key)))


def discreet_words(given: Collection[Reminder]) -> tuple[Message, ...]:
    """The words of a desktop notification, which anybody can read: figures, no names, titles or partners."""
    overdue = sum(one.stage == OVERDUE for one in given)
    soon = len(given) - overdue
    return tuple(
        words
        for number, words in (
            (overdue, counted("{n} duty is overdue", "{n} duties are overdue", overdue)),
            (soon, counted("{n} day comes near", "{n} days come near", soon)),
        )
        if number
    )


def acknowledge(acting: Acting, given: Collection[Reminder]) -> None:
    """Record that the acting member has seen these; deletes acknowledgements that are no longer ahead."""
    if not given:
        return
    seen = dict(_seen(acting))
    seen |= {one.obligation.key: one.stage for one in given}
    now = acting.clock()
    today = day_of(now, local_zone(now))
    alive = {one.key for one in agenda(acting, today, today + timedelta(days=max(DAYS_BEFORE)), EVERYTHING)}
    kept = {key: stage for key, stage in seen.items() if key in alive}
    with acting.vault.write(reader=True) as session:
        write_settings(session, acting.member.id, {_SETTING: dict(sorted(kept.items()))})


def _seen(acting: Acting) -> dict[str, int]:
    with acting.vault.read() as session:
        known = read_settings(session, acting.member.id).get(_SETTING)
    if not isinstance(known, dict):
        return {}
    return {key: stage for key, stage in known.items() if isinstance(stage, int)}
