"""Mentions of terms in a text: numbers of days, the last day, the law, countries, names of companies.

It follows from the words alone, so that a check at each pause in typing reads only what has changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from datapact.base.resources import data_folder
from datapact.checks.mentions.days import days_of
from datapact.checks.mentions.laws import laws_of
from datapact.checks.mentions.topics import topics_of
from datapact.checks.model.facts import Mention
from datapact.contract.text.periods import periods_in
from datapact.contract.text.sentences import sentences

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


@cache
def _shipped_words() -> str:
    """The words of every clause that DataPact ships: a number in them was weighed against the terms already."""
    home = data_folder()
    files = [*(home / "clauses").iterdir()]
    for template in (home / "templates").iterdir():
        files += [version / "clauses.toml" for version in template.iterdir()] if template.is_dir() else []
    return "\n[[clauses]]\n".join(file.read_text("utf-8") for file in files if file.name.endswith(".toml"))


def _is_shipped(part: str, begin: int, end: int) -> bool:
    """Whether the period stands so in a shipped clause, told by the words before it or those behind it."""
    before = part[max(0, begin - 30) : begin].rpartition("␣")[2]
    after = part[end : end + 30].partition("␣")[0]
    said = part[begin:end]
    return any(
        len(around) >= _ENOUGH and around.strip() in _shipped_words() for around in (before + said, said + after)
    )


_ENOUGH = 20
"""Characters that tell a place in a clause."""
_PARTS = re.compile(
    r'^\s*(?:id = "(?P<id>[^"]+)"|\[\[(?P<part>clauses|(?:clauses\.)?paragraphs)\]\])|'
    r"\{\{ *(?P<path>[\w.]+) *\| *(?:period\(|hours|days|months|years)",
    re.MULTILINE,
)


@cache
def _printed_periods() -> dict[str, frozenset[str]]:
    """The terms with periods that the shipped paragraph or item with an id prints, by that id; one without is counted in its clause."""
    found: dict[str, set[str]] = {}
    within: set[str] = set()
    clause, count, in_clause = "", 0, False
    for match in _PARTS.finditer(_shipped_words()):
        if match["part"] == "clauses":
            count, in_clause = 0, True
        elif match["part"]:
            count, in_clause = count + 1, False
            within = found.setdefault(f"{clause}-{count}", set())
        elif match["id"]:
            clause = match["id"] if in_clause else clause
            within = found.setdefault(match["id"], set())
        else:
            within.add(match["path"])
    return {identifier: frozenset(paths) for identifier, paths in found.items() if paths}


def written_over(identifier: str, shown: Collection[str]) -> tuple[str, ...]:
    """The terms with periods that the shipped text with this id prints, and that the text shows no more: its own numbers may be of them."""
    return tuple(sorted(_printed_periods().get(identifier, frozenset()) - set(shown)))


def mentions_of(place: str, own: str, lost: tuple[str, ...] = ()) -> tuple[Mention, ...]:
    """The mentions of terms in ``own``, the words of one text without the values of its terms.

    ``lost``: terms with periods that the released text shows at this place, and this one does not.
    """
    return tuple(_mentions(place, own, lost))


# What none of these can stand in is passed over, which is most of a contract.
_UNITS = (
    "monat",
    "month",
    "tag",
    "täg",
    "day",
    "stund",
    "stünd",
    "hour",
    "woche",
    "wöch",
    "week",
    "jahr",
    "jähr",
    "year",
)
_HINTS = (*_UNITS, "kündig", "terminat", "recht", "law")
_YEAR = re.compile(r"\d{4}")


def _mentions(place: str, own: str, lost: tuple[str, ...]) -> Iterator[Mention]:
    yield from _companies(place, own)
    lowered = own.casefold()
    if any(map(lowered.__contains__, _HINTS)) or _YEAR.search(lowered):
        for part in sentences(own):
            yield from _in_sentence(place, part, lost)
    if not place.startswith("clauses.final") and _FAR_HINTS.search(own):
        match = _FAR.search(own)
        if match is not None:
            yield Mention(place, "facts.access_outside_eea", match[0], True)


def _companies(place: str, own: str) -> Iterator[Mention]:
    """The names of companies in these words, told by their legal form."""
    if _FORM_HINTS.search(own):
        for match in _COMPANY.finditer(own):
            name = _ARTICLE.sub("", match[1])
            yield Mention(place, "parties", name, name)


def _in_sentence(place: str, part: str, lost: tuple[str, ...]) -> Iterator[Mention]:
    lowered = part.casefold()
    if any(unit in lowered for unit in _UNITS):
        yield from _periods(place, part, lost)
    if "kündig" in lowered or "terminat" in lowered:
        said = {kind: word for kind, words in _TO.items() for word in words if word in lowered}
        if said:
            yield Mention(place, "duration.notice_to", next(iter(said.values())), frozenset(said))
    yield from days_of(place, part)
    if "recht" in lowered or "law" in lowered:
        yield from laws_of(place, part)


def _periods(place: str, part: str, lost: tuple[str, ...]) -> Iterator[Mention]:
    for period, begin, end in periods_in(part):
        paths = dict.fromkeys((*lost, *topics_of(part, part[:begin], period)))
        for path in _OF_DATA if is_of_other_words(place) else ():
            paths.pop(path, None)
        if paths and not _is_shipped(part, begin, end):
            first, *also = paths
            yield Mention(place, first, part[begin:end], period, tuple(also))


_OF_DATA = ("datasets.*.retention.months", "end_of_data.days", "periods.records_years")
NOT_ON_DATA = ("measures.", "notices.", "participants.", "legal_bases.", "assessments.", "intermediation.")
"""Places whose words on keeping are about logs, notices and files, or why the law has them kept."""


def is_of_other_words(place: str) -> bool:
    """Whether words on keeping at this place are about something else than the data that is shared."""
    return place.startswith(NOT_ON_DATA) or ".retention." in place
