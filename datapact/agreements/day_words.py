"""Days inside messages: written out in the reader's language instead of as machines write them."""

from __future__ import annotations

from datetime import date, datetime

from datapact.agreements.checks.words import OwnWords
from datapact.agreements.formatters import long_date
from datapact.texts import Argument


def day_words(day: date) -> OwnWords:
    """``1 March 2027`` or ``1. März 2027``, as an argument of a message; of a moment, the day that it has itself."""
    return OwnWords(long_date(day, "en"), german=long_date(day, "de"))


def minute_words(moment: datetime) -> OwnWords:
    """``1 March 2027, 16:35`` or ``1. März 2027, 16:35 Uhr``; of the moment as it is given, so make it local before."""
    return OwnWords(
        f"{long_date(moment, 'en')}, {moment:%H:%M}", german=f"{long_date(moment, 'de')}, {moment:%H:%M} Uhr"
    )


def day_said(day: str) -> Argument:
    """The day of a text such as 2027-03-01; another text stays as it is."""
    try:
        return day_words(date.fromisoformat(day))
    except ValueError:
        return day
