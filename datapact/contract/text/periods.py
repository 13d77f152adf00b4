"""Numbers and periods as contracts write them: in figures or words, German or English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from datapact.base.texts import Message, counted

_ONES = (
    *(
        "null zero",
        "ein eine einem einen einer eines one",
        "zwei two",
        "drei three",
        "vier four",
        "fünf five",
        "sechs six",
        "sieben seven",
    ),
    *(
        "acht eight",
        "neun nine",
        "zehn ten",
        "elf eleven",
        "zwölf twelve",
        "dreizehn thirteen",
        "vierzehn fourteen",
        "fünfzehn fifteen",
    ),
    *("sechzehn sixteen", "siebzehn seventeen", "achtzehn eighteen", "neunzehn nineteen"),
)
_TENS = (
    *(
        "zwanzig twenty",
        "dreißig thirty",
        "vierzig forty",
        "fünfzig fifty",
        "sechzig sixty",
        "siebzig seventy",
        "achtzig eighty",
    ),
    "neunzig ninety",
)
_GERMAN = ("", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun")
_ENGLISH = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _numbers() -> dict[str, int]:
    """The numbers up to ninety-nine by their words in both languages."""
    found = {word: number for number, words in enumerate(_ONES) for word in words.split()}
    for tens, words in enumerate(_TENS, 2):
        german, english = words.split()
        found |= {german: tens * 10, english: tens * 10}
        for ones in range(1, 10):
            number = tens * 10 + ones
            found |= {f"{_GERMAN[ones]}und{german}": number, f"{english}-{_ENGLISH[ones]}": number}
    return found


_NUMBERS = _numbers()
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_MORE = r"weitere[nmrs]?|volle[nmrs]?|ganze[nmrs]?|further|additional|successive|consecutive|full|more"
COUNT = rf"(?:[a-zäöüß][a-zäöüß -]{{2,36}} \((?=\d))?(?P<count>{_WORDS}|\d{{1,4}})(?: ?\([\w-]{{1,14}}\)|\))?[ -]{{0,2}}(?:(?:{_MORE})[ -])?"
"""A number before its unit ("ein weiteres", "two further"), as part of a pattern over lower case; the group ``count``."""
UNIT = (
    r"(?P<unit>werktag|arbeitstag|business day|working day|kalendertag|calendar day|tag|täg|day|woche|wöch|week|monat|month|jahr|jähr"
    r"|year|stunde|stünd|hour)"
)
"""The unit of a period; the group ``unit``."""


def number_in(match: re.Match[str]) -> int:
    """The number that ``COUNT`` found."""
    said = match.group("count")
    return _NUMBERS[said] if said in _NUMBERS else int(said)


def in_days(match: re.Match[str]) -> int | None:
    """The period in days; None for months, years, hours and working days."""
    unit = match.group("unit")
    if unit in ("tag", "täg", "day", "kalendertag", "calendar day"):
        return number_in(match)
    return number_in(match) * 7 if unit in ("woche", "wöch", "week") else None


def in_months(match: re.Match[str]) -> int | None:
    """The period in months; None for shorter units."""
    unit = match.group("unit")
    if unit in ("monat", "month"):
        return number_in(match)
    return number_in(match) * 12 if unit in ("jahr", "jähr", "year") else None


def in_hours(match: re.Match[str]) -> int | None:
    """The period in hours; None for longer units."""
    return number_in(match) if match.group("unit") in ("stunde", "stünd", "hour") else None


def period_words(match: re.Match[str]) -> Message:
    """The period as it is shown."""
    number, unit = number_in(match), match.group("unit")
    if unit in ("jahr", "jähr", "year"):
        return counted("{n} year", "{n} years", number)
    if unit in ("monat", "month"):
        return counted("{n} month", "{n} months", number)
    if unit in ("stunde", "stünd", "hour"):
        return counted("{n} hour", "{n} hours", number)
    if unit in ("woche", "wöch", "week"):
        return counted("{n} week", "{n} weeks", number)
    if unit in ("werktag", "arbeitstag", "business day", "working day"):
        return counted("{n} working day", "{n} working days", number)
    return counted("{n} day", "{n} days", number)


type PeriodUnit = Literal["hours", "days", "working_days", "weeks", "months", "years"]
_UNITS: Mapping[str, PeriodUnit] = {
    **dict.fromkeys(("stunde", "stünd", "hour"), "hours"),
    **dict.fromkeys(("werktag", "arbeitstag", "business day", "working day"), "working_days"),
    **dict.fromkeys(("woche", "wöch", "week"), "weeks"),
    **dict.fromkeys(("monat", "month"), "months"),
    **dict.fromkeys(("jahr", "jähr", "year"), "years"),
}
_PERIOD = re.compile(rf"(?<![\w.,/§-]){COUNT}{UNIT}(?:e[nrsm]?|s|n|ig\w{{0,3}})?(?![a-zäöüß])")


@dataclass(frozen=True, slots=True)
class Period:
    """A period of so many units."""

    number: int
    """Of units, from 0."""
    unit: PeriodUnit
    """As it is written."""

    def may_equal(self, other: Period) -> bool:
        """Whether both can be the same time: four weeks are 28 days, a month is 28 to 31 of them, working days are never counted exactly."""
        if {self.unit, other.unit} <= {"months", "years"}:
            return self._months == other._months
        (low, high), (least, most) = self._hours, other._hours
        return low <= most and least <= high

    @property
    def _months(self) -> int:
        return self.number * (12 if self.unit == "years" else 1)

    @property
    def _hours(self) -> tuple[int, int]:
        """The fewest and the most hours."""
        number = self.number
        match self.unit:
            case "hours":
                return number, number
            case "days" | "weeks":
                hours = number * (24 if self.unit == "days" else 168)
                return hours, hours
            case "working_days":
                return number * 24, (number * 7 // 5 + 4) * 24
            case "months" | "years":
                months = self._months
                return (months * 304 // 10 - 2) * 24, (months * 305 // 10 + 1) * 24


def periods_in(text: str) -> Iterator[tuple[Period, int, int]]:
    """The periods that a text names, each with begin and end of its words."""
    for match in _PERIOD.finditer(text.lower().replace("\u00a0", " ")):
        yield Period(number_in(match), _UNITS.get(match["unit"], "days")), match.start(), match.end()
