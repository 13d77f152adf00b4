"""The country whose law words name: by code, name or adjective, in German and English; and the law that a sentence chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from datapact.checks.model.facts import Mention

_ADJECTIVES = {
    "AR": "argentinisch argentine argentinian",
    "AT": "österreichisch austrian",
    "AU": "australisch australian",
    "BE": "belgisch belgian",
    "BG": "bulgarisch bulgarian",
    "BR": "brasilianisch brazilian",
    "CA": "kanadisch canadian",
    "CH": "schweizer schweizerisch swiss",
    "CN": "chinesisch chinese",
    "CY": "zyprisch zypriotisch cypriot",
    "CZ": "tschechisch czech",
    "DE": "deutsch german",
    "DK": "dänisch danish",
    "EE": "estnisch estonian",
    "ES": "spanisch spanish",
    "FI": "finnisch finnish",
    "FR": "französisch french",
    "GB": "englisch britisch schottisch walisisch english british scottish scots welsh",
    "GR": "griechisch greek",
    "HR": "kroatisch croatian",
    "HU": "ungarisch hungarian",
    "IE": "irisch irish",
    "IL": "israelisch israeli",
    "IN": "indisch indian",
    "IS": "isländisch icelandic",
    "IT": "italienisch italian",
    "JP": "japanisch japanese",
    "KR": "koreanisch südkoreanisch korean",
    "LI": "liechtensteinisch liechtenstein",
    "LT": "litauisch lithuanian",
    "LU": "luxemburgisch luxembourgish luxembourg",
    "LV": "lettisch latvian",
    "MT": "maltesisch maltese",
    "MX": "mexikanisch mexican",
    "NL": "niederländisch holländisch dutch",
    "NO": "norwegisch norwegian",
    "NZ": "neuseeländisch zealand",
    "PL": "polnisch polish",
    "PT": "portugiesisch portuguese",
    "RO": "rumänisch romanian",
    "RS": "serbisch serbian",
    "RU": "russisch russian",
    "SE": "schwedisch swedish",
    "SG": "singapurisch singaporean",
    "SI": "slowenisch slovenian slovene",
    "SK": "slowakisch slovak",
    "TR": "türkisch turkish",
    "UA": "ukrainisch ukrainian",
    "US": "amerikanisch us-amerikanisch kalifornisch american californian",
    "ZA": "südafrikanisch african",
}
_OF_ADJECTIVE = {word: code for code, words in _ADJECTIVES.items() for word in words.split()}
_FURTHER_NAMES = {
    "bundesrepublik deutschland": "DE",
    "federal republic of germany": "DE",
    "eidgenossenschaft": "CH",
    "swiss confederation": "CH",
    "england": "GB",
    "schottland": "GB",
    "scotland": "GB",
    "wales": "GB",
    "großbritannien": "GB",
    "great britain": "GB",
    "uk": "GB",
    "holland": "NL",
    "tschechische republik": "CZ",
    "tschechischen republik": "CZ",
    "czech republic": "CZ",
    "slowakische republik": "SK",
    "slowakischen republik": "SK",
    "slovak republic": "SK",
    "türkei": "TR",
    "turkey": "TR",
    "usa": "US",
    "vereinigten staaten": "US",
    "new york": "US",
    "delaware": "US",
    "kalifornien": "US",
    "california": "US",
    "texas": "US",
    "vereinigten königreich": "GB",
    "vereinigten königreichs": "GB",
    "vereinigten arabischen emirate": "AE",
}
"""What Unicode's tables lack: official and usual names, cases of names, and states whose law is chosen."""
_OTHER_CODES = {"UK": "GB", "EL": "GR"}
"""Codes in use beside ISO 3166."""
_AMBIGUOUS = frozenset(["georgia", "jersey", "man", "guernsey"])
"""Names that are those of a state within a country, too, or common words."""
_BY_ADJECTIVE = re.compile(
    r"(?P<adjective>[\wäöüß-]+)[\s\u00a0]+(?:(?:materielle[mnrs]?|substantive)[\s\u00a0]+)?(?:rechte?s?\b|laws?\b)",
    re.IGNORECASE,
)
_BY_COUNTRY = re.compile(
    r"\b(?:rechte?s?|laws?)[\s\u00a0]+(?:de[rs]|von|in|of|the|staates|bundesstaates|[\wäöü]+s)\b(?P<land>[\w\s\u00a0äöüß]{0,60})",
    re.IGNORECASE,
)
_ENDING = re.compile(r"e[mnrs]?$")
_CHOOSES = re.compile(
    r"\b(?:gilt|gelten|unterlieg\w*|unterliegt|unterst\w+|richte[nt]\w* sich|anwendbar\w*|anzuwenden\w*|anwendung|maßgeb\w+|vereinbar\w+|"
    r"bestimm\w+|auszulegen|wähl\w+|rechtswahl|nach|governed|subject to|construed|governing|applicable|appl(?:y|ies)|under|choose|chosen|"
    r"pursuant to|in accordance with)\b",
    re.IGNORECASE,
)
_NO_CHOICE = re.compile(
    r"\b(?:gegründet\w*|errichtet\w*|eingetragen\w*|gesellschaft|organi[sz]ed|incorporated|established|registered|existing|formed|"
    r"zugelassen\w*|licen[sc]ed|standardvertragsklausel\w*|standard contractual clauses|klausel 17|clause 17|niederlassung|niedergelassen\w*|"
    r"zwingende[mnrs]?|mandatory|data protection law|datenschutzrecht\w*|steuer\w*|tax)\b",
    re.IGNORECASE,
)
"""A law by which somebody was founded, or that stands whatever is chosen, is no choice."""
_EXCLUDED = re.compile(
    r"\b(?:nicht|kein\w*|ausgeschlossen|ausschluss|abbedungen|not|no|excluded|exclusion|excluding|never)\b",
    re.IGNORECASE,
)
_CONFLICTS = re.compile(
    r"(?:unter ausschluss|excluding|without regard|mit ausnahme|exclusion of)\b.{0,30}?(?:un-?kauf\w*|kollisions\w*|cisg|conflict|verweisung\w*|"
    r"internationalen|united nations|vereinten nationen|its|seine\w*).*",
    re.IGNORECASE,
)
"""A law without its rules on conflicts or on sales is that law."""


