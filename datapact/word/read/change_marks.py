"""Change marks of a Word file: within which changes, links and controls a text stands, and which of alternatives is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from datapact.word.read.markup import attribute, local

_OF_WORD = frozenset(
    f"http://schemas.microsoft.com/office/word/{name}"
    for name in (
        "2010/wordprocessingShape",
        "2010/wordprocessingGroup",
        "2010/wordprocessingCanvas",
        "2010/wordprocessingInk",
        "2010/wordprocessingDrawing",
        "2010/wordml",
        "2012/wordml",
        "2015/wordml/symex",
        "2016/wordml/cid",
        "2018/wordml",
        "2018/wordml/cex",
        "2020/wordml/sdtdatahash",
        "2023/wordml/word16du",
        "2024/wordml/sdtformatlock",
    )
)
"""Namespaces that Word knows, of those that an alternative may ask for (wps, wpg, wpc, wpi, wp14, w14, w15, w16 and more)."""

INSERTED = {"ins", "moveTo"}
DELETED = {"del", "moveFrom"}


@dataclass(frozen=True, slots=True)
class ChangeMarks:
    """The tracked changes, the link and the content control within which a piece of text stands."""

    inserted: bool = False
    """Within a tracked insertion."""
    deleted: bool = False
    """Within a tracked deletion."""
    author: str = ""
    """Of the change; empty for none."""
    time: str = ""
    """Of the change, as the file has it."""
    target: str = ""
    """The bookmark that a link or field leads to."""
    control: str = ""
    """The tag of the content control."""


def marked(node: etree._Element, marks: ChangeMarks) -> ChangeMarks:
    """The marks within a tracked change."""
    name = local(node)
    return replace(
        marks,
        inserted=marks.inserted or name in INSERTED,
        deleted=marks.deleted or name in DELETED,
        author=attribute(node, "author") or marks.author,
        time=attribute(node, "date") or marks.time,
    )


def controlled(node: etree._Element, marks: ChangeMarks) -> ChangeMarks:
    """The marks within a content control, link or field: its tag, and the bookmark that it leads to."""
    name = local(node)
    if name == "sdt":
        properties = next((child for child in node if local(child) == "sdtPr"), None)
        tags = [] if properties is None else [attribute(one, "val") for one in properties if local(one) == "tag"]
        return replace(marks, control=tags[0] if tags else marks.control)
    if name == "hyperlink" and attribute(node, "anchor"):
        return replace(marks, target=attribute(node, "anchor"))
    if name == "fldSimple":
        return replace(marks, target=target_of(attribute(node, "instr")) or marks.target)
    return marks


def target_of(instruction: str) -> str:
    """The bookmark that a field refers to: ``REF name``, or ``HYPERLINK \\l "name"``."""
    words = instruction.split()
    for index, word in enumerate(words[:-1]):
        if word.upper() == "REF" or (word.lower() == "\\l" and words[0].upper() == "HYPERLINK"):
            return words[index + 1].strip('"')
    return ""


def choice(node: etree._Element) -> etree._Element:
    """The alternative that is to be read: the first whose needs Word knows, as Word does; else what is meant for the others."""
    for child in node:
        if local(child) == "Fallback" or (local(child) == "Choice" and _is_known(child)):
            return child
    return etree.Element("none")


def _is_known(choice: etree._Element) -> bool:
    """Whether Word knows every namespace that an alternative asks for; one that asks for none is not taken, either."""
    needs = {choice.nsmap.get(one) for one in str(choice.get("Requires", "")).split()}
    return bool(needs) and needs <= _OF_WORD


def symbol(code: str) -> str:
    """The sign of a code of a symbol font; a question mark for a code of which XML knows no sign."""
    try:
        return _NO_SIGN.sub("?", chr(int(code, 16))) if code else ""
    except (ValueError, OverflowError):
        return "?"


_NO_SIGN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
