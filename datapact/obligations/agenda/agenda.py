"""The agenda of obligations by due day, its counts, and the time line of one agreement."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from datapact.agreements.views.filters import fits_partner, title_column
from datapact.base.errors import WrongUse
from datapact.base.local_time import day_of, local_zone
from datapact.base.progress import CountProgress
from datapact.base.texts import N_
from datapact.obligations.due.obligation import KINDS, STATES, Obligation
from datapact.obligations.due.other import other_obligations
from datapact.obligations.due.projection import obligation_of, refresh_stale

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact.vault.database.session import Session

_PICKED = (
    "SELECT o.rowid AS place, o.due AS due FROM obligation AS o WHERE {conditions} ORDER BY o.due, place LIMIT :limit"
)
_WHOLE = (
    "SELECT o.*, coalesce(a.number, '') AS number, coalesce({title}, '') AS agreement_title FROM ({picked}) AS picked"
    " JOIN obligation AS o ON o.rowid = picked.place LEFT JOIN agreement AS a ON a.id = o.agreement"
)
"""The rows are picked in an index before any of them is read whole."""
MOST = 100_000


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of the agenda; empty members do not narrow it.

    ``overdue``: with obligations overdue from before the first day. ``partners``: with obligations of partners that we
    watch. ``closed``: with those done and waived. ``partner`` is a part of the name of a party. ``owner`` is the id of
    a member, or NOBODY. ``states`` are words of STATES or "overdue", and take the place of ``partners`` and ``closed``.
    """

    agreement: str = ""
    """History id; empty for all."""
    owner: str = ""
    kinds: tuple[str, ...] = ()
    """Keys of ``KINDS``; empty for all."""
    overdue: bool = True
    partners: bool = True
    closed: bool = False
    partner: str = ""
    states: tuple[str, ...] = ()


EVERYTHING = Filters()
NOBODY = "-"
"""The owner of what no member looks after."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of obligations that are overdue, and due within so many days. Partners' own obligations do not count."""

    overdue: int
    """A recurring obligation counts once, however often it was missed."""
    within_7: int
    """Due today included."""
    within_30: int
    """Those within 7 days included."""
    within_90: int
    """Those within 30 days included."""


def agenda(
    acting: Acting,
    first: date,
    last: date,
    filters: Filters = EVERYTHING,
    *,
    limit: int = MOST,
    progress: CountProgress | None = None,
) -> tuple[Obligation, ...]:
    """Obligations due from ``first`` to ``last`` (local days, both included), by day; brings the table up to date
    first.

    Of a recurring obligation missed more than once only the newest day is overdue.
    """
    if last < first:
        raise WrongUse(N_("The last day lies before the first."))
    _check_kinds(filters.kinds)
    refresh_stale(acting, progress)
    now = acting.clock()
    with acting.vault.read() as session:
        return agenda_as_derived(session, now, first, last, filters, limit)


def agenda_as_derived(
    session: Session, now: datetime, first: date, last: date, filters: Filters, limit: int = MOST
) -> tuple[Obligation, ...]:
    """``agenda`` from the table as it is; later changes are not in it (see projection.refresh_stale)."""
    today = day_of(now, local_zone(now))
    conditions, values = _conditions(session, today, first, last, filters)
    query = text(_WHOLE.format(title=title_column("a"), picked=_PICKED.format(conditions=conditions)))
    rows = session.connection().execute(query, {**values, "limit": limit}).all()
    found = [obligation_of(row, today, row.number, row.agreement_title) for row in rows]
    found += _others(session, now, first, last, filters)
    return tuple(sorted(_newest_of_series(found, today), key=_order)[:limit])


def days_with_obligations(
    session: Session, now: datetime, first: date, last: date, filters: Filters
) -> dict[date, int]:
    """The number of obligations of each day, of those in the agenda of these days; none from before them."""
    filters = replace(filters, overdue=False)
    conditions, values = _conditions(session, day_of(now, local_zone(now)), first, last, filters)
    query = text(f"SELECT o.due, count(*) FROM obligation AS o WHERE {conditions} GROUP BY o.due")  # noqa: S608 - ours
    found = {date.fromisoformat(row[0]): int(row[1]) for row in session.connection().execute(query, values)}
    for one in _others(session, now, first, last, filters):
        found[one.due] = found.get(one.due, 0) + 1
    return dict(sorted(found.items()))


