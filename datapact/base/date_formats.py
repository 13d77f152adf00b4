"""Days and moments as people write them, in files, options, fields and contracts: the one reader of all of them.

ISO 8601, German with dots, in words of both languages, or with slashes, whose order must be known.
``03/04/2026`` is the 3rd of April or the 4th of March. The file shows the order if one of its dates can be read in only
one way; otherwise the person states it. Times without a zone are local.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal

from datapact.base.clock import in_zone
from datapact.base.errors import Malformed
from datapact.base.local_time import end_of_day
from datapact.base.texts import N_

type DateOrder = Literal["dmy", "mdy"]
type Order = Literal["", "dmy", "mdy", "ambiguous", "both"]
"""The finding on a file's dates: none with slashes, one order, an undecidable one, or two orders at once."""

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)
_DOTS = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?Uhr)?)?", re.ASCII
)
_SLASHES = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})(?:[/.](\d{1,2})[/.](\d{1,2})|(\d{2})(\d{2}))", re.ASCII)
_IN_WORDS = re.compile(
    r"(\d{1,2})(?:\.|st|nd|rd|th)?(?:\s+of)?\s*([^\W\d_]{3,9})\.?,?\s*(\d{4})|([^\W\d_]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})"
)
_MONTHS = (
    ("jan", "januar", "january", "jän", "jänner"),
    ("feb", "februar", "february", "feber"),
    ("mär", "märz", "maerz", "mrz", "mar", "march"),
    ("apr", "april"),
    ("mai", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"),
    ("nov", "november"),
    ("dez", "dezember", "dec", "december"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_IN_PROSE = re.compile(rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}\.\s?\d{{1,2}}\.\s?\d{{4}}\b|{_IN_WORDS.pattern}")
_YEAR = re.compile(r"\d{4}")
"""What every form of a day in running text has."""
_LOOSE = ("%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ")
"""Forms that leave out a leading zero; ISO 8601 does not."""
THIS_CENTURY = 100
"""Years of two digits are all of this century: consents are younger than the GDPR."""
SINCE_1969 = 69
"""Years of two digits from here on are of the last century, as a person means them who types the day of a contract."""
LONGEST = 40
"""Characters of a written day or moment."""
FEWEST_DIGITS = 4
"""Of a written day, such as 5.3.26."""
EARLIEST, LATEST = 1900, 2200
"""Years that records take."""
_MOST_KNOWN = 20_000


class NoDate(ValueError):
    """A text that is no date; the importer says on which line."""


@dataclass(slots=True)
class DateReader:
    """Reads dates of one file into seconds since 1970. ``order`` is needed only for dates with slashes."""

    zone: tzinfo
    """Of days, and of times without a zone."""
    order: DateOrder | None = None
    _days: dict[str, int] = field(default_factory=dict)
    _ends: dict[str, int] = field(default_factory=dict)

    def start(self, value: str | date | datetime) -> int:
        """The moment; for a day its first second; raises NoDate."""
        if type(value) is str and len(value) == 20 and value[19] == "Z" and value[10] == "T":
            return self._utc(value)
        return self._seconds(value, ends=False)

    def end(self, value: str | date | datetime) -> int:
        """The moment; for a day its last second; raises NoDate."""
        if type(value) is not str:
            return self._seconds(value, ends=True)
        found = self._ends.get(value)
        if found is None:
            if len(self._ends) > _MOST_KNOWN:
                self._ends.clear()
            found = self._ends[value] = self._seconds(value, ends=True)
        return found

    def _utc(self, text: str) -> int:
        """The usual form, fast: one reading a day."""
        if not _UTC.fullmatch(text):
            raise NoDate
        day = self._days.get(text[:10])
        if day is None:
            if len(self._days) > _MOST_KNOWN:
                self._days.clear()
            day = self._days[text[:10]] = self._seconds(text[:10] + "T00:00:00Z", ends=False)
        hour, minute, second = int(text[11:13]), int(text[14:16]), int(text[17:19])
        if hour > 23 or minute > 59 or second > 59:
            raise NoDate
        return day + hour * 3600 + minute * 60 + second

    def _seconds(self, value: str | date | datetime, *, ends: bool) -> int:
        try:
            moment = value if isinstance(value, date) else read_written(value, self.order)
            if not EARLIEST <= moment.year <= LATEST:
                raise NoDate
            if not isinstance(moment, datetime):
                if ends:
                    return int(end_of_day(moment, self.zone).timestamp())
                moment = datetime(moment.year, moment.month, moment.day)  # noqa: DTZ001 - its zone comes next
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self.zone)
            return int(in_zone(moment, UTC).timestamp() // 1)
        except (ValueError, OverflowError):
            raise NoDate from None


def read_written(text: str, order: DateOrder | None = None, *, century: int = THIS_CENTURY) -> date | datetime:
    """A day, or a day with its time and with the zone that it names; raises ValueError (NoDate is one).

    ``order`` is that of days with slashes; ``century`` the first year of two digits that is of the last century.
    """
    stripped = text.strip()
    if len(stripped) > LONGEST:
        raise NoDate
    if _ISO.fullmatch(stripped):
        try:
            return date.fromisoformat(stripped) if len(stripped) == 10 else datetime.fromisoformat(stripped)
        except ValueError:
            return _loosely(stripped)
    if found := _DOTS.fullmatch(stripped):
        day, month, year, *clock = found.groups()
        return _made(_whole(int(year), century), int(month), int(day), clock)
    if found := _SLASHES.fullmatch(stripped):
        first, _, second, year, *clock = found.groups()
        if order is None:
            raise NoDate
        day, month = (first, second) if order == "dmy" else (second, first)
        return _made(_whole(int(year), century), int(month), int(day), clock)
    if found := _YEAR_FIRST.fullmatch(stripped):
        year, *parts = (part for part in found.groups() if part is not None)
        return date(int(year), *map(int, parts))
    if found := _IN_WORDS.fullmatch(stripped):
        day, name, year = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        return date(int(year), _MONTH_OF.get(name.casefold(), 0), int(day))  # a month without a number is no date
    return _loosely(stripped)


def read_day(text: str, order: DateOrder | None = None, *, century: int = THIS_CENTURY) -> date:
    """A day alone, as ``read_written`` reads it; raises ValueError for everything else, also for a day with its time."""
    found = read_written(text, order, century=century)
    if isinstance(found, datetime):
        raise NoDate
    return found


def is_day(text: str) -> bool:
    """Whether a text is a day or a moment and nothing else, also where the order of day and month is open."""
    if len(text.strip()) > LONGEST or sum(map(str.isdigit, text)) < FEWEST_DIGITS:  # all other texts are told at once
        return False
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    for order in orders:
        try:
            read_written(text, order)
        except ValueError:
            continue
        return True
    return False


def days_in_prose(words: str) -> Iterator[tuple[re.Match[str], date]]:
    """The days that stand in running text, with their years in four digits, in their order; what is no day is passed over."""
    if _YEAR.search(words) is None:  # as in most sentences, in which the forms of days are dear to look for
        return
    for found in _IN_PROSE.finditer(words):
        try:
            yield found, read_day(found.group())
        except ValueError:
            continue


def day_in_prose(words: str) -> date | None:
    """The first day that stands in running text, with its year in four digits; None where none does or it is no day."""
    found = _IN_PROSE.search(words)
    try:
        return None if found is None else read_day(found.group())
    except ValueError:
        return None


def read_time_of_day(text: str) -> time | None:
    """A time as people type it: 16:30, 16.30, 1630, 16 Uhr; None where it is none."""
    plain = text.strip().removesuffix("Uhr").removesuffix("h").strip()
    for pattern in ("%H:%M", "%H.%M", "%H%M", "%H"):
        if pattern == "%H%M" and len(plain) != len("1630"):
            continue
        try:
            return datetime.strptime(plain, pattern).time()  # noqa: DTZ007 - a time of day has no zone
        except ValueError:
            continue
    return None


def _loosely(text: str) -> date | datetime:
    """Whatever else ISO 8601 knows, such as 20261231 and 2026-W53-4, and forms without a leading zero."""
    for read in (date.fromisoformat, datetime.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    for form in _LOOSE:
        try:
            found = datetime.strptime(text, form)  # noqa: DTZ007 - local, as the file says
        except ValueError:
            continue
        if form == _LOOSE[0]:
            return found.date()
        return found.replace(tzinfo=UTC) if form.endswith("Z") else found
    raise NoDate


def _whole(year: int, century: int) -> int:
    """The year that one of two digits means."""
    return year if year >= 100 else year + (1900 if year >= century else 2000)


def _made(year: int, month: int, day: int, clock: list[str | None]) -> date | datetime:
    hour, minute, second = clock
    if hour is None or minute is None:
        return date(year, month, day)
    return datetime(year, month, day, int(hour), int(minute), int(second or 0))  # noqa: DTZ001 - local, as the file says


def order_of(values: Iterable[object]) -> Order:
    """The order that the dates of a file show."""
    seen: set[str] = set()
    for value in values:
        if not isinstance(value, str) or (found := _SLASHES.fullmatch(value.strip())) is None:
            continue
        first, second = int(found[1]), int(found[3])
        seen.add("dmy" if first > 12 else "mdy" if second > 12 else "ambiguous")
        if {"dmy", "mdy"} <= seen:
            return "both"
    if "dmy" in seen:
        return "dmy"
    if "mdy" in seen:
        return "mdy"
    return "ambiguous" if seen else ""


def settled_order(shown: Order, said: DateOrder | None) -> DateOrder | None:
    """The order to read by; raises Malformed where a file shows two, or none and none was stated."""
    if shown == "both":
        raise Malformed(
            N_("The dates of this file are in two orders, day first and month first. Write them as 2026-03-01.")
        )
    if said is not None:
        return said
    if shown == "ambiguous":
        raise Malformed(
            N_("The dates of this file can be read in two ways. Say the order: dmy (day first) or mdy (month first).")
        )
    return shown or None
