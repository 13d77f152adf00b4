"""The largest sum of money that a text names, so that a rule of approval can ask from a sum on.

A reader of numbers in words of contracts, not of prices: what can be read in two ways counts as the larger one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from datapact.base.strictjson import strings_in
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import read_state

# A number is taken whole and nobody tries it again from its middle: a text of a partner may be digits without end.
_NUMBER = r"(?>\d+(?:[.,'’\u00a0\u202f ]\d+)*+)"
_BEGINS = r"(?<![\w.,])(?<!\d[.,'’\u00a0\u202f ])"
_MOST_DIGITS = 30
_MOST: int = 10**_MOST_DIGITS
_SCALE = r"(?:Mio\.?|Mrd\.?|Millionen|Milliarden|Million|Tsd\.?|Tausend|million|billion|thousand|bn|m|k)"
_EURO = r"(?:EUR|Euro|€|TEUR)"
_OTHER = r"(?:USD|US\$|\$|GBP|£|CHF|Franken|JPY|¥|CNY|SEK|NOK|DKK|PLN|CZK|Dollar|dollars|Pfund|pounds)"
_BEFORE = re.compile(rf"(?<![\w])({_EURO}|{_OTHER})\s?({_NUMBER})(?:[\s-]?({_SCALE})(?!\w))?")
_AFTER = re.compile(rf"{_BEGINS}({_NUMBER})(?:,[-–—]{{1,2}})?(?:[\s-]?({_SCALE}))?[\s-]?({_EURO}|{_OTHER})(?!\w)")
_FACTORS = {
    "mio": 10**6,
    "millionen": 10**6,
    "million": 10**6,
    "m": 10**6,
    "mrd": 10**9,
    "milliarden": 10**9,
    "billion": 10**9,
    "bn": 10**9,
    "tsd": 1000,
    "tausend": 1000,
    "thousand": 1000,
    "k": 1000,
}


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of money in a text."""

    euros: int
    """The largest sum in euros, rounded up; 0 for none."""
    foreign: bool
    """Whether a sum stands in another currency, which cannot be compared."""

    def reaches(self, least: int) -> bool:
        """Whether a sum of at least ``least`` euros stands there, or one that cannot be compared."""
        return self.foreign or self.euros >= least


def sums_in(state: Mapping[str, Any]) -> Sums:
    """The sums in the clauses and terms of a complete state."""
    return sums_of(_texts(state))


def sums_of(texts: Iterable[str]) -> Sums:
    """The sums in any texts, in a time that grows with their length alone."""
    euros, foreign = 0, False
    for text in texts:
        for value, currency in _found(text):
            if re.fullmatch(_EURO, currency):
                euros = max(euros, value)
            else:
                foreign = foreign or value > 0
    return Sums(euros, foreign)


def _found(text: str) -> Iterator[tuple[int, str]]:
    text = re.sub(r"\s+", " ", text)
    for found in _BEFORE.finditer(text):
        yield _value(found[2], found[3], found[1]), found[1]
    for found in _AFTER.finditer(text):
        yield _value(found[1], found[2], found[3]), found[3]


def _value(number: str, scale: str | None, currency: str) -> int:
    """The number in whole units, rounded up: groups of three after a mark are thousands, what is left cents."""
    plain = re.sub(r"[\s'’]", "", number)
    factor = _FACTORS.get((scale or "").rstrip(".").lower(), 1) * (1000 if currency == "TEUR" else 1)
    marks = re.split(r"[.,]", plain)
    last = marks[-1]
    decimal = len(marks) > 1 and (len(last) != 3 or factor > 1)
    whole = "".join(marks[:-1] if decimal else marks)
    tenths = last if decimal else ""
    if len(whole) > _MOST_DIGITS:
        return _MOST
    tenths = tenths[:_MOST_DIGITS]
    cut: int = 10 ** len(tenths)
    exact = int(whole or "0") * factor * cut + int(tenths or "0") * factor
    return -(-exact // cut)


def _texts(state: Mapping[str, Any]) -> Iterator[str]:
    document = read_state(dict(state))
    for _place, texts in places(document.clauses):
        yield from (plain_text(runs) for runs in texts.values())
    yield from strings_in(state.get("terms"))