def _conditions(session: Session, today: date, first: date, last: date, filters: Filters) -> tuple[str, dict[str, Any]]:
    """The SQL condition that selects the rows of the table, and its values."""
    states: list[str]
    if filters.states:
        states = [state for state in STATES if state in filters.states]
        if "overdue" in filters.states and "open" not in states:
            states.append("open")
    else:
        states = ["open", *(["not_ours"] if filters.partners else []), *(["done", "waived"] if filters.closed else [])]
    conditions = [f"o.state IN ({_list(states)})"]
    late = "(o.state = 'open' AND o.nature = 'duty' AND o.due < :today AND o.due <= :last)"
    conditions.append(
        f"(o.due BETWEEN :first AND :last OR {late})" if filters.overdue else "o.due BETWEEN :first AND :last"
    )
    if "overdue" in filters.states and "open" not in filters.states:
        conditions.append("(o.state <> 'open' OR (o.nature = 'duty' AND o.due < :today))")
    values: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat(), "today": today.isoformat()}
    if filters.agreement:
        conditions.append("o.agreement = :agreement")
        values["agreement"] = filters.agreement
    if filters.owner:
        conditions.append("o.owner = :owner")
        values["owner"] = "" if filters.owner == NOBODY else filters.owner
    if filters.kinds:
        conditions.append(f"o.kind IN ({_list(filters.kinds)})")
    if filters.partner:
        every = session.connection().execute(text("SELECT DISTINCT partners FROM agreement")).scalars()
        conditions.append(
            "o.agreement IN (SELECT id FROM agreement WHERE partners IN (SELECT value FROM json_each(:partners)))"
        )
        values["partners"] = json.dumps([name for name in every if fits_partner(name, filters.partner)])
    return " AND ".join(conditions), values


_LATE = datetime.fromisoformat("9999-01-01T00:00:00Z")


def _order(obligation: Obligation) -> tuple[date, bool, datetime, str]:
    """By day; on a day breaches come first, then what is due at an hour."""
    return obligation.due, obligation.kind != "breach", obligation.moment or _LATE, obligation.key


def _list(words: Iterable[str]) -> str:
    """Our own words as a list for SQL."""
    return ", ".join(f"'{word}'" for word in words)


def _check_kinds(kinds: Collection[str]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise WrongUse(
                N_("There is no kind of duty {kind}. Kinds: {kinds}."), kind=kind[:40], kinds=", ".join(KINDS)
            )


def _others(session: Session, now: datetime, first: date, last: date, filters: Filters) -> list[Obligation]:
    if filters.owner not in ("", NOBODY):
        return []
    found = []
    titles: dict[str, tuple[str, str]] = {}
    for one in other_obligations(session, now, local_zone(now)):
        in_span = first <= one.due <= last or (filters.overdue and one.overdue and one.due <= last)
        if not in_span or (filters.agreement and one.agreement != filters.agreement):
            continue
        if filters.kinds and one.kind not in filters.kinds:
            continue
        if filters.partner and not fits_partner(one.party_name, filters.partner):
            continue
        if filters.states and "open" not in filters.states and not ("overdue" in filters.states and one.overdue):
            continue
        if one.agreement and one.agreement not in titles:
            titles[one.agreement] = _named(session, one.agreement)
        number, title = titles.get(one.agreement, ("", ""))
        found.append(replace(one, number=number, agreement_title=title))
    return found


def _named(session: Session, agreement: str) -> tuple[str, str]:
    shown = f"SELECT number, {title_column()} FROM agreement WHERE id = :id"  # noqa: S608 - a column of ours
    row = session.connection().execute(text(shown), {"id": agreement})
    found = row.first()
    return (str(found[0]), str(found[1])) if found is not None else ("", "")


def _newest_of_series(obligations: Iterable[Obligation], today: date) -> list[Obligation]:
    """Leave out the missed days of a recurring obligation before the newest missed one."""
    newest: dict[str, date] = {}
    found = list(obligations)
    for one in found:
        if one.overdue and one.series:
            newest[one.series] = max(newest.get(one.series, one.due), one.due)
    return [one for one in found if not one.overdue or not one.series or one.due == newest[one.series]]


_COUNT = text(
    "SELECT count(DISTINCT CASE WHEN due < :today AND nature = 'duty' THEN series END),"
    " count(CASE WHEN due BETWEEN :today AND :d7 THEN 1 END), count(CASE WHEN due BETWEEN :today AND :d30 THEN 1 END),"
    " count(CASE WHEN due BETWEEN :today AND :d90 THEN 1 END) FROM obligation WHERE state = 'open' AND due <= :d90"
)


def counts(acting: Acting) -> Counts:
    """The figures above the agenda, from one query and the other obligations; brings the table up to date first."""
    refresh_stale(acting)
    with acting.vault.read() as session:
        return counts_as_derived(session, acting.clock())


def counts_as_derived(session: Session, now: datetime) -> Counts:
    """``counts`` from the table as it is."""
    zone = local_zone(now)
    today = day_of(now, zone)
    values = {"today": today.isoformat()} | {
        f"d{days}": (today + timedelta(days=days)).isoformat() for days in (7, 30, 90)
    }
    overdue, *within = (int(n) for n in session.connection().execute(_COUNT, values).one())
    others = list(other_obligations(session, now, zone))
    overdue += sum(one.overdue for one in others)
    ahead = [(one.due - today).days for one in others if not one.overdue and one.due >= today]
    seven, thirty, ninety = (
        n + sum(away <= days for away in ahead) for n, days in zip(within, (7, 30, 90), strict=True)
    )
    return Counts(overdue, seven, thirty, ninety)


def time_line(acting: Acting, agreement: str, last: date | None = None) -> tuple[Obligation, ...]:
    """The time line of one agreement: everything with a day, closed obligations too, oldest first."""
    return agenda(acting, date.min, last or date.max, Filters(agreement=agreement, closed=True))
