"""Provisions of law as they are picked: paragraphs or articles of acts from a closed list, and nothing beside them.

Words that are not understood to the last one name no act of the list: it may be another act, which a legal member who has
read it confirms. What a provision says, and whether it carries what is asked, no program reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
# A sign of paragraphs, a part of one ("Abs. 2", "(2)"), a number, what stands between numbers, or any other word.
_TOKEN = re.compile(
    rf"(?P<sign>{_SIGN})|(?P<part>\b(?:{_PART})\b\.?)|(?P<number>\d+)(?P<letters>[a-z]{{1,2}}\b)?|\((?P<bracket>[^)]*)\)|"
    r"(?P<between>\b(?:bis|to|und|and|oder|or|ff?|[a-z])\b\.?|[,–-])|\w+"
)
_IN_BRACKET = re.compile(r"(\d+)[a-z]?")
_SEVERAL = re.compile(r"§§|Artt|Artikeln|[Aa]rticles|[Ss]ections|[Ss]ecs|ss")
"""A sign of more than one paragraph or article."""
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
    return [one.number for one in _read(words)]


@dataclass(slots=True)
class _Read:
    """A paragraph or article as it is read, token by token."""

    number: int
    letters: str = ""
    parts: list[tuple[int, int]] = field(default_factory=list)

    def add(self, kind: str, number: int) -> None:
        """Add a paragraph of it, or a number within the last one; sentences and the like change nothing."""
        if kind == "paragraph":
            self.parts.append((number, 0))
        elif kind == "point":
            paragraph, point = self.parts[-1] if self.parts else (0, 0)
            if self.parts and not point:
                self.parts.pop()
            self.parts.append((paragraph, number))


def _read(words: str) -> list[_Read]:
    """The paragraphs or articles of one act, each with its parts.

    After a part, a further number is of the same kind ("Abs. 3, 4", "Satz 1 und 2"), unless it is greater than that of the provision:
    provisions are named in their order.
    """
    found: list[_Read] = []
    kind, due, began, several = "", False, False, False
    for token in _TOKEN.finditer(words):
        if token["sign"]:
            kind, due, began, several = "", True, True, _SEVERAL.match(token["sign"]) is not None
        elif token["part"]:
            kind, due = _kind_of(token["part"]), True
        elif token["bracket"] is not None:
            if found and (inner := _IN_BRACKET.fullmatch(token["bracket"])) is not None:
                kind, due = "paragraph", False
                found[-1].add(kind, int(inner[1]))
        elif token["number"]:
            number = int(token["number"])
            greater = not found or number > found[-1].number or number == 0
            if began and ((not due and greater) if kind else (due or several or greater)):
                letters = token["letters"] or ""
                found.append(_Read(number, "" if letters in _FOLLOWING else letters))
                kind = ""
            elif found and (began or due):
                found[-1].add(kind or "paragraph", number)
            due = False
        elif token["between"]:
            if (
                token["between"] in _SPACED
                and found
                and words[: token.start()].rstrip().endswith(str(found[-1].number))
            ):
                found[-1].letters = token["between"]  # "§ 43 e"
        else:
            began = due = False
    return found


_FOLLOWING = ("f", "ff")
_SPACED = frozenset("abcde")


def _kind_of(part: str) -> str:
    """Whether a part is a paragraph of a provision, a number within one, or another."""
    if part.startswith(("Abs", "para")):
        return "paragraph"
    return "point" if part.startswith(("Nr", "Nummer", "no", "point")) else "other"


@dataclass(frozen=True, slots=True)
class Provision:
    """A paragraph or article of an act of the list, as words name it."""

    act: str
    """Short name of its act."""
    number: str
    """With its letter: ``67b``."""
    parts: tuple[tuple[int, int], ...]
    """Its paragraphs, each with the number within it (``Abs. 4 Nr. 3``), 0 where none is named; empty for the whole."""


def provisions(words: str) -> Iterator[Provision]:
    """What words name of acts of the list, whatever stands beside it; the GDPR is none of them, as in ``picked``."""
    for name, gap in _provisions(words):
        if name in acts():
            for one in _read(gap):
                yield Provision(acts()[name].name, f"{one.number}{one.letters}", tuple(one.parts))


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
