"""Proposed facts from the text of a signed contract: title, parties, reference and days, proposed for a person to check.

Nothing is taken over without somebody who looks at it. What is not found stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from datapact.base.date_formats import read_day
from datapact.base.texts import Language
from datapact.contract.text.sentences import sentences
from datapact.deadlines.termination import NoticeTo
from datapact.organisation.identity.confusable_names import plain_name

MOST_TEXT = 400_000
"""Characters of a contract that are kept for the search; what comes behind is left out."""
_MOST_READ = 60_000
_MOST_PARTIES = 6


@dataclass(frozen=True, slots=True)
class Proposed:
    """The proposed facts; empty or None where nothing was found."""

    title: str = ""
    """One line."""
    partners: tuple[str, ...] = ()
    """Names, our own organisation left out."""
    reference: str = ""
    """Number of the contract as it stands there."""
    signed_on: date | None = None
    """Local day, the last one named beside a place or a signature."""
    start: date | None = None
    """First local day."""
    end: date | None = None
    """Last local day."""
    renewal_months: int | None = None
    """By how many months it renews itself."""
    notice_months: int | None = None
    """Period of notice, where it is in months."""
    notice_days: int | None = None
    """Period of notice, where it is in days or weeks."""
    notice_to: NoticeTo = ""
    """To the end of what notice goes, where one end is named."""
    language: Language | None = None
    """In which most of it is written."""


def propose(text: str, own: str, known: Iterable[str] = ()) -> Proposed:
    """Facts that a contract's text seems to state; ``own`` is our name, ``known`` are the names of partners."""
    text = text[:_MOST_READ]
    lines = _lines(text)
    if not lines:
        return Proposed()
    flat = " ".join(lines)
    notice_months, notice_days = _notice(flat)
    return Proposed(
        title=_title(lines),
        partners=_partners(lines, flat, own, known),
        reference=_reference(flat),
        signed_on=_signed_on(flat),
        start=_day_after(_START, flat),
        end=_day_after(_END, flat),
        renewal_months=_renewal(flat),
        notice_months=notice_months,
        notice_days=notice_days,
        notice_to=_notice_to(flat),
        language=_language(flat),
    )


_TITLE = re.compile(
    r"vertrag(?!s?straf)|vereinbarung|abrede|bedingungen|\bagb\b|agreement|contract|memorandum|letter of intent|addendum|nachtrag"
    r"|terms (and|of)|conditions",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(§|\d{1,2}[.)]?\s|art(ikel|icle)?\.?\s\d)", re.IGNORECASE)
"""How a section begins, whose heading is no title."""
_SKIPPED = re.compile(r"^(seite|page|blatt|entwurf|draft|kopie|copy|anlage|annex)\b", re.IGNORECASE)


def _title(lines: Sequence[str]) -> str:
    first = [line for line in lines[:25] if 4 <= len(line) <= 140 and any(one.isalpha() for one in line)]
    named = [line for line in first if _TITLE.search(line) and not _SKIPPED.match(line) and not _NUMBERED.match(line)]
    short = [line for line in named if len(line.split()) <= 12 and not line.endswith((".", ",", ";"))]
    return (short or [line for line in named if not line.endswith(".")] or first or named or [""])[0].strip(" –-:·")


