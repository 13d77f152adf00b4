"""Days in words, for sentences and documents."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, get_day_names

from datapact.base.texts import Language


def long_date(day: date, language: Language) -> str:
    """``1. März 2027`` or ``1 March 2027``."""
    return format_date(day, "d. MMMM y" if language == "de" else "d MMMM y", locale=language)


def long_day(day: date, language: Language) -> str:
    """``Montag, 1. März 2027`` or ``Monday, 1 March 2027``."""
    return f"{format_date(day, 'EEEE', locale=language)}, {long_date(day, language)}"


def month_name(day: date, language: Language) -> str:
    """``März 2027`` or ``March 2027``."""
    return format_date(day, "LLLL y", locale=language)


def weekday_names(language: Language) -> list[str]:
    """``Mo`` to ``So``, or ``Mon`` to ``Sun``."""
    names = get_day_names("short" if language == "de" else "abbreviated", context="stand-alone", locale=language)
    return [names[day].rstrip(".") for day in range(7)]
