"""The page of the calendar, from one reading of the vault: obligations in groups, days with obligations, choices."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from sqlalchemy import text

from datapact.agreements.views.portfolio import MONTHS, months_after
from datapact.base.local_time import day_of, local_zone
from datapact.base.texts import N_, Message
from datapact.obligations.agenda.agenda import (
    Counts,
    Filters,
    agenda_as_derived,
    counts_as_derived,
    days_with_obligations,
)
from datapact.obligations.due.obligation import KINDS, Obligation
from datapact.obligations.due.projection import stale
from datapact.organisation.identity.own_history import own_line

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

type Group = Literal["overdue", "within_7", "within_30", "within_90", "later", "earlier"]

GROUP_WORDS: Mapping[Group, str] = {
    "overdue": N_("Overdue"),
    "within_7": N_("Within 7 days"),
    "within_30": N_("Within 30 days"),
    "within_90": N_("Within 90 days"),
    "later": N_("Later"),
    "earlier": N_("Before today"),
}
MOST_SHOWN = 5_000
"""Rows of one reading: more is for the filters, and the page says so."""
_MOST_PARTNERS = 500
_KINDS = text("SELECT kind, count(*) FROM obligation WHERE state IN ('open', 'not_ours') GROUP BY kind")
_PARTNERS = text(
    "SELECT DISTINCT partners FROM agreement WHERE partners <> '' AND id IN (SELECT agreement FROM obligation)"
    " ORDER BY partners LIMIT :most"
)


@dataclass(frozen=True, slots=True)
class MemberName:
    """A member who can own an obligation."""

    id: str
    """Slug of the name, unique in the organisation."""
    name: str
    """As it is known now."""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """The content of the page of the calendar.

    ``groups`` in the order of urgency, empty ones left out. ``more``: there are obligations beyond MOST_SHOWN.

    ``days`` gives the number of obligations of each day until the end of this month in a year; ``waiting`` the number
    of agreements whose obligations are still to be derived. ``kinds`` and ``partners`` are the choices of the filters.
    """

    today: date
    """The local day."""
    groups: tuple[tuple[Group, tuple[Obligation, ...]], ...]
    more: bool
    counts: Counts
    """Of all obligations, whatever the filters."""
    days: Mapping[date, int] = field(hash=False)
    waiting: int
    kinds: tuple[str, ...]
    partners: tuple[str, ...]
    members: tuple[MemberName, ...]
    """All of our members, by name."""

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """All obligations of the groups, in order."""
        return tuple(obligation for _group, obligations in self.groups for obligation in obligations)


def group_of(obligation: Obligation, today: date) -> Group:
    """The group of an obligation in the agenda of ``today``."""
    if obligation.overdue:
        return "overdue"
    left = (obligation.due - today).days
    if left < 0:
        return "earlier"
    return "within_7" if left <= 7 else "within_30" if left <= 30 else "within_90" if left <= 90 else "later"


def in_groups(obligations: Sequence[Obligation], today: date) -> tuple[tuple[Group, tuple[Obligation, ...]], ...]:
    """Obligations by group, in the order of GROUP_WORDS; within a group they keep their order."""
    found: dict[Group, list[Obligation]] = {group: [] for group in GROUP_WORDS}
    for obligation in obligations:
        found[group_of(obligation, today)].append(obligation)
    return tuple((group, tuple(members)) for group, members in found.items() if members)


def quarters(today: date, number: int = 8) -> tuple[str, ...]:
    """This quarter and those after it, such as ``2027-Q1``."""
    begin = today.year * 4 + (today.month - 1) // 3
    return tuple(f"{one // 4}-Q{one % 4 + 1}" for one in range(begin, begin + number))


def days_of_quarter(quarter: str) -> tuple[date, date] | None:
    """The first and last day of a quarter such as ``2027-Q1``; None for what is not written so."""
    found = re.fullmatch(r"([0-9]{4})-Q([1-4])", quarter)
    if found is None or not date.min.year < int(found[1]) < date.max.year:
        return None
    first = date(int(found[1]), int(found[2]) * 3 - 2, 1)
    return first, months_after(first, 3) - timedelta(days=1)


def agenda_page(acting: Acting, filters: Filters, *, all_years: bool = False, quarter: str = "") -> AgendaPage:
    """The page from the table of obligations as it is; derives nothing anew and writes nothing.

    It has obligations until the end of this month in a year, or with ``all_years`` of all days; closed ones, where
    asked for, from any day. With a ``quarter`` (see ``quarters``) it has those of its days alone.
    """
    now = acting.clock()
    span = days_of_quarter(quarter)
    with acting.vault.read() as session:
        return _page(acting, session, filters, all_years=all_years, span=span, today=day_of(now, local_zone(now)))


def _within(span: tuple[date, date] | None, today: date, year: date) -> tuple[date, date]:
    """The days of the line of the year that the list is about."""
    first, last = span or (today, year)
    return max(first, today), min(last, year)


def _page(
    acting: Acting,
    session: Session,
    filters: Filters,
    *,
    all_years: bool,
    span: tuple[date, date] | None,
    today: date,
) -> AgendaPage:
    now = acting.clock()
    year = months_after(today, MONTHS + 1) - timedelta(days=1)
    last = date.max if all_years else year
    closed = filters.closed or bool({"done", "waived"} & set(filters.states))
    first, last = span or (date.min if closed else today, last)
    shown = filters if span is None else replace(filters, overdue=False)
    obligations = agenda_as_derived(session, now, first, last, shown, MOST_SHOWN + 1)
    found = session.connection()
    kinds = {row[0] for row in found.execute(_KINDS)} | {obligation.kind for obligation in obligations}
    members = own_line(session).state.members.values()
    return AgendaPage(
        today=today,
        groups=in_groups(obligations[:MOST_SHOWN], today),
        more=len(obligations) > MOST_SHOWN,
        counts=counts_as_derived(session, now),
        days=days_with_obligations(session, now, *_within(span, today, year), filters),
        waiting=len(stale(session, today)),
        kinds=tuple(kind for kind in KINDS if kind in kinds),
        partners=tuple(found.execute(_PARTNERS, {"most": _MOST_PARTNERS}).scalars()),
        members=tuple(
            MemberName(one.id, one.name) for one in sorted(members, key=lambda one: (one.name.casefold(), one.id))
        ),
    )


def obligations_of_agreement(acting: Acting, agreement: str) -> tuple[Obligation, ...]:
    """The time line of one agreement from the table as it is, closed obligations too, oldest first."""
    with acting.vault.read() as session:
        return agenda_as_derived(session, acting.clock(), date.min, date.max, Filters(agreement=agreement, closed=True))


def group_words(group: Group) -> Message:
    """The name of a group."""
    return Message(GROUP_WORDS[group])
