"""Paragraphs and rows that others struck, joined, moved or put in: noted before their changes are accepted, put back after.

A move is put back as what Word makes of it where its two ends are not both known: words struck here, and put in there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from datapact.word.read.markup import W, cells_in, local, rows_in
from datapact.word.reply.resolved import (
    SHOWN,
    accepted_length,
    interleave,
    pieces_of,
    put_words,
    words_of,
    wrapped,
)

_RANGES = ("moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd")
_DELETED = {W + "t": W + "delText", W + "instrText": W + "delInstrText"}
_BLOCKS = ("p", "tbl", "sdt", "customXml", "ins", "del", "AlternateContent")


@dataclass(slots=True)
class Struck:
    """Paragraphs or rows of theirs that are gone once their changes are accepted."""

    elements: list[etree._Element]
    """As they were, in their order."""
    neighbour: etree._Element
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


@dataclass(slots=True)
class ColumnCell:
    """A cell of a column that others struck or put in."""

    row: etree._Element
    """In the tree that is answered."""
    cell: etree._Element
    """In that tree; of a struck one a copy."""
    mark: etree._Element
    """Of its properties."""
    at: int
    """Its place among the cells of the row, from 0."""
    struck: bool
    """Whether it is gone once their changes are accepted."""
    staying: int = 0
    """How many cells the row has once they are."""


type TheirBlocks = list[Struck | PutIn | ColumnCell]
type Fresh = Callable[[], str]


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
        found += _cells(table, author)
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
    rows = rows_in(table)
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


def _cells(table: etree._Element, author: str) -> Iterator[ColumnCell]:
    """The cells that others struck or put in, in rows that stay and keep at least one cell."""
    for row in rows_in(table):
        cells = cells_in(row)
        marks = [one.find(f"{W}tcPr/{W}cellDel") for one in cells]
        staying = [one for one, mark in zip(cells, marks, strict=True) if mark is None]
        if not staying or row.find(f"{W}trPr/{W}del") is not None:
            continue
        for at, (cell, gone) in enumerate(zip(cells, marks, strict=True)):
            mark = gone if gone is not None else cell.find(f"{W}tcPr/{W}cellIns")
            if mark is not None and mark.get(W + "author") != author:
                shown = deepcopy(cell) if gone is not None else cell
                yield ColumnCell(row, shown, deepcopy(mark), at, gone is not None, len(staying))


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


def settle_blocks(blocks: Sequence[Struck | PutIn | ColumnCell]) -> None:
    """Remember how what stays is now that the changes are accepted, before anything is written into it."""
    for one in blocks:
        if isinstance(one, Struck):
            one.settled = _xml(one.neighbour)


def put_back_blocks(
    root: etree._Element, blocks: Sequence[Struck | PutIn | ColumnCell], fresh: Fresh
) -> tuple[set[etree._Element], list[str]]:
    """Put struck paragraphs, rows and cells back where they stood, marked as others marked them.

    Returns the paragraphs that have their marks, and the words of those whose marks could not be put back: they leave as
    accepted.
    """
    done: set[etree._Element] = set()
    lost: list[str] = []
    for one in blocks:
        if isinstance(one, ColumnCell):
            if not _mark_cell(root, one):
                lost.append(_words_of(one.cell))
            continue
        if isinstance(one, PutIn):
            if any(up is root for up in one.row.iterancestors()):
                _mark_row(one)
            else:
                lost.append(_words_of(one.row))
            continue
        if not any(up is root for up in one.neighbour.iterancestors()):
            lost += [_words_of(copy) for copy in one.elements]
            continue
        untouched = local(one.neighbour) == "p" and _xml(one.neighbour) == one.settled
        if not untouched and not one.whole:
            if _divided(one, fresh):
                done.add(one.neighbour)
            else:
                lost += [_words_of(copy) for copy in one.elements]
            continue
        gone = (
            one.elements if untouched or local(one.neighbour) != "p" else [_without_ends(copy) for copy in one.elements]
        )
        if one.ahead:
            for copy in gone:
                one.neighbour.addprevious(copy)
        else:
            for copy in reversed(gone):
                one.neighbour.addnext(copy)
        if untouched:
            for child in list(one.neighbour):
                one.neighbour.remove(child)
            one.neighbour.extend(list(one.before))
            done.add(one.neighbour)
    return done, lost


def as_noted(one: Struck | PutIn | ColumnCell) -> Struck | PutIn | ColumnCell:
    """A block with copies of what is put back, so that another try begins with the same."""
    if isinstance(one, Struck):
        return replace(one, elements=[deepcopy(copy) for copy in one.elements], before=deepcopy(one.before))
    if isinstance(one, ColumnCell) and one.struck:
        return replace(one, cell=deepcopy(one.cell), mark=deepcopy(one.mark))
    return replace(one, mark=deepcopy(one.mark))


def find_again(one: Struck | PutIn | ColumnCell, now: Mapping[etree._Element, etree._Element]) -> None:
    """Point a block at the nodes that took the place of those that it knows."""
    if isinstance(one, Struck):
        one.neighbour = now.get(one.neighbour, one.neighbour)
        return
    one.row = now.get(one.row, one.row)
    if isinstance(one, ColumnCell) and not one.struck:
        one.cell = now.get(one.cell, one.cell)


def words_of_block(one: Struck | PutIn | ColumnCell) -> list[str]:
    """The words of a block."""
    if isinstance(one, Struck):
        return [_words_of(copy) for copy in one.elements]
    return [_words_of(one.row if isinstance(one, PutIn) else one.cell)]


def _words_of(node: etree._Element) -> str:
    return "".join(node.itertext())


def _mark_cell(root: etree._Element, one: ColumnCell) -> bool:
    """Give a cell its mark, a struck one its place; whether that was possible: not in a row that we made anew."""
    cells = cells_in(one.row)
    if not any(up is root for up in one.row.iterancestors()) or (not one.struck and one.cell not in cells):
        return False
    if one.struck:
        if len(cells) - sum(cell.find(f"{W}tcPr/{W}cellDel") is not None for cell in cells) != one.staying:
            return False
        if one.at < len(cells):
            cells[one.at].addprevious(one.cell)
        else:
            cells[-1].addnext(one.cell)
        return True
    properties = one.cell.find(W + "tcPr")
    if properties is None:
        properties = etree.Element(W + "tcPr")
        one.cell.insert(0, properties)
    if properties.find(W + "cellIns") is None:
        properties.append(one.mark)
    return True


def _divided(one: Struck, fresh: Fresh) -> bool:
    """Take a paragraph apart where theirs were joined, our changes in it on the side where they are; whether that was possible.

    Each part gets its marks back; the ends that they struck are struck again, so that all accepted it is one paragraph.
    """
    pieces = pieces_of(one.neighbour)
    lengths = [accepted_length(copy) for copy in one.elements]
    if local(one.neighbour) != "p" or pieces is None or None in lengths:
        return False
    made: list[etree._Element] = []
    for copy, length in zip(one.elements, lengths, strict=True):
        paragraph = etree.Element(W + "p", copy.attrib)
        if (properties := copy.find(W + "pPr")) is not None:
            paragraph.append(deepcopy(properties))
        left = length or 0
        while left > 0 and pieces:
            mark, run, words = pieces.pop(0)
            counts = mark is None or mark.tag == W + "del"
            take = min(left, len(words)) if counts else len(words)
            parent = paragraph if mark is None else wrapped(paragraph, mark, fresh)
            if take == len(words):
                parent.append(deepcopy(run))
            else:
                put_words(parent, run, words[:take], deleted=mark is not None)
                pieces.insert(0, (mark, run, words[take:]))
            left -= take if counts else 0
        made.append(paragraph)
    rest = etree.Element(W + "p")
    if (properties := one.neighbour.find(W + "pPr")) is not None:
        rest.append(deepcopy(properties))
    for mark, run, words in pieces:
        parent = rest if mark is None else wrapped(rest, mark, fresh)
        if words and words != words_of(run):
            put_words(parent, run, words, deleted=mark is not None and mark.tag == W + "del")
        else:
            parent.append(deepcopy(run))
    for part, tracked in zip((*made, rest), (*one.elements, one.before), strict=True):
        interleave(part, tracked, fresh)
    for part in made:
        one.neighbour.addprevious(part)
    for child in list(one.neighbour):
        one.neighbour.remove(child)
    one.neighbour.extend(list(rest))
    return True


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
