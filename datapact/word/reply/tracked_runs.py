"""The runs of a paragraph in a file of others: read with their looks, and written anew with our changes tracked in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from datapact.base.errors import WrongUse
from datapact.base.texts import N_
from datapact.contract.text.clauses import Run, plain_text
from datapact.contract.text.marked import marked_words
from datapact.word.read.emphasis import with_look
from datapact.word.read.markup import Look, W, local
from datapact.word.read.passages import NoteKey, Span
from datapact.word.read.story import NOTE_REFERENCES, note_words

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FIRST_NUMBER = 900_000  # of our marks: above those that Word gives

type Notes = Mapping[NoteKey, tuple[Span, ...]]
"""The words of footnotes and endnotes."""
type Shown = etree._Element | None
"""How a character looks: the properties of its run, or the run itself where it is one with a note; None for none."""


@dataclass(slots=True)
class Marks:
    """Our marks in their file."""

    author: str
    """As the file names it."""
    date: str
    """As the format writes it, UTC."""
    number: int = _FIRST_NUMBER
    """Of the last mark."""

    def attributes(self) -> dict[str, str]:
        """The attributes of the next mark."""
        self.number += 1
        return {W + "id": str(self.number), W + "author": self.author, W + "date": self.date}


def characters(paragraph: etree._Element, notes: Notes) -> Iterator[tuple[str, Shown]]:
    """The texts of a paragraph with the look of their runs; fields by their results, notes by their words."""
    inside = 0
    for run in paragraph.iter(W + "r"):
        look = run.find(W + "rPr")
        for child in run:
            if child.tag == W + "fldChar":
                kind = child.get(W + "fldCharType")
                inside += {"begin": 1, "separate": -1}.get(str(kind), 0)
            elif inside <= 0 and child.tag == W + "t":
                yield child.text or "", look
            elif inside <= 0 and child.tag in (W + "br", W + "cr"):
                yield "\n", look
            elif inside <= 0 and child.tag == W + "tab":
                yield "\t", look
            elif child.tag == W + "noBreakHyphen":
                yield "\u2011", look
            elif inside <= 0 and local(child) in NOTE_REFERENCES:
                yield "".join(span.text for span in note_words(child, notes) if not span.deleted), run


def properties_of(look: Shown) -> Shown:
    """The properties of the run that a look tells of."""
    return look.find(W + "rPr") if look is not None and look.tag == W + "r" else look


def fill(
    paragraph: etree._Element,
    old: Sequence[Run],
    new: Sequence[Run],
    looks: Sequence[Shown],
    marks: Marks,
    styles: Mapping[str, Look],
    *,
    heading: bool = False,
) -> None:
    """Put marked runs in place of the words of a paragraph; bookmarks stay at its beginning, comments around it.

    Raises WrongUse where only a part of a note would change.
    """
    kept = [child for child in paragraph if child.tag in (W + "pPr", W + "bookmarkStart")]
    ends = [child for child in paragraph if child.tag == W + "bookmarkEnd"]
    # Their comments stay with the paragraph, whatever its words are now.
    kept += list(paragraph.iter(W + "commentRangeStart"))
    ends += list(paragraph.iter(W + "commentRangeEnd"))
    ends += [run for run in paragraph.iter(W + "r") if run.find(W + "commentReference") is not None]
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.extend(kept)
    at = 0
    for piece in marked_words(old, [Run(run.text, emphasis=run.emphasis) for run in new]):
        look = properties_of(looks[min(at, len(looks) - 1)]) if looks else None
        if piece.mark == "inserted":
            look = look if heading else with_look(look, piece.emphasis, styles)
            parent = etree.SubElement(paragraph, W + "ins", marks.attributes())
        elif piece.mark == "deleted":
            parent = etree.SubElement(paragraph, W + "del", marks.attributes())
        else:
            parent = paragraph
        for text, own in _stretches(piece.text, looks, at) if piece.mark != "inserted" else [(piece.text, look)]:
            if own is not None and own.tag == W + "r":
                note = "".join(letter for letter, one in zip(plain_text(old), looks, strict=False) if one is own)
                _put_note(parent, own, text, note)
            else:
                put_run(parent, text, own, deleted=piece.mark == "deleted")
        if piece.mark != "inserted":
            at += len(piece.text)
    paragraph.extend(ends)


def _put_note(parent: etree._Element, run: etree._Element, text: str, note: str) -> None:
    """The reference to a note for the words that it shows in our reading; a space beside them is none of the file."""
    if text.strip() == note.strip():
        parent.append(deepcopy(run))
    elif text.strip():
        raise WrongUse(
            N_("In their file this reply would change the words of a note. Send a file of your own instead.")
        )


def _stretches(text: str, looks: Sequence[Shown], at: int) -> Iterator[tuple[str, Shown]]:
    """A text cut where the look of its characters changes."""
    start = 0
    for index in range(1, len(text) + 1):
        here = looks[min(at + start, len(looks) - 1)] if looks else None
        if index == len(text) or (looks and looks[min(at + index, len(looks) - 1)] is not here):
            yield text[start:index], here
            start = index


def put_run(parent: etree._Element, text: str, look: Shown, *, deleted: bool) -> None:
    """A run with some words at the end of an element; line feeds and tabs as those of Word."""
    run = etree.SubElement(parent, W + "r")
    if look is not None:
        run.append(deepcopy(look))
    for number, line in enumerate(text.split("\n")):
        if number:
            etree.SubElement(run, W + "br")
        for column, part in enumerate(line.split("\t")):
            if column:
                etree.SubElement(run, W + "tab")
            if part:
                node = etree.SubElement(run, W + ("delText" if deleted else "t"))
                node.text = part
                node.set(_SPACE, "preserve")


def row_around(node: etree._Element) -> etree._Element | None:
    """The row of a table that a paragraph stands in; None for none."""
    return next((parent for parent in node.iterancestors() if parent.tag == W + "tr"), None)


def mark_row(row: etree._Element, mark: str, marks: Marks) -> None:
    """Mark a row of a table as a whole, ``ins`` or ``del``."""
    properties = row.find(W + "trPr")
    if properties is None:
        properties = etree.Element(W + "trPr")
        row.insert(sum(child.tag == W + "tblPrEx" for child in row), properties)
    if properties.find(W + mark) is None:
        etree.SubElement(properties, W + mark, marks.attributes())


def mark_paragraph(paragraph: etree._Element, mark: str, marks: Marks) -> None:
    """Mark the end of a paragraph, ``ins`` or ``del``."""
    properties = paragraph.find(W + "pPr")
    if properties is None:
        properties = etree.Element(W + "pPr")
        paragraph.insert(0, properties)
    run = properties.find(W + "rPr")
    if run is None:
        run = etree.Element(W + "rPr")
        following = next(
            (n for n, child in enumerate(properties) if child.tag in (W + "sectPr", W + "pPrChange")), len(properties)
        )
        properties.insert(following, run)
    run.insert(0, etree.Element(W + mark, marks.attributes()))
