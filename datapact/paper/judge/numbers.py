"""Numbers and periods as contracts write them: in figures or words, German or English."""

from __future__ import annotations

import re

from datapact.base.texts import Message, counted

_NUMBERS = {
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "eines": 1, "one": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4,
    "four": 4, "fünf": 5, "five": 5, "sechs": 6, "six": 6, "sieben": 7, "seven": 7, "acht": 8, "eight": 8, "neun": 9, "nine": 9,
    "zehn": 10, "ten": 10, "zwölf": 12, "twelve": 12, "vierzehn": 14, "fourteen": 14, "vierundzwanzig": 24, "twenty-four": 24,
    "elf": 11, "eleven": 11, "fünfzehn": 15, "fifteen": 15, "achtzehn": 18, "eighteen": 18, "zwanzig": 20, "twenty": 20,
    "einundzwanzig": 21, "twenty-one": 21, "sechsunddreißig": 36, "thirty-six": 36, "fünfundvierzig": 45, "forty-five": 45,
    "dreißig": 30, "thirty": 30, "achtundvierzig": 48, "forty-eight": 48, "sechzig": 60, "sixty": 60, "zweiundsiebzig": 72,
    "seventy-two": 72, "neunzig": 90, "ninety": 90,
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_MORE = r"weitere[nmrs]?|volle[nmrs]?|ganze[nmrs]?|further|additional|successive|consecutive|full|more"
COUNT = rf"(?:[a-zäöüß][a-zäöüß -]{{2,36}} \((?=\d))?(?P<count>{_WORDS}|\d{{1,4}})(?: ?\([\w-]{{1,14}}\)|\))?[ -]{{0,2}}(?:(?:{_MORE})[ -])?"
"""A number before its unit ("ein weiteres", "two further"), as part of a pattern over lower case; the group ``count``."""
UNIT = (
    r"(?P<unit>werktag|arbeitstag|business day|working day|kalendertag|calendar day|tag|day|woche|week|monat|month|jahr|year"
    r"|stunde|hour)"
)
"""The unit of a period; the group ``unit``."""


def number_in(match: re.Match[str]) -> int:
    """The number that ``COUNT`` found."""
    said = match.group("count")
    return _NUMBERS[said] if said in _NUMBERS else int(said)


def in_days(match: re.Match[str]) -> int | None:
    """The period in days; None for months, years, hours and working days."""
    unit = match.group("unit")
    if unit in ("tag", "day", "kalendertag", "calendar day"):
        return number_in(match)
    return number_in(match) * 7 if unit in ("woche", "week") else None


def in_months(match: re.Match[str]) -> int | None:
    """The period in months; None for shorter units."""
    unit = match.group("unit")
    if unit in ("monat", "month"):
        return number_in(match)
    return number_in(match) * 12 if unit in ("jahr", "year") else None


def in_hours(match: re.Match[str]) -> int | None:
    """The period in hours; None for longer units."""
    return number_in(match) if match.group("unit") in ("stunde", "hour") else None


def period_words(match: re.Match[str]) -> Message:
    """The period as it is shown."""
    number, unit = number_in(match), match.group("unit")
    if unit in ("jahr", "year"):
        return counted("{n} year", "{n} years", number)
    if unit in ("monat", "month"):
        return counted("{n} month", "{n} months", number)
    if unit in ("stunde", "hour"):
        return counted("{n} hour", "{n} hours", number)
    if unit in ("woche", "week"):
        return counted("{n} week", "{n} weeks", number)
    if unit in ("werktag", "arbeitstag", "business day", "working day"):
        return counted("{n} working day", "{n} working days", number)
    return counted("{n} day", "{n} days", number)