@cache
def _names() -> dict[str, str]:
    """Codes by the names of countries in both languages."""
    from babel import Locale  # whose tables are large

    found: dict[str, str] = {}
    for language in ("de", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"):
                found.setdefault(name.casefold(), code)
    for name in _AMBIGUOUS:
        found.pop(name, None)
    return {**found, **_FURTHER_NAMES}


@cache
def _named() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, names))})(?:s|es)?\b", re.IGNORECASE)


def _country_in(words: str) -> str | None:
    """The first country that the words name, or whose republic or state they do."""
    found = _named().search(words)
    if found is not None:
        return _names()[found[1].casefold()]
    return next((code for word in re.findall(r"[\w-]+", words) if (code := _of_adjective(word)) is not None), None)


def _of_adjective(word: str) -> str | None:
    plain = word.casefold()
    return _OF_ADJECTIVE.get(plain) or _OF_ADJECTIVE.get(_ENDING.sub("", plain))


@cache
def law_of(governing: str) -> str | None:
    """The country whose law these words name, by its code, name or adjective; None where they name none that is known."""
    words = governing.strip()
    if len(words) == 2 and words.isalpha() and words.isupper():
        return _OTHER_CODES.get(words, words if words in _names().values() else None)
    return next(_laws_in(words), (None, ""))[0] or _country_in(words)


def _laws_in(words: str) -> Iterator[tuple[str, str]]:
    """The laws that words name, each with the code of its country and as it stands."""
    for match in _BY_ADJECTIVE.finditer(words):
        code = _of_adjective(match["adjective"])
        if code is not None:
            yield code, match[0]
    for match in _BY_COUNTRY.finditer(words):
        code = _country_in(match[0])
        if code is not None:
            yield code, match[0].strip()


def laws_of(place: str, sentence: str) -> Iterator[Mention]:
    """The law that a sentence of a contract chooses for it, or says not to hold."""
    if _CHOOSES.search(sentence) is None or _NO_CHOICE.search(sentence) is not None:
        return
    chosen = _CONFLICTS.sub("", sentence)
    excluded = _EXCLUDED.search(chosen) is not None
    for code, words in _laws_in(chosen):
        yield Mention(place, "law.governing", words, f"not {code}" if excluded else code)
