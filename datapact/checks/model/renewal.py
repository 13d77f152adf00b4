"""When a consent is to be renewed: on the day of its number that many months on, where the agreement sets an interval (check K05)."""

from __future__ import annotations

import calendar
from datetime import date, timedelta


def due(given: date, months: int) -> date:
    """The first day on which a consent of ``given`` is to be renewed; where the month lacks the number, the first of the next."""
    year, month = divmod(given.year * 12 + given.month - 1 + months, 12)
    if year >= date.max.year:
        return date.max
    length = calendar.monthrange(year, month + 1)[1]
    if given.day <= length:
        return date(year, month + 1, given.day)
    return date(year, month + 1, length) + timedelta(days=1)


def last_due(on: date, months: int) -> date:
    """The last day of which a consent is to be renewed by ``on``; none of before the calendar."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    if year < 1:
        return date.min
    return date(year, month + 1, min(on.day, calendar.monthrange(year, month + 1)[1]))
