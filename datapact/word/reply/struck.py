"""Paragraphs and rows that others struck, joined, moved or put in: noted before their changes are accepted, put back after.

A move is put back as what Word makes of it where its two ends are not both known: words struck here, and put in there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from datapact.word.read.markup import W, local
from datapact.word.reply.resolved import SHOWN

_RANGES = ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd")
_DELETED = {W + "t": W + "delText", W + "instrText": W + "delInstrText"}
_BLOCKS = ("p", "tbl", "sdt", "customXml", "ins", "del", "AlternateContent")


@dataclass(slots=True)
class Struck:
    """Paragraphs or rows of theirs that are gone once their changes are accepted."""

    gone: list[etree._Element]
    """As they were, in their order."""
    beside: etree._Element
    """In the tree that is answered: what stays next to them; a paragraph that others run into."""
    before: etree._Element
    """The same as it was."""
    ahead: bool
    """They stand before it, else behind it."""
    whole: bool
    """None of their words stays."""
    settled: str = ""
    """What stays as it is once all is accepted, as XML."""


@dataclass(slots=True)
class PutIn:
    """A row that others put in."""

    row: etree._Element
    """In the tree that is answered."""
    mark: etree._Element
    """Of its properties."""


type TheirBlocks = list[Struck | PutIn]


def moves_as_changes(root: etree._Element) -> None:
    """Make each tracked move a deletion and an insertion by the same author, in place."""
    for name in _RANGES:
        for node in list(root.iter(W + name)):
            node.getparent().remove(node)
    for node in list(root.iter(W + "moveFrom")):
        node.tag = W + "del"
        for one in node.iter(*_DELETED):
            one.tag = _DELETED[one.tag]
    for node in list(root.iter(W + "moveTo")):
        node.tag = W + "ins"


def their_blocks(root: etree._Element, author: str) -> TheirBlocks:
    """Paragraphs and rows that others struck, joined or put in; call it before ``resolve``, and ``settle_blocks`` after it.

    Left out are those with marks of ``author``, and those whose end has nothing to run into: they are accepted.
    """
    found: TheirBlocks = []
    for table in root.iter(W + "tbl"):
        found += _rows(table, author)
    for paragraph in root.iter(W + "p"):
        if _is_struck(paragraph) and not _is_struck(_neighbour(paragraph, back=True)):
            chain = list(_chain(paragraph))
            *gone, last = chain
            if not gone or local(last) != "p" or any(_is_by(one, author) or _is_inside(one) for one in chain):
                continue
            whole = not any(_stays(one) for one in gone)
            found.append(Struck([deepcopy(one) for one in gone], last, deepcopy(last), True, whole))
    return found


def _rows(table: etree._Element, author: str) -> Iterator[Struck | PutIn]:
    rows = table.findall(W + "tr")
    staying = [one for one in rows if one.find(f"{W}trPr/{W}del") is None]
    for at, row in enumerate(rows):
        mark = row.find(f"{W}trPr/{W}ins")
        if _is_by(row, author):
            continue
        if mark is not None and row in staying:
            yield PutIn(row, deepcopy(mark))
        elif row not in staying and staying:
            later = next((one for one in rows[at:] if one in staying), None)
            beside = staying[-1] if later is None else later
            yield Struck([deepcopy(row)], beside, deepcopy(beside), later is not None, True)


def _is_struck(paragraph: etree._Element | None) -> bool:
    return paragraph is not None and paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


def _neighbour(paragraph: etree._Element, *, back: bool = False) -> etree._Element | None:
    """The block beside a paragraph in the same text, what holds no words left aside."""
    following = paragraph.itersiblings(preceding=back)
    return next((one for one in following if local(one) in _BLOCKS), None)


def _chain(paragraph: etree._Element) -> Iterator[etree._Element]:
    """A struck paragraph, those that it runs into, and the one that stays."""
    at: etree._Element | None = paragraph
    while at is not None:
        yield at
        at = _neighbour(at) if local(at) == "p" and _is_struck(at) else None


def _is_by(node: etree._Element, author: str) -> bool:
    return any(one.get(W + "author") == author for one in node.iter(W + "ins", W + "del"))


def _is_inside(paragraph: etree._Element) -> bool:
    """Whether a paragraph stands in a box, or in a row that goes or that is in a table of another table."""
    around = [local(one) for one in paragraph.iterancestors()]
    row = next((one for one in paragraph.iterancestors() if local(one) == "tr"), None)
    struck = row is not None and row.find(f"{W}trPr/{W}del") is not None
    return struck or "txbxContent" in around or around.count("tbl") > 1


def _stays(paragraph: etree._Element) -> bool:
    return any(
        local(node) in SHOWN and not any(local(up) == "del" for up in node.iterancestors()) for node in paragraph.iter()
    )


def settle_blocks(blocks: Sequence[Struck | PutIn]) -> None:
    """Remember how what stays is now that the changes are accepted, before anything is written into it."""
    for one in blocks:
        if isinstance(one, Struck):
            one.settled = _xml(one.beside)


def put_back_blocks(root: etree._Element, blocks: Sequence[Struck | PutIn]) -> set[etree._Element]:
    """Put struck paragraphs and rows back where they stood, marked as others marked them.

    What was joined stays joined where our changes came into it. Returns the paragraphs that are as they were, marks and all.
    """
    done: set[etree._Element] = set()
    for one in blocks:
        if isinstance(one, PutIn):
            _mark_row(one)
            continue
        if not any(up is root for up in one.beside.iterancestors()):
            continue
        untouched = local(one.beside) == "p" and _xml(one.beside) == one.settled
        if not untouched and not one.whole:
            continue
        gone = one.gone if untouched or local(one.beside) != "p" else [_without_ends(copy) for copy in one.gone]
        if one.ahead:
            for copy in gone:
                one.beside.addprevious(copy)
        else:
            for copy in reversed(gone):
                one.beside.addnext(copy)
        if untouched:
            for child in list(one.beside):
                one.beside.remove(child)
            one.beside.extend(list(one.before))
            done.add(one.beside)
    return done


def _mark_row(one: PutIn) -> None:
    properties = one.row.find(W + "trPr")
    if properties is None:
        properties = etree.Element(W + "trPr")
        one.row.insert(0, properties)
    if properties.find(W + "ins") is None and properties.find(W + "del") is None:
        properties.append(one.mark)


def _without_ends(paragraph: etree._Element) -> etree._Element:
    """A struck paragraph without bookmarks and ends of comments: they went over to the one that it runs into."""
    for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd"):
        for node in list(paragraph.iter(W + name)):
            node.getparent().remove(node)
    for node in list(paragraph.iter(W + "commentReference")):
        node.getparent().remove(node)
    return paragraph


def _xml(node: etree._Element) -> str:
    return str(etree.tostring(node, encoding="unicode", with_tail=False))
