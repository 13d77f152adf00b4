"""Days and minutes for tables: short, in the language of the window, each day formatted once."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from datapact.base.clock import in_zone, read_time
from datapact.base.texts import MONTHS, Language, current_language


def short_day(text: str | None) -> str:
    """A day or the local day of a UTC time, from ISO text; empty for none."""
    return _short(text, current_language()) if text else ""


def short_minute(moment: datetime) -> str:
    """Local day and minute of a moment: ``30.11.2026, 14:20``."""
    here = in_zone(moment)
    return f"{short_day(here.date().isoformat())}, {here:%H:%M}"


@lru_cache(maxsize=10_000)
def _short(text: str, language: Language) -> str:
    day = in_zone(read_time(text)).date() if "T" in text else date.fromisoformat(text)
    if language == "de":
        return f"{day.day:02}.{day.month:02}.{day.year:04}"
    return f"{day.day} {MONTHS[language][day.month - 1][:3]} {day.year:04}"
