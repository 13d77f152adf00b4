"""The numbers that Word counts before the paragraphs of a file, as a reader sees them (ECMA-376 part 1, section 17.9)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lxml import etree

from datapact.contract.text.number_order import letter
from datapact.word.read.markup import W, whole_number
from datapact.word.read.package import Package, related

_LAST = re.compile(r"[0-9a-z-]+(?=[^0-9A-Za-z]*\Z)")


@dataclass(frozen=True, slots=True)
class Level:
    """The numbering of a level of a list."""

    form: str
    """``decimal``, ``lowerLetter``, and others that are not counted here."""
    start: int
    """Number of its first paragraph."""
    text: str = ""
    """How its numbers are shown, ``%1.%2`` or ``(%3)``; empty where the file does not say."""


type Place = tuple[str, int]
"""The list (``w:abstractNumId``) and the level, from 0, that a paragraph stands in."""


@dataclass(slots=True)
class Counter:
    """Counts the paragraphs of a file one after the other."""

    levels: Mapping[Place, Level]
    """Of all lists."""
    lists: Mapping[str, str]
    """The list that each ``w:numId`` stands for."""
    styles: Mapping[str, tuple[str, int]]
    """``w:numId`` and level of the styles of paragraphs that are counted."""
    restarts: Mapping[tuple[str, int], int] = field(default_factory=dict)
    """By ``w:numId`` and level the number with which it begins anew."""
    _at: dict[Place, int] = field(default_factory=dict)
    _begun: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, package: Package) -> Counter:
        """The lists of a file."""
        levels: dict[Place, Level] = {}
        lists: dict[str, str] = {}
        restarts: dict[tuple[str, int], int] = {}
        for name in related(package, "numbering"):
            root = package.parts[name]
            for node in root.findall(W + "abstractNum"):
                for one in node.findall(W + "lvl"):
                    place = str(node.get(W + "abstractNumId")), _number(one.get(W + "ilvl"))
                    levels[place] = Level(
                        _value(one, "numFmt") or "decimal", _number(_value(one, "start"), 0), _value(one, "lvlText")
                    )
            for one in root.findall(W + "num"):
                for other in one.findall(W + "lvlOverride"):
                    begins = _value(other, "startOverride")
                    if begins:
                        restarts[str(one.get(W + "numId")), _number(other.get(W + "ilvl"))] = _number(begins)
            lists |= {str(one.get(W + "numId")): _value(one, "abstractNumId") for one in root.findall(W + "num")}
        styles: dict[str, tuple[str, int]] = {}
        for name in related(package, "styles"):
            for one in package.parts[name].findall(W + "style"):
                listed = one.find(f"{W}pPr/{W}numPr")
                if listed is not None:
                    styles[str(one.get(W + "styleId"))] = _value(listed, "numId"), _number(_value(listed, "ilvl"))
        return cls(levels, lists, styles, restarts)

    def place_of(self, paragraph: etree._Element) -> Place | None:
        """The list and level of a paragraph; None for one that is not counted."""
        number, level = self._list_of(paragraph)
        return (self.lists[number], level) if number in self.lists else None

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        """``w:numId`` and level of a paragraph; list 0: none."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return "0", 0
        number, level = self.styles.get(_value(properties, "pStyle"), ("0", 0))
        listed = properties.find(W + "numPr")
        if listed is not None:
            number = _value(listed, "numId") or number
            level = _number(_value(listed, "ilvl"), level)
        return number, level

    def shown(self, paragraph: etree._Element) -> str:
        """Take a paragraph in, and give the number before it as a reader sees it: ``3.2``, ``(a)``, ``IV.``; empty for bullets and no list."""
        number, level = self._list_of(paragraph)
        if number not in self.lists:
            return ""
        listed = self.lists[number]
        if number not in self._begun:
            self._begun.add(number)
            for (one, depth), begins in self.restarts.items():
                if one == number:
                    self._at[listed, depth] = begins - 1
        self.count((listed, level))
        about = self.levels.get((listed, level))
        if about is None or "%" not in about.text:
            return ""
        return _NTH.sub(lambda found: self._figure(listed, int(found[1]) - 1), about.text).strip()

    def _figure(self, listed: str, level: int) -> str:
        about = self.levels.get((listed, level))
        value = self._at.get((listed, level), about.start if about is not None else 1)
        made = _FIGURES.get(about.form if about is not None else "decimal")
        return made(value) if made is not None and value > 0 else str(value)

    def next(self, place: Place) -> str:
        """The number that Word would show before a paragraph here, ``14`` or ``b`` without signs; empty for what is not counted here."""
        level = self.levels.get(place)
        value = self._at.get(place, (level.start if level is not None else 1) - 1) + 1
        if level is None or level.form not in ("decimal", "lowerLetter") or value < 1:
            return ""
        return str(value) if level.form == "decimal" else letter(value - 1)

    def count(self, place: Place) -> None:
        """Take a paragraph in: the levels below it begin anew."""
        level = self.levels.get(place)
        self._at[place] = self._at.get(place, (level.start if level is not None else 1) - 1) + 1
        for other in [one for one in self._at if one[0] == place[0] and one[1] > place[1]]:
            del self._at[other]


def _roman(value: int) -> str:
    said = ""
    for worth, figure in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        said += figure * (value // worth)
        value %= worth
    return said


_NTH = re.compile(r"%([1-9])")
_FIGURES: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": lambda value: letter(value - 1),
    "upperLetter": lambda value: letter(value - 1).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda value: _roman(value).upper(),
}
"""Figures by their form; others are decimal."""


def label(number: str) -> str:
    """The last figures and letters of a number as it is shown: ``14a`` of ``§ 14a``, ``b`` of ``b)``."""
    found = _LAST.search(number.strip())
    return found[0] if found else ""


def _value(node: etree._Element, name: str) -> str:
    found = node.find(W + name)
    return "" if found is None else str(found.get(W + "val") or "")


def _number(text: str | None, otherwise: int = 0) -> int:
    return whole_number(text, otherwise) if text and len(text) < 6 else otherwise
