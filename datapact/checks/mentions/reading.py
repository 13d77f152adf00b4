"""Mentions of terms in a text: numbers of days, the last day, the law, countries, names of companies.

It follows from the words alone, so that a check at each pause in typing reads only what has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from datapact.base.resources import data_folder
from datapact.checks.mentions.days import days_of
from datapact.checks.mentions.laws import laws_of
from datapact.checks.model.facts import Mention
from datapact.contract.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that speak of a number that has a term; ``unit`` is its unit in words."""

    about: re.Pattern[str]
    unit: re.Pattern[str]
    path: str


_MONTHS = re.compile(r"(\w+)[\s\u00a0](?:Monat(?:e|en|s)?|months?)\b", re.IGNORECASE)
_DAYS = re.compile(r"(\w+)[\s\u00a0](?:Tag(?:e|en)?|days?)\b", re.IGNORECASE)
_HOURS = re.compile(r"(\w+)[\s\u00a0](?:Stunden?|hours?)\b", re.IGNORECASE)
_WORDS_FOR = {
    word: number
    for number, words in enumerate(
        (
            "null zero",
            "ein eine einem einen einer one",
            "zwei two",
            "drei three",
            "vier four",
            "fünf five",
            "sechs six",
            "sieben seven",
            "acht eight",
            "neun nine",
            "zehn ten",
            "elf eleven",
            "zwölf twelve",
        )
    )
    for word in words.split()
}
_ABOUT = (
    _Mention(
        re.compile(r"kündigungsfrist|mit einer frist von|notice of|notice period", re.IGNORECASE),
        _MONTHS,
        "duration.notice_months",
    ),
    _Mention(
        re.compile(r"verlängert sich|is extended by|renews", re.IGNORECASE),
        _MONTHS,
        "duration.renewal_months",
    ),
    _Mention(
        re.compile(r"einspruch|object(ion|s)? to (a|the|new) .*sub-processor", re.IGNORECASE),
        _DAYS,
        "processing.sub_processing_objection_days",
    ),
    _Mention(
        re.compile(
            r"(verletzung|vorfall|vorfälle|breach|incident).*(spätestens|binnen|within|no later)", re.IGNORECASE
        ),
        _HOURS,
        "breach.hours",
    ),
    _Mention(
        re.compile(r"(widerruf|widerspr|withdraw|objection).*(spätestens|binnen|within|no later)", re.IGNORECASE),
        _DAYS,
        "rights.propagation_days",
    ),
)
_LAWFUL_HOURS = 72  # Art. 33(1) GDPR stands in many texts beside the hours that the parties agreed
_TO = {
    "month": ("kalendermonat", "calendar month"),
    "quarter": ("quartal", "kalendervierteljahr", "quarter"),
    "half_year": ("halbjahr", "half-year"),
    "year": ("kalenderjahr", "jahresende", "calendar year"),
}
_FAR_NAMES = [
    "USA",
    "Vereinigte Staaten",
    "Vereinigten Staaten",
    "Vereinigter Staaten",
    "United States",
    "Indien",
    "India",
    "China",
    "Russland",
    "Russia",
    "Singapur",
    "Singapore",
    "Israel",
    "Japan",
    "Schweiz",
    "Switzerland",
    "Vereinigtes Königreich",
    "Vereinigten Königreich",
    "Vereinigte Königreich",
    "United Kingdom",
    "Kanada",
    "Canada",
    "Australien",
    "Australia",
    "Brasilien",
    "Brazil",
    "Türkei",
    "Turkey",
    "Ukraine",
    "Serbien",
    "Serbia",
    "Marokko",
    "Morocco",
    "Philippinen",
    "Philippines",
    "Südkorea",
    "South Korea",
    "Mexiko",
    "Mexico",
    "Südafrika",
    "South Africa",
    "Vietnam",
    "Pakistan",
    "Bangladesch",
    "Bangladesh",
    "Ägypten",
    "Egypt",
    "Tunesien",
    "Tunisia",
    "Albanien",
    "Albania",
    "Bosnien",
    "Bosnia",
    "Nordmazedonien",
    "North Macedonia",
    "Belarus",
    "Argentinien",
    "Argentina",
    "Thailand",
    "Malaysia",
    "Indonesien",
    "Indonesia",
    "Hongkong",
    "Hong Kong",
    "Taiwan",
    "Neuseeland",
    "New Zealand",
    "Saudi-Arabien",
    "Saudi Arabia",
    "Katar",
    "Qatar",
    "Emirate",
    "Emirates",
    "Nigeria",
    "Kenia",
    "Kenya",
    "Kosovo",
    "Montenegro",
    "Moldau",
    "Moldova",
    "Armenien",
    "Armenia",
]
_FAR_HINTS = re.compile("|".join(sorted({name[:3] for name in _FAR_NAMES})))
_FAR = re.compile(rf"\b({'|'.join(_FAR_NAMES)})\b")


