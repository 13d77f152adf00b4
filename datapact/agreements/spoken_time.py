"""Moments as people say them: how long ago, and exactly, in the reader's own time zone."""

from __future__ import annotations

from datetime import datetime, tzinfo

from babel.dates import format_datetime

from datapact.texts import N_, Language, Message, counted

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY


def relative_time(moment: datetime, now: datetime) -> Message:
    """How long ago ``moment`` was; a moment after ``now`` says that a clock is wrong."""
    seconds = int((now - moment).total_seconds())
    if seconds < -_MINUTE:
        return Message(N_("in the future by this computer's clock"))
    if seconds < _MINUTE:
        return Message(N_("just now"))
    if seconds < _HOUR:
        return counted("{n} minute ago", "{n} minutes ago", seconds // _MINUTE)
    if seconds < _DAY:
        return counted("{n} hour ago", "{n} hours ago", seconds // _HOUR)
    if seconds < 2 * _MONTH:
        return counted("{n} day ago", "{n} days ago", seconds // _DAY)
    if seconds < 2 * _YEAR:
        return counted("{n} month ago", "{n} months ago", seconds // _MONTH)
    return counted("{n} year ago", "{n} years ago", seconds // _YEAR)


def exact_time(moment: datetime, zone: tzinfo | None, language: Language) -> str:
    """Day and time with seconds in ``zone`` (None: this computer's): ``24. November 2026, 14:03:07``."""
    local = moment.astimezone(zone)
    if language == "de":
        return str(format_datetime(local, "d. MMMM yyyy, HH:mm:ss", locale="de"))
    return str(format_datetime(local, "d MMMM yyyy, HH:mm:ss", locale="en"))
