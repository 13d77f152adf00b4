"""Local days and moments: the meaning of a day (docs/decisions/0011), and times in words.

Today means now. Any other day means its last second, local time: an end or a withdrawal during that day counts.
Contract days are local days, the end day included.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from datapact.base.clock import days_later, in_zone, later
from datapact.base.day_words import long_date
from datapact.base.errors import Malformed
from datapact.base.texts import N_, Language, Message, counted


def local_zone(now: datetime) -> tzinfo:
    """The zone of this computer by name where it has one, else its offset from UTC at ``now``."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name and Path("/etc/localtime").is_symlink():
        name = str(Path("/etc/localtime").readlink()).rpartition("zoneinfo/")[2]
    try:
        return ZoneInfo(name) if name else _offset_at(now)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _offset_at(now)


def _offset_at(now: datetime) -> tzinfo:
    return timezone(in_zone(now).utcoffset() or timedelta())


def write_zone(zone: tzinfo) -> str:
    """The zone as text: ``Europe/Berlin``, or ``+60`` for minutes east of UTC."""
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone.key
    offset = zone.utcoffset(datetime(2000, 1, 1, tzinfo=UTC)) or timedelta()
    return f"{int(offset.total_seconds()) // 60:+d}"


def read_zone(text: str) -> tzinfo:
    """The zone that ``write_zone`` wrote; raises Malformed for an unknown one."""
    try:
        if text[:1] in "+-":
            return timezone(timedelta(minutes=int(text)))
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Malformed(N_("The time zone of this record is not known on this computer.")) from None


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last second of a local day, UTC."""
    if day == date.max:
        return datetime.max.replace(microsecond=0, tzinfo=UTC)
    following = days_later(day, 1)
    midnight = datetime(following.year, following.month, following.day, tzinfo=zone)
    return later(in_zone(midnight, UTC), timedelta(seconds=-1))


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """The first second of a local day, UTC."""
    return in_zone(datetime(day.year, day.month, day.day, tzinfo=zone), UTC)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The local day of a moment."""
    return in_zone(moment, zone).date()


def minute_text(moment: datetime, zone: tzinfo) -> str:
    """Day and minute in ``zone``: ``2026-11-24 14:20``."""
    return in_zone(moment, zone).replace(tzinfo=None).isoformat(" ", "minutes")


def moment_of(day: date | None, now: datetime, zone: tzinfo | None = None) -> datetime:
    """The moment meant by a question "on ``day``"; None is today."""
    zone = zone or local_zone(now)
    if day is None or day == day_of(now, zone):
        return now
    return end_of_day(day, zone)


_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY


_LAST_SECOND = time(23, 59, 59)


def is_day_alone(moment: datetime, zone: tzinfo | None = None) -> bool:
    """Whether a moment stands for a local day: its first second, by which days are recorded, or its last (``zone`` None:
    this computer's)."""
    return in_zone(moment, zone).time() in (time.min, _LAST_SECOND)


def day_meant(beginning: datetime) -> date:
    """The day whose beginning was recorded, wherever it was recorded and is read: noon after midnight is on one day of universal
    time in every zone from UTC-11 to UTC+12; the islands beyond read the day before."""
    return later(in_zone(beginning, UTC), timedelta(hours=12)).date()


def day_or_time(moment: datetime, zone: tzinfo | None, language: Language) -> str:
    """The local day alone of what was said by its day, else day and time as in ``exact_time``."""
    return (
        long_date(in_zone(moment, zone).date(), language)
        if is_day_alone(moment, zone)
        else exact_time(moment, zone, language)
    )


def relative_time(moment: datetime, now: datetime) -> Message:
    """The time since ``moment`` in words, from a day on in days of the calendar; for a moment after ``now`` the remark that a
    clock is wrong.
    """
    seconds = int((now - moment).total_seconds())
    days = (in_zone(now).date() - in_zone(moment).date()).days
    if seconds >= 0 and days < 2 and is_day_alone(moment):
        return Message(N_("yesterday") if days else N_("today"))
    if seconds < -_MINUTE:
        return Message(N_("in the future by this computer's clock"))
    if seconds < _MINUTE:
        return Message(N_("just now"))
    if seconds < _HOUR:
        return counted("{n} minute ago", "{n} minutes ago", seconds // _MINUTE)
    if seconds < _DAY:
        return counted("{n} hour ago", "{n} hours ago", seconds // _HOUR)
    if seconds < 2 * _MONTH:
        return counted("{n} day ago", "{n} days ago", days)
    if seconds < 2 * _YEAR:
        return counted("{n} month ago", "{n} months ago", seconds // _MONTH)
    return counted("{n} year ago", "{n} years ago", seconds // _YEAR)


def exact_time(moment: datetime, zone: tzinfo | None, language: Language) -> str:
    """Day and time with seconds in ``zone`` (None: this computer's): ``24. November 2026, 14:03:07``."""
    from babel.dates import format_datetime  # heavy, and every --help reads this module

    local = in_zone(moment, zone)
    if language == "de":
        return str(format_datetime(local, "d. MMMM yyyy, HH:mm:ss", locale="de"))
    return str(format_datetime(local, "d MMMM yyyy, HH:mm:ss", locale="en"))
