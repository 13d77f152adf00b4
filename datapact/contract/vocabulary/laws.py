"""Provisions of law as they are picked: paragraphs or articles of acts from a closed list, and nothing beside them.

Words that are not understood to the last one name no act of the list: it may be another act, which a legal member who has
read it confirms. What a provision says, and whether it carries what is asked, no program reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from datapact.base.resources import data_folder, tables

type Level = Literal["union", "federal", "land"]

_LEVELS: tuple[Level, ...] = ("union", "federal", "land")
# The GDPR may stand beside a provision ("Art. 6 Abs. 3 DSGVO i. V. m. § 13 LHG"); it lays down no duty or task itself (Art. 6(3)).
_BESIDE = ("DSGVO", "DS-GVO", "GDPR", "Datenschutz-Grundverordnung", "General Data Protection Regulation")
_LAND = (
    "BW", "BY", "Bay", "BE", "Bln", "BB", "Bbg", "HB", "Brem", "HH", "Hmb", "HE", "Hess", "MV", "M-V", "NI", "Nds", "NW", "NRW", "RP",
    "RLP", "SL", "Saar", "SN", "Sachs", "ST", "LSA", "SH", "TH", "Thür", "Baden-Württemberg", "Bayern", "Bavaria", "Berlin",
    "Brandenburg", "Bremen", "Hamburg", "Hessen", "Hesse", "Mecklenburg-Vorpommern", "Niedersachsen", "Lower Saxony",
    "Nordrhein-Westfalen", "North Rhine-Westphalia", "Rheinland-Pfalz", "Rhineland-Palatinate", "Saarland", "Sachsen", "Saxony",
    "Sachsen-Anhalt", "Saxony-Anhalt", "Schleswig-Holstein", "Thüringen", "Thuringia",
)  # fmt: skip
_BY_ARTICLE = frozenset(
    [
        "GG",
        "BayDSG",
        "BayHIG",
        "BayKrG",
        "BayGO",
        "BayEUG",
        "BayVwVfG",
        "BayPVG",
        "BayStatG",
        "BayBG",
        "BayPAG",
        "BayRDG",
    ]
)
"""Acts of German law whose provisions are articles."""
_SIGN = r"§§?|Art(?:t|ikeln?|icles?)?\b\.?|[Ss]ections?\b|[Ss]ecs?\b\.?|ss?\."
_PART = r"U?Abs(?:atz|ätze)?|S(?:atz|ätze)?|Nrn?|Nummern?|lit|Buchst(?:aben?)?|Alt|Hs|HS|para(?:graph)?s?|points?|nos?|sub(?:para(?:graph)?)?s?"
# A sign of paragraphs, a part of one ("Abs. 2"), a number, what stands between numbers, or any other word.
_TOKEN = re.compile(
    rf"(?P<sign>{_SIGN})|(?P<part>\b(?:{_PART})\b\.?)|(?P<number>\d+)(?:[a-z]{{1,2}}\b)?|(?P<between>\b(?:bis|to|und|and|oder|or|ff?|[a-z])\b\.?|[,–-])|\w+"
)
_BRACKET = re.compile(r"\([^)]*\)")
_LAST_OF_GDPR = 99
_PROVISION = re.compile(rf"(?:{_SIGN})\s*\d")
_WITHIN = re.compile(
    rf"\bi\.\s?V\.\s?m\.|{_SIGN}|\d+[a-z]{{0,2}}\b|\((?:\d+[a-z]?|[a-z]{{1,2}}|[ivx]+)\)|"
    r"\b(?:U?Abs(?:atz|ätze)?|S(?:atz|ätze)?|Nrn?|Nummern?|lit|Buchst(?:aben?)?|Alt|Hs|HS|para(?:graph)?s?|points?|nos?\.?(?=\s*\d)|sub(?:para(?:graph)?)?s?|"
    r"ff?|bis|to|und|and|oder|or|of|the|des|der|dem|mit|in|Verbindung|with|conjunction|[a-z]|[ivx]+)\b\.?|"
    r"[,;/–-]",
)


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the list."""

    name: str
    """Its short name, as it is picked."""
    level: Level
    """Whose law it is: of the Union, the Federation or a Land."""
    last: int
    """The number of its last paragraph or article as far as it is known, or one that no act of its level reaches."""
    beyond: int
    """A number above which it has no provision for sure: ``last`` where a text showed that, else one that no act of its level reaches."""