_FORM = (
    r"(?:gGmbH|(?:GmbH|SE|AG|UG|Ltd\.?)\s*&\s*Co\.\s*KGa?A?|GmbH|mbH|UG\s*\(haftungsbeschränkt\)|UG|AG|SE|KGaA|KG|OHG|eGbR|GbR|AöR|KdöR|eG|e\.\s?K\.|e\.\s?V\."
    r"|Stiftung|Ltd\.?|Limited|LLC|LLP|Corp\.?|Corporation|Inc\.?|plc|B\.\s?V\.|N\.\s?V\.|S\.\s?p\.\s?A\.|S\.\s?A\.|SARL|SAS|S\.r\.l\.|ApS|A/S|AS|Oy|AB)"
)
_WORD = r"[A-ZÄÖÜ0-9][\wÄÖÜäöüß&.'’+-]{0,80}"  # bounded: it may begin at each capital letter
_LINK = r"(?:\s+(?:für|und|der|des|für|im|am|of|for|and|the|&|-|–))*"
_COMPANY = re.compile(
    rf"({_WORD}(?:{_LINK}\s+{_WORD}){{0,6}}?(?:\s+{_FORM}|,\s+(?:Ltd\.?|Limited|LLC|Inc\.?|plc)))(?![\wäöüß])"
)
_ANOTHER = re.compile(r"\s(?:und|and)\s(?:der|die|dem|den|das|the)\s")
"""Between two parties, of which the first bears no legal form."""
_PAPER_OF = re.compile(
    r"^.*?(?:vertrag|vereinbarung|bedingungen|agreement|terms|conditions)\w*(?:\s\([^)]{1,20}\))?\s+(?:der|des|von|of)\s+(?:the\s+)?(?=[A-ZÄÖÜ])",
    re.IGNORECASE,
)
"""A title that names its author: the name alone is a party."""
_LEADING = re.compile(
    r"^(?:(?:Die|Der|Das|Firma|Fa\.|Zwischen|Between|The|Und|And|Parteien|Name|der|die|dem|den|das|the)\s+)+"
)


def proposed_partners(text: str, own: str, known: Iterable[str]) -> tuple[str, ...]:
    """The names of organisations that a text seems to be about, our own left out; known ones first."""
    lines = _lines(text[:_MOST_READ])
    return _partners(lines, " ".join(lines), own, known)


def _lines(text: str) -> list[str]:
    return [line for line in (" ".join(part.split()) for part in text.splitlines()) if line]


def _partners(lines: Sequence[str], flat: str, own: str, known: Iterable[str]) -> tuple[str, ...]:
    plain, mine = plain_name(flat), plain_name(own)
    found = {plain_name(name): name for name in known if plain_name(name) and plain_name(name) in plain}
    for line in lines[:120]:
        for match in _COMPANY.finditer(line):
            name = _LEADING.sub("", _PAPER_OF.sub("", _ANOTHER.split(match.group(1))[-1])).strip(" ,;:")
            one = plain_name(name)
            if len(name.split()) < 2 or any(one in other or other in one for other in found):
                continue
            found[one] = name
    found = {one: name for one, name in found.items() if one != mine and one not in mine and mine not in one}
    return tuple(found.values())[:_MOST_PARTIES]


_NUMBER = re.compile(
    r"(?:vertrags?-?(?:nummer|nr\.?)|aktenzeichen|az\.|contract\s+(?:no\.?|number)|reference|ref\.|unser zeichen)"
    r"\s*[:#]?\s*([A-Z0-9][\w./-]{2,40})",
    re.IGNORECASE,
)


def _reference(flat: str) -> str:
    match = _NUMBER.search(flat)
    return match.group(1).rstrip(".,;/-") if match and any(one.isdigit() for one in match.group(1)) else ""


_DAY = (
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4}|\d{1,2}\.?\s[A-Za-zäöü]{3,9}\.?\s\d{4}"
    r"|[A-Z][a-z]{2,8}\s\d{1,2},\s\d{4})"
)
_ANY_DAY = re.compile(_DAY)


def _read_day(match: re.Match[str]) -> date | None:
    try:
        return read_day(match["day"])
    except ValueError:
        return None