# A name by its legal form: capitals before it, "und", "&" and "für" among them.
_FORMS = r"GmbH & Co\. KG|gGmbH|GmbH|UG|AG|SE|KGaA|KG|OHG|eG|e\. ?V\.|Ltd\.?|Inc\.?|LLC|Corp\.?|S\.A\.|B\.V\.|SARL|plc"
_FORM_HINTS = re.compile(r"mbH|UG|AG|SE|KG|OHG|eG|V\.|Ltd|Limited|Inc|LLC|Corp|S\.A\.|SARL|plc")
_COMPANY = re.compile(
    rf"\b((?:[A-ZÄÖÜ][\w.-]+\s+)(?:(?:[A-ZÄÖÜ0-9][\w.-]*|&|und|and|für|of)\s+){{0,5}}(?:{_FORMS}))(?![\w-])"
)


_ARTICLE = re.compile(r"^(Die|Der|Das|Den|Dem|Des|The)\s+")


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 6 else _WORDS_FOR.get(word.casefold())


@cache
def _shipped_words() -> str:
    """The words of every clause that DataPact ships: a number in them was weighed against the terms already."""
    home = data_folder()
    files = [*(home / "clauses").iterdir()]
    for template in (home / "templates").iterdir():
        files += [version / "clauses.toml" for version in template.iterdir()] if template.is_dir() else []
    return "\n".join(file.read_text("utf-8") for file in files if file.name.endswith(".toml"))


def _is_shipped(part: str, match: re.Match[str]) -> bool:
    start, end = max(0, match.start() - 30), match.end() + 12
    around = max(part[start:end].split("␣"), key=lambda piece: match[0] in piece)
    return around.strip() in _shipped_words()


def mentions_of(place: str, own: str) -> tuple[Mention, ...]:
    """The mentions of terms in ``own``, the words of one text without the values of its terms."""
    return tuple(_mentions(place, own))


# What none of these can stand in is passed over, which is most of a contract.
_UNITS = ("monat", "month", "tag", "day", "stunde", "hour")
_HINTS = re.compile("|".join((*_UNITS, "kündig", "terminat", "recht", "law", r"\d{4}")))


def _mentions(place: str, own: str) -> Iterator[Mention]:
    yield from _companies(place, own)
    lowered = own.casefold()
    if _HINTS.search(lowered):
        for part in sentences(own):
            yield from _in_sentence(place, part)
    if not place.startswith("clauses.final") and _FAR_HINTS.search(own):
        match = _FAR.search(own)
        if match is not None:
            yield Mention(place, "facts.access_outside_eea", match[0], True)


def _companies(place: str, own: str) -> Iterator[Mention]:
    if _FORM_HINTS.search(own):
        for match in _COMPANY.finditer(own):
            name = _ARTICLE.sub("", match[1])
            yield Mention(place, "parties", name, name)


def _in_sentence(place: str, part: str) -> Iterator[Mention]:
    lowered = part.casefold()
    for speaks in _ABOUT if any(unit in lowered for unit in _UNITS) else ():
        if not speaks.about.search(part):
            continue
        for match in speaks.unit.finditer(part):
            number = _number(match[1])
            lawful = speaks.unit is _HOURS and number == _LAWFUL_HOURS
            if number is not None and not lawful and not _is_shipped(part, match):
                yield Mention(place, speaks.path, match[0], number)
    if "kündig" in lowered or "terminat" in lowered:
        said = {kind: word for kind, words in _TO.items() for word in words if word in lowered}
        if said:
            yield Mention(place, "duration.notice_to", next(iter(said.values())), frozenset(said))
    yield from days_of(place, part)
    if "recht" in lowered or "law" in lowered:
        yield from laws_of(place, part)
