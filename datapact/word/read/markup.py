"""Markup of WordprocessingML: names of elements and attributes, switches, styles and what makes words stand out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from lxml import etree

from datapact.contract.text.clauses import Emphasis, emphasis_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"


def local(node: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    return _NAMES[node.tag]  # asked some hundred thousand times a file


class _Names(dict[object, str]):
    """The names by tag, as far as a file has asked for them."""

    def __missing__(self, tag: object) -> str:
        name = tag.rpartition("}")[2] if isinstance(tag, str) else ""
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name


_NAMES = _Names()
_MOST_NAMES = 4096


def attribute(node: etree._Element, name: str) -> str:
    """An attribute of the WordprocessingML namespace, whichever of the two is used."""
    return str(node.get(W + name) or node.get(STRICT + name) or "")


def whole_number(text: str, otherwise: int = 0) -> int:
    """A number of up to nine digits as the format writes them; ``otherwise`` for whatever else stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise


def rows_in(table: etree._Element) -> list[etree._Element]:
    """The rows of a table, also those in content controls; not those of a table in one of its cells."""
    return _own(table, "tr", W + "tbl")


def cells_in(row: etree._Element) -> list[etree._Element]:
    """The cells of a row, also those in content controls."""
    return _own(row, "tc", W + "tr")


def paragraphs_in(cell: etree._Element) -> list[etree._Element]:
    """The paragraphs of a cell, also those in content controls; not those of a table or text box in it."""
    return _own(cell, "p", W + "tc", W + "p")


def _own(node: etree._Element, name: str, *around: str) -> list[etree._Element]:
    return [one for one in node.iter(W + name) if one is not node and next(one.iterancestors(*around), None) is node]


type Look = tuple[bool | None, bool | None]
"""Bold and italic; None: as what stands around it."""


def character_styles(parts: Iterable[etree._Element]) -> dict[str, Look]:
    """The styles of characters that make words bold or italic, from the part with the styles."""
    found: dict[str, Look] = {}
    for root in parts:
        if local(root) == "styles":
            for style in root:
                if local(style) == "style" and attribute(style, "type") == "character":
                    look = look_of(next((one for one in style if local(one) == "rPr"), None), {})
                    if look != (None, None):
                        found[attribute(style, "styleId")] = look
    return found


def hiding_styles(parts: Iterable[etree._Element]) -> frozenset[str]:
    """The styles that hide words, also by the style that they are based on, from the part with the styles."""
    found: set[str] = set()
    rest = {
        attribute(style, "styleId"): style
        for root in parts
        if local(root) == "styles"
        for style in root
        if local(style) == "style"
    }
    while new := {name for name, style in rest.items() if hides(style, found)}:
        found |= new
        rest = {name: style for name, style in rest.items() if name not in new}
    return frozenset(found)


def hides(node: etree._Element, styles: Set[str]) -> bool:
    """Whether a style, or a run or paragraph by its properties, now or before a tracked change of them, hides its words."""
    for part in node:
        name = local(part)
        if name == "basedOn" and attribute(part, "val") in styles:
            return True
        for one in part.iter() if name in ("rPr", "pPr") else ():
            kind, above = local(one), local(one.getparent())
            if kind in ("vanish", "specVanish") and (name == "rPr" or above != "rPr") and is_on(one):
                return True
            if kind in ("rStyle", "pStyle") and (name == "rPr" or above != "rPr") and attribute(one, "val") in styles:
                return True
    return False


def strikes(run: etree._Element) -> bool:
    """Whether the format of a run strikes its words through, as people do who track changes by hand."""
    properties = next((child for child in run if local(child) == "rPr"), ())
    return any(local(one) in ("strike", "dstrike") and is_on(one) for one in properties)


def look_of(properties: etree._Element | None, styles: Mapping[str, Look]) -> Look:
    """Bold and italic as properties of a run or style state them; None where they say nothing of it."""
    bold, italic = None, None
    for one in () if properties is None else properties:
        match local(one):
            case "rStyle":
                bold, italic = styles.get(attribute(one, "val"), (None, None))
            case "b":
                bold = is_on(one)
            case "i":
                italic = is_on(one)
    return bold, italic


def is_on(switch: etree._Element) -> bool:
    """Whether a switch of WordprocessingML is on: it is where no value says otherwise."""
    return attribute(switch, "val").lower() not in ("0", "false", "off", "none")


def emphasis_by(properties: etree._Element | None, styles: Mapping[str, Look]) -> Emphasis:
    """The emphasis of words with these properties of a run."""
    bold, italic = look_of(properties, styles)
    return emphasis_of(bold=bool(bold), italic=bool(italic))


def before_change(properties: etree._Element | None) -> etree._Element | None:
    """The properties of a run when its tracked change of format is rejected."""
    change = next((one for one in properties if local(one) == "rPrChange"), None) if properties is not None else None
    return properties if change is None else next((one for one in change if local(one) == "rPr"), etree.Element("none"))


def is_emphasis_change(change: etree._Element, styles: Mapping[str, Look]) -> bool:
    """Whether a tracked change of format makes the words of a run bold or italic, or no more so."""
    properties = change.getparent()
    if local(change) != "rPrChange" or properties is None or local(properties.getparent()) != "r":
        return False
    return emphasis_by(properties, styles) != emphasis_by(before_change(properties), styles)