@cache
def acts() -> Mapping[str, Act]:
    """The acts by every way to write them, short names first."""
    read = tables((data_folder() / "vocabularies" / "laws.toml").read_text(encoding="utf-8"))
    last, about, beyond = read["last"], read["about"], read["beyond"]
    made = [
        (
            Act(
                name,
                level,
                last.get(name) or about.get(name, beyond[level]),
                last.get(name, max(beyond[level], about.get(name, 0))),
            ),
            also,
        )
        for level in _LEVELS
        for name, also in read[level].items()
    ]
    found = {act.name: act for act, _also in made}
    for act, also in made:
        for other in also:
            found.setdefault(other, act)
    return found


@cache
def _names() -> re.Pattern[str]:
    longest = sorted((*acts(), *_BESIDE), key=len, reverse=True)
    lands = sorted(_LAND, key=len, reverse=True)
    of_land = rf"(?:\s+\(?(?:{'|'.join(map(re.escape, lands))})\)?(?![\w-]))?"
    return re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest))})(?![\w-]){of_land}")


def picked(words: str) -> tuple[Act, ...]:
    """The acts of the list whose provisions the words name; none unless every word is understood and every provision is known to be."""
    if _is_over(words, lambda act: act.last):
        return ()
    return tuple(dict.fromkeys(acts()[one] for one in _understood(words) if one in acts()))


@cache
def _only_in() -> Mapping[str, str]:
    read = tables((data_folder() / "vocabularies" / "laws.toml").read_text(encoding="utf-8"))["only_in"]
    return {name: land for land, names in read.items() for name in names}


def lands_of(words: str) -> frozenset[str]:
    """The Länder (BW, NW) whose law is all that the words name; none where an act beside it, or one of an open Land, is named."""
    found = [_only_in().get(one.name, "") for one in picked(words)]
    return frozenset(found) if found and all(found) else frozenset()


def is_gdpr_alone(words: str) -> bool:
    """Whether the words are provisions of the GDPR and nothing beside them: they lay down no duty or task (Art. 6(3))."""
    named = _understood(words)
    return bool(named) and not any(one in acts() for one in named)


def is_beyond(words: str) -> bool:
    """Whether the words name a paragraph or an article that an act of the list, or the GDPR, does not have for sure: "§ 99999 BDSG"."""
    return _is_over(words, lambda act: act.beyond)


def _is_over(words: str, most: Callable[[Act], int]) -> bool:
    return any(
        not 0 < number <= (most(acts()[name]) if name in acts() else _LAST_OF_GDPR)
        for name, gap in _provisions(words)
        for number in _numbers(gap)
    )


def _numbers(words: str) -> list[int]:
    """The numbers of paragraphs or articles, without those of their parts: 22 and 26 of "§§ 22 Abs. 3, 26"."""
    found, counts, began = [], False, False
    for token in _TOKEN.finditer(_BRACKET.sub(" ", words)):
        if token["number"]:
            if began and counts:
                found.append(int(token["number"]))
            counts = began  # after the number of a part the next one is that of a paragraph again
        elif token["sign"]:
            counts = began = True
        elif token["part"]:
            counts = False
        elif not token["between"]:
            counts = began = False
    return found


def _understood(words: str) -> tuple[str, ...]:
    """The names of the acts whose paragraphs the words name, as written; none unless every word is understood."""
    rest = _WITHIN.sub(" ", _names().sub(" ", words))
    return () if rest.strip(" .") else tuple(name for name, _gap in _provisions(words))


def _provisions(words: str) -> list[tuple[str, str]]:
    """The names of acts with the words that hold their provisions; an act without a provision is left out."""
    found = list(_names().finditer(words))
    edges = [0, *(edge for one in found for edge in one.span()), len(words)]
    gaps = [words[begin:end] for begin, end in zip(edges[::2], edges[1::2], strict=True)]
    given = [_PROVISION.search(gap) is not None for gap in gaps]
    after = 1 if given[-1] and not given[0] else 0  # "§ 3 BDSG", or "BDSG, § 3"
    return [(one.group(1), gaps[place + after]) for place, one in enumerate(found) if given[place + after]]


def names_act(words: str) -> bool:
    """Whether words name a paragraph or article that an act of the list or the GDPR has, whatever stands beside it."""
    return bool(_provisions(words)) and not is_beyond(words)


def names_provision(words: str) -> bool:
    """Whether words name a paragraph, an article or a section by its number, of whichever act."""
    return _PROVISION.search(words) is not None


def provision_of(act: str, number: str) -> str:
    """A provision as it is written in German: ``§ 13 Abs. 1 LHG``, ``Art. 5 Data Act``; empty where either is missing."""
    known = acts().get(act)
    if known is None or not number:
        return ""
    sign = "Art." if known.level == "union" or known.name in _BY_ARTICLE else "§"
    return f"{sign} {number} {act}"
