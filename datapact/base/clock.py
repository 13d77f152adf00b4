"""Time: internally UTC, whole seconds, always from a clock that was passed in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo

from datapact.base.errors import Malformed
from datapact.base.texts import N_

type Clock = Callable[[], datetime]

_FORM = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)

_MIDDLE = 5_000


def utc_now() -> datetime:
    """The computer's clock, UTC, cut to whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def in_zone(moment: datetime, zone: tzinfo | None = None) -> datetime:
    """A moment by the clocks of ``zone`` (None: this computer's); the first or last second where the calendar ends there.

    All code uses this instead of ``datetime.astimezone``, which raises at both ends of the calendar: times in a history
    are their authors' claims, even the year 1 or 9999, and one of them must not stop its reader.
    """
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        if zone is None:  # systems know their own zone for a few centuries only
            zone = datetime(2000, 1, 1).astimezone().tzinfo or UTC
            return in_zone(moment if moment.tzinfo is not None else moment.replace(tzinfo=zone), zone)
        return _end_of_time(zone, early=moment.year < _MIDDLE)


def later(moment: datetime, span: timedelta) -> datetime:
    """The moment that much later or, below 0, earlier; the calendar's first or last second at its ends."""
    try:
        return moment + span
    except OverflowError:
        return _end_of_time(moment.tzinfo, early=span < timedelta())


def days_later(day: date, days: int) -> date:
    """The day that many days later or, below 0, earlier; the calendar's first or last day at its ends."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def _end_of_time(zone: tzinfo | None, *, early: bool) -> datetime:
    return datetime.min.replace(tzinfo=zone) if early else datetime.max.replace(microsecond=0, tzinfo=zone)


def local_day(moment: datetime) -> date:
    """The calendar day of a moment at this computer's place: contract days are local days."""
    return in_zone(moment).date()


def write_time(moment: datetime) -> str:
    """RFC 3339 in UTC with whole seconds, the only form in our formats: ``2026-11-24T23:14:17Z``."""
    written = in_zone(moment, UTC).replace(tzinfo=None, microsecond=0)
    return f"{written.isoformat()}Z"  # strftime writes the year 1 without its zeros


def read_time(text: object) -> datetime:
    """Read the form of ``write_time``; raises Malformed for any other."""
    if isinstance(text, str) and _FORM.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise Malformed(N_("A time in this file is not in the form 2026-11-24T23:14:17Z. Ask the sender for a new file."))