_START = re.compile(
    r"(?:tritt (?:am|zum|mit Wirkung (?:vom|zum))|beginnt (?:am|mit dem|zum)|mit Wirkung (?:vom|zum|ab dem)|Laufzeit(?: ab)?:?"
    r"|Vertragsbeginn:?(?: am)?|in Kraft (?:ab|am|seit)|gilt (?:ab|vom)(?: dem)?|commenc(?:es?|ing) on|begins? on|effective"
    r"(?: date)?(?: as of| from)?:?|(?:entered into|made|dated)(?: effective)?(?: as of| on)|enters into force on|starts on|from)\s+(?:dem\s+)?$",
    re.IGNORECASE,
)
_END = re.compile(
    r"(?:endet (?:am|mit Ablauf des|zum)|bis(?: zum| einschließlich)?|Vertragsende:?(?: am)?|läuft (?:bis zum|bis)|befristet bis"
    r"(?: zum)?|ends on|until|expires on|expiry date:?|through|to)\s+(?:dem\s+)?$",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:\b[A-ZÄÖÜ][\wäöüß]+,?\s+(?:den|am)|datum:?|date[d]?:?|unterschrieben am|signed on|unterzeichnet am)\s*$",
    re.IGNORECASE,
)


def days_in(text: str) -> Iterator[tuple[date, int, int]]:
    """The days that a text names, each with begin and end of its words."""
    for match in _ANY_DAY.finditer(text):
        day = _read_day(match)
        if day is not None:
            yield day, match.start(), match.end()


def starts_before(words: str) -> bool:
    """Whether words that stand before a day say that the contract begins on it."""
    return _START.search(words) is not None


def ends_before(words: str) -> bool:
    """Whether words that stand before a day say that the contract ends on it."""
    return _END.search(words) is not None


def _day_after(words: re.Pattern[str], flat: str) -> date | None:
    for match in _ANY_DAY.finditer(flat):
        if words.search(flat[max(0, match.start() - 60) : match.start()]):
            day = _read_day(match)
            if day is not None:
                return day
    return None


def _signed_on(flat: str) -> date | None:
    days = [
        day
        for match in _ANY_DAY.finditer(flat)
        if _SIGNED.search(flat[max(0, match.start() - 40) : match.start()])
        and not _START.search(flat[max(0, match.start() - 60) : match.start()])
        and not _END.search(flat[max(0, match.start() - 60) : match.start()])
        and (day := _read_day(match)) is not None
    ]
    return days[-1] if days else None


_NUMBERS = {
    "ein": 1, "eine": 1, "einen": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "achtzehn": 18, "dreißig": 30,
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fourteen": 14, "eighteen": 18, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_COUNT = rf"(?P<n>\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})(?:\s*\(\d+\))?[\s-]+"
_UNIT = r"(?P<unit>monat|jahr|woche|tag|month|year|week|day)"
_FURTHER = r"(?:(?:further|additional|successive|consecutive|another|weitere[nrs]?)\s+)*"
_RENEWS = (
    re.compile(
        rf"verlänger\w*\b(?P<gap>[^;]{{0,140}}?)\bum\s+(?:je(?:weils)?\s+)?{_FURTHER}{_COUNT}{_FURTHER}{_UNIT}", re.I
    ),
    re.compile(
        rf"\b(?:renew|extend)\w*\b(?P<gap>[^;]{{0,140}}?)\b(?:by|for)\s+{_FURTHER}(?:(?:periods?|terms?)\s+of\s+)?{_COUNT}"
        rf"{_FURTHER}{_UNIT}",
        re.I,
    ),
)
_NOTICES = (
    re.compile(rf"frist\s+(?:von|beträgt)\s+(?:mindestens\s+)?{_COUNT}{_UNIT}", re.I),
    re.compile(rf"\bkündigungsfrist\s*:?\s+(?:mindestens\s+)?{_COUNT}{_UNIT}", re.I),
    re.compile(rf"\b{_COUNT}{_UNIT}s?['’]?\s+(?:(?:prior|written|advance)\s+)*notice", re.I),
    re.compile(rf"notice\s+(?:period\s+)?of\s+(?:at\s+least\s+)?{_COUNT}{_UNIT}", re.I),
)
_NOT_BEFORE = re.compile(r"\b(?:nicht|not)\s+(?:\w+\s+)?$", re.I)
_NOT_AFTER = re.compile(r"^\s*(?:sich\s+)?(?:nicht|not)\b", re.I)
_ENDING = re.compile(r"(?<!an)(?<!anzu)kündig|terminat|renew|extend", re.I)
_MONTHS_IN = {"monat": 1, "month": 1, "jahr": 12, "year": 12}
_DAYS_IN = {"woche": 7, "week": 7, "tag": 1, "day": 1}


