"""Days in words, for sentences and documents."""

from __future__ import annotations

from datetime import date

from datapact.base.texts import MONTHS, Language


def long_date(day: date, language: Language) -> str:
    """``1. März 2027`` or ``1 March 2027``."""
    return f"{day.day}{'.' if language == 'de' else ''} {MONTHS[language][day.month - 1]} {day.year}"


def long_day(day: date, language: Language) -> str:
    """``Montag, 1. März 2027`` or ``Monday, 1 March 2027``."""
    from babel.dates import format_date  # which loads Unicode's tables

    return f"{format_date(day, 'EEEE', locale=language)}, {long_date(day, language)}"


def month_name(day: date, language: Language) -> str:
    """``März 2027`` or ``March 2027``."""
    return f"{MONTHS[language][day.month - 1]} {day.year}"


def weekday_names(language: Language) -> list[str]:
    """``Mo`` to ``So``, or ``Mon`` to ``Sun``."""
    from babel.dates import get_day_names

    names = get_day_names("short" if language == "de" else "abbreviated", context="stand-alone", locale=language)
    return [names[day].rstrip(".") for day in range(7)]
