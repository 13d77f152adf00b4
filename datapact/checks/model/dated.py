"""Days and numbers in the words that name a document: a letter has a day, a notice a day, a version or a section."""

from __future__ import annotations

import re
from datetime import date

from datapact.checks.model.named import names_something

_MONTHS = (
    *("januar january jan", "februar february feb", "märz march mär mar", "april apr", "mai may", "juni june jun"),
    *(
        "juli july jul",
        "august aug",
        "september sep sept",
        "oktober october okt oct",
        "november nov",
        "dezember december dez dec",
    ),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_NAMED = "|".join(sorted(_MONTH, key=len, reverse=True))
_DAY = re.compile(
    rf"(?<!\d)(?:(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})|(?P<day2>\d{{1,2}})\.\s?(?P<month2>\d{{1,2}})\.\s?(?P<year2>\d{{4}})"
    rf"|(?P<day3>\d{{1,2}})\.?\s+(?P<month3>{_NAMED})\.?\s+(?P<year3>\d{{4}})|(?P<month4>{_NAMED})\.?\s+(?P<day4>\d{{1,2}}),?\s+(?P<year4>\d{{4}}))(?!\d)",
    re.IGNORECASE,
)


def days_in(words: str) -> tuple[date, ...]:
    """Every day of the calendar that the words name, as written in German or English."""
    found = []
    for match in _DAY.finditer(words):
        said = {name[:-1] if name[-1].isdigit() else name: value for name, value in match.groupdict().items() if value}
        month = _MONTH.get(said["month"].casefold(), 0) or (int(said["month"]) if said["month"].isdecimal() else 0)
        try:
            found.append(date(int(said["year"]), month, int(said["day"])))
        except ValueError:
            continue
    return tuple(found)


def is_dated(words: str, on: date, since: date) -> bool:
    """Whether words name a document of a day that can be: none after ``on``, and none before ``since``, the first day of the law
    that asks for it. A letter of next month shows nothing yet; one of before the law is about something else.
    """
    return names_something(words) and any(since <= day <= on for day in days_in(words))


def is_reference(words: str) -> bool:
    """Whether words name a document by which it can be found: with a day, a version, a section or a file mark."""
    return names_something(words) and any(one.isdigit() for one in words)