def _period(match: re.Match[str]) -> tuple[int | None, int | None]:
    """Months or days that the words mean."""
    word, unit = match["n"].casefold(), match["unit"].casefold()
    number = int(word) if word.isdigit() else _NUMBERS[word]
    return (number * _MONTHS_IN[unit], None) if unit in _MONTHS_IN else (None, number * _DAYS_IN[unit])


def _renewal(flat: str) -> int | None:
    """By how many months the text says that it renews itself; None where it says nothing, or two things."""
    found = {
        _period(match)[0]
        for sentence in sentences(flat, ".;")
        for pattern in _RENEWS
        for match in pattern.finditer(sentence)
        if not _NOT_BEFORE.search(sentence[: match.start()]) and not _NOT_AFTER.search(match["gap"])
    }
    return found.pop() if len(found) == 1 else None


def _notice(flat: str) -> tuple[int | None, int | None]:
    """The period of notice in months, or in days; neither where the text says nothing, or two things."""
    found = {
        _period(match)
        for sentence in sentences(flat, ".;")
        if _ENDING.search(sentence)
        for pattern in _NOTICES
        for match in pattern.finditer(sentence)
    }
    return found.pop() if len(found) == 1 else (None, None)


_ENDS = (
    re.compile(
        r"\bzum\s+(?:ende|schluss|ablauf)\s+(?:eine[sr]|de[sr]|jede[sr])\s+(?:jeweiligen\s+)?(?:kalender)?"
        r"(?P<to>monat|quartal|vierteljahr|halbjahr|jahr)e?s?\b",
        re.I,
    ),
    re.compile(r"\bzum\s+(?:kalender)?(?P<to>monat|quartal|vierteljahr|halbjahr|jahr)e?s-?(?:ende|schluss)\b", re.I),
    re.compile(
        r"\b(?:to|at|as of|by)\s+the\s+end\s+of\s+(?:an?|any|each|the)\s+(?:calendar\s+)?(?P<to>month|quarter|half-year|year)\b",
        re.I,
    ),
)
_END_OF: dict[str, NoticeTo] = {
    "monat": "month", "quartal": "quarter", "vierteljahr": "quarter", "halbjahr": "half_year", "jahr": "year",
    "month": "month", "quarter": "quarter", "half-year": "half_year", "year": "year",
}  # fmt: skip


_BEHIND = re.compile(r"\w{0,2}['’]?\s+")
_QUALIFIED = re.compile(r"\b(?:frühestens|erstmal[si]|nicht vor|earliest|earlier|not before|first)", re.I)


def _notice_to(flat: str) -> NoticeTo:
    """To the end of what notice goes, right behind its period; empty where the text says nothing, two things, or more than that."""
    named: set[NoticeTo] = set()
    behind: set[NoticeTo] = set()
    for sentence in filter(_ENDING.search, sentences(flat, ".;")):
        periods = [match.end() for pattern in _NOTICES for match in pattern.finditer(sentence)]
        if not periods:
            continue
        if _QUALIFIED.search(sentence):
            return ""
        begins = {gap.end() for end in periods if (gap := _BEHIND.match(sentence, end))}
        for match in (match for pattern in _ENDS for match in pattern.finditer(sentence)):
            end = _END_OF[match["to"].casefold()]
            named.add(end)
            if match.start() in begins:
                behind.add(end)
    return named.pop() if len(named) == 1 and named == behind else ""


def _language(flat: str) -> Language | None:
    words = flat.casefold().split()
    german = sum(one in ("und", "der", "die", "das", "den", "des", "ist", "wird", "nicht", "zwischen") for one in words)
    english = sum(one in ("and", "the", "of", "is", "shall", "not", "between", "to", "by") for one in words)
    if german + english < 5:
        return None
    return "de" if german >= english else "en"
