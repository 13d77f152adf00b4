"""The tracked changes of a Word file accepted in place: what an answer to it is written upon."""

from __future__ import annotations

from lxml import etree

from datapact.word.read.markup import W, local

SHOWN = ("t", "tab", "br", "sym", "drawing", "pict", "object", "footnoteReference", "endnoteReference")
"""What a reader sees of a run."""
_AROUND = ("sdt", "sdtContent", "customXml", "ins", "moveTo")


def resolve(root: etree._Element) -> None:
    """Accept every tracked change in place."""
    for name in (
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "trPrChange",
        "tcPrChange",
        "numberingChange",
    ):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for row in list(root.iter(W + "tr")):
        properties = row.find(W + "trPr")
        if properties is not None:
            if properties.find(W + "del") is not None:
                row.getparent().remove(row)
                continue
            for node in properties.findall(W + "ins"):
                properties.remove(node)
    for cell in list(root.iter(W + "tc")):
        _resolve_cell(cell)
    for paragraph in list(root.iter(W + "p")):
        _resolve_paragraph(paragraph)
    for name in ("del", "moveFrom"):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for name in ("ins", "moveTo"):
        for node in list(root.iter(W + name)):
            parent = node.getparent()
            for child in list(node):
                node.addprevious(child)
            parent.remove(node)
    for name in ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd"):
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)


def _resolve_cell(cell: etree._Element) -> None:
    """Take out a cell that is deleted, and its row with the last one; take the mark of an inserted one away."""
    properties, row = cell.find(W + "tcPr"), cell.getparent()
    if properties is None or row is None:
        return
    if properties.find(W + "cellDel") is not None:
        row.remove(cell)
        if row.tag == W + "tr" and row.find(W + "tc") is None and row.getparent() is not None:
            row.getparent().remove(row)
        return
    for node in properties.findall(W + "cellIns"):
        properties.remove(node)


def _resolve_paragraph(paragraph: etree._Element) -> None:
    """Join a paragraph whose mark is deleted with the next one; take the mark of an inserted one away."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    if mark is None:
        return
    deleted = mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
    for name in ("ins", "del", "moveFrom", "moveTo"):
        for node in mark.findall(W + name):
            mark.remove(node)
    if not deleted:
        return
    content = [child for child in paragraph if child.tag != W + "pPr"]
    following = _next_paragraph(paragraph)
    if following is None:
        if not any(local(node) in SHOWN for child in content for node in child.iter()):
            _take_out(paragraph)
        return
    properties = following.find(W + "pPr")
    at = 0 if properties is None else 1
    for offset, child in enumerate(content):
        following.insert(at + offset, child)
    _take_out(paragraph)


def _next_paragraph(paragraph: etree._Element) -> etree._Element | None:
    """The paragraph that one without its mark runs into; none before a table, nor at the end of a cell or a text."""
    at: etree._Element | None = paragraph
    while at is not None:
        following = at.getnext()
        while following is not None and local(following) not in ("p", "tbl", *_AROUND):
            following = following.getnext()
        while following is not None and local(following) in _AROUND:
            inner = next((one for one in following if local(one) in ("p", "tbl", *_AROUND)), None)
            following = following.getnext() if inner is None else inner
        if following is not None:
            return following if local(following) == "p" else None
        at = at.getparent() if at.getparent() is not None and local(at.getparent()) in _AROUND else None
    return None


def _take_out(paragraph: etree._Element) -> None:
    """Remove a paragraph, unless its cell would be left without any, which Word takes for damage."""
    parent = paragraph.getparent()
    if parent is None or (parent.tag == W + "tc" and len(parent.findall(W + "p")) == 1):
        return
    parent.remove(paragraph)
