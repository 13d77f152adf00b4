"""Paragraphs and rows of a file of theirs: copied, emptied, named, counted by Word or typed, new or gone."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy

from lxml import etree

from datapact.base.texts import Language
from datapact.contract.text.clauses import Run
from datapact.word.read.align import typed_number
from datapact.word.read.markup import W, local, paragraphs_in
from datapact.word.reply.tracked_runs import (
    Marks,
    row_around,
)
from datapact.word.write.blocks import LineStyle
from datapact.word.write.parts import indents

_LEVELS: Mapping[LineStyle, int] = {"Clause": 0, "Paragraph": 1, "Point": 2}
_BEHIND_INDENT = {
    "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc", "textDirection", "textAlignment", "textboxTightWrap",
    "outlineLvl", "divId", "cnfStyle", "rPr", "sectPr", "pPrChange",
}  # fmt: skip
_BEFORE_LIST = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl")
_UNIQUE = ("paraId", "textId", "rsidR", "rsidRDefault", "rsidP", "rsidRPr", "rsidTr")
"""Attributes of a paragraph or row that a copy must not share."""


def plain(words: str) -> tuple[Run, ...]:
    """Words that do not stand out as runs."""
    return (Run(words),) if words else ()


def is_counted(paragraph: etree._Element) -> bool:
    """Whether Word counts it: it stands in a list."""
    return any(one.get(W + "val") != "0" for one in paragraph.iter(W + "numId"))


def typed_before(paragraph: etree._Element, words: str) -> str:
    """The number that was typed before its words; empty for one that Word counts."""
    return "" if is_counted(paragraph) else typed_number(words)


def uncounted(paragraph: etree._Element, style: LineStyle, language: Language) -> None:
    """Take a paragraph out of its list, where it stands as if it were in it."""
    properties = paragraph.find(W + "pPr")
    if properties is None:
        return
    listed = properties.find(W + "numPr")
    if listed is None:
        listed = etree.Element(W + "numPr")
        at = next((n for n, one in enumerate(properties) if local(one) not in _BEFORE_LIST), len(properties))
        properties.insert(at, listed)
    for child in list(listed):
        listed.remove(child)
    etree.SubElement(listed, W + "numId", {W + "val": "0"})
    if properties.find(W + "ind") is None and style in _LEVELS:
        left, hanging = indents(_LEVELS[style], language)
        at = next((n for n, one in enumerate(properties) if local(one) in _BEHIND_INDENT), len(properties))
        properties.insert(at, etree.Element(W + "ind", {W + "left": str(left), W + "hanging": str(hanging)}))


def is_deleted(paragraph: etree._Element) -> bool:
    """Whether it goes with its mark or its row when all changes are accepted."""
    row = row_around(paragraph)
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None or (
        row is not None and row.find(f"{W}trPr/{W}del") is not None
    )


def is_new(paragraph: etree._Element) -> bool:
    """Whether it comes with its mark or its row when all changes are accepted."""
    row = row_around(paragraph)
    return paragraph.find(f"{W}pPr/{W}rPr/{W}ins") is not None or (
        row is not None and row.find(f"{W}trPr/{W}ins") is not None
    )


def keep_properties(properties: etree._Element, was: etree._Element, marks: Marks) -> None:
    """Say in a mark what the properties of a paragraph were."""
    for one in [child for child in was if local(child) in ("rPr", "sectPr", "pPrChange")]:
        was.remove(one)
    etree.SubElement(properties, W + "pPrChange", marks.attributes()).append(was)


def lead_by_link(root: etree._Element, paragraph: etree._Element) -> None:
    """Turn fields that show the number of a paragraph into links that keep their words: its number is typed now."""
    names = {str(one.get(W + "name")) for one in paragraph.iter(W + "bookmarkStart")}
    for field_code in root.iter(W + "instrText"):
        words = (field_code.text or "").split()
        if len(words) > 1 and words[0].upper() == "REF" and words[1] in names:
            field_code.text = f' HYPERLINK \\l "{words[1]}" '


def named(paragraph: etree._Element, name: str, number: str) -> None:
    """Put a bookmark around the words of a paragraph."""
    start = etree.Element(W + "bookmarkStart", {W + "id": number, W + "name": name})
    at = 0 if paragraph.find(W + "pPr") is None else 1
    paragraph.insert(at, start)
    etree.SubElement(paragraph, W + "bookmarkEnd", {W + "id": number})


def copied(node: etree._Element) -> etree._Element:
    """A copy of a paragraph or row without what must be there once: marks, names, ends of sections."""
    made = deepcopy(node)
    made.tail = None
    for one in list(made.iter(W + "ins", W + "del", W + "sectPr", W + "bookmarkStart", W + "bookmarkEnd")):
        parent = one.getparent()
        if parent is not None and (one.tag not in (W + "ins", W + "del") or parent.tag in (W + "rPr", W + "trPr")):
            parent.remove(one)
    for one in made.iter(W + "p", W + "tr"):
        for name in [name for name in one.attrib if str(name).rpartition("}")[2] in _UNIQUE]:
            del one.attrib[name]
    return made


def emptied(column: etree._Element) -> None:
    """Leave a cell one paragraph without words."""
    paragraph = next(iter(paragraphs_in(column)), None)
    if paragraph is None:
        paragraph = etree.Element(W + "p")
    for child in list(column):
        if child.tag != W + "tcPr":
            column.remove(child)
    column.append(paragraph)
    for child in list(paragraph):
        if child.tag != W + "pPr":
            paragraph.remove(child)


def put_next_to(node: etree._Element, sibling: etree._Element, *, ahead: bool) -> None:
    """Put a node ahead of or behind another one."""
    if ahead:
        sibling.addprevious(node)
    else:
        sibling.addnext(node)
