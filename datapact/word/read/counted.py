"""The numbers that Word counts before the paragraphs of a file, as a reader sees them (ECMA-376 part 1, section 17.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from datapact.contract.text.number_order import letter
from datapact.word.read.markup import W
from datapact.word.read.package import Package, related

_LAST = re.compile(r"[0-9a-z-]+(?=[^0-9A-Za-z]*\Z)")


@dataclass(frozen=True, slots=True)
class Level:
    """The numbering of a level of a list."""

    form: str
    """``decimal``, ``lowerLetter``, and others that are not counted here."""
    start: int
    """Number of its first paragraph."""


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
    _at: dict[Place, int] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package) -> Counter:
        """The lists of a file."""
        levels: dict[Place, Level] = {}
        lists: dict[str, str] = {}
        for name in related(package, "numbering"):
            root = package.parts[name]
            for node in root.findall(W + "abstractNum"):
                for one in node.findall(W + "lvl"):
                    place = str(node.get(W + "abstractNumId")), _number(one.get(W + "ilvl"))
                    levels[place] = Level(_value(one, "numFmt") or "decimal", _number(_value(one, "start"), 0))
            lists |= {str(one.get(W + "numId")): _value(one, "abstractNumId") for one in root.findall(W + "num")}
        styles: dict[str, tuple[str, int]] = {}
        for name in related(package, "styles"):
            for one in package.parts[name].findall(W + "style"):
                listed = one.find(f"{W}pPr/{W}numPr")
                if listed is not None:
                    styles[str(one.get(W + "styleId"))] = _value(listed, "numId"), _number(_value(listed, "ilvl"))
        return cls(levels, lists, styles)

    def place_of(self, paragraph: etree._Element) -> Place | None:
        """The list and level of a paragraph; None for one that is not counted."""
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return None
        number, level = self.styles.get(_value(properties, "pStyle"), ("0", 0))
        listed = properties.find(W + "numPr")
        if listed is not None:
            number = _value(listed, "numId") or number
            level = _number(_value(listed, "ilvl"), level)
        return (self.lists[number], level) if number in self.lists else None

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


def label(number: str) -> str:
    """The last figures and letters of a number as it is shown: ``14a`` of ``§ 14a``, ``b`` of ``b)``."""
    found = _LAST.search(number.strip())
    return found[0] if found else ""


def _value(node: etree._Element, name: str) -> str:
    found = node.find(W + name)
    return "" if found is None else str(found.get(W + "val") or "")


def _number(text: str | None, otherwise: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else otherwise
