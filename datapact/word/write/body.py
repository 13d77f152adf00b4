"""Lines and tables as WordprocessingML (ECMA-376 part 1, section 17): the body of ``word/document.xml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby, pairwise
from xml.sax.saxutils import escape, quoteattr

from datapact.base.texts import Language
from datapact.contract.text.marked import Mark, Piece
from datapact.contract.vocabulary.labels import label_of_path
from datapact.word.write.blocks import Block, Line, LineMark, LineStyle, Row, Table, bookmark
from datapact.word.write.comments import Numbered
from datapact.word.write.parts import indents

TEXT_WIDTH = 9070  # twentieths of a point: A4 less margins of 25 mm
STYLE_IDS: Mapping[LineStyle, str] = {
    "Title": "Title", "Subtitle": "Subtitle", "Kicker": "DPKicker", "Party": "DPParty", "PartyLine": "DPPartyLine",
    "Notice": "DPNotice", "Preamble": "DPPreamble", "Clause": "Heading1", "Paragraph": "DPParagraph", "Single": "DPSingle", "Point": "DPPoint",
    "Annex": "DPAnnex", "Subheading": "Heading2", "Cell": "DPCell", "CellHead": "DPCellHead",
}  # fmt: skip
_LEVELS: Mapping[LineStyle, int] = {"Clause": 0, "Paragraph": 1, "Point": 2}
LISTS: Mapping[Language, int] = {"de": 1, "en": 2}
"""Number of the multilevel list of each language."""
_LOCALES: Mapping[Language, str] = {"de": "de-DE", "en": "en-GB"}


@dataclass(slots=True)
class Body:
    """Writes the body; every mark gets its number in turn."""

    main: Language
    """Language of the file."""
    author: str
    """Of the marks."""
    moment: datetime
    """Of the marks, UTC."""
    known: frozenset[str]
    """Ids of the places that references can lead to."""
    comments: Sequence[Numbered] = ()
    """In the order of their numbers."""
    typed: frozenset[str] = frozenset()
    """Ids of the places whose numbers are typed, so that no field can show them."""
    _number: int = 0
    _marked: set[tuple[str, Language]] = field(default_factory=set)
    _titled: bool = False

    def xml(self, blocks: Sequence[Block]) -> str:
        """The elements of all blocks, with an empty paragraph after each table, as Word wants it at the end."""
        parts: list[str] = []
        for block in blocks:
            parts += self.paragraph(block) if isinstance(block, Line) else [self.table(block), "<w:p/>"]
        return "".join(parts)

    def _who(self) -> str:
        self._number += 1
        date = self.moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        return f'w:id="{self._number}" w:author={quoteattr(self.author)} w:date="{date}"'

    # ---- tables ----

    def table(self, table: Table) -> str:
        whole = sum(table.shares)
        widths = [int(TEXT_WIDTH * share / whole) for share in table.shares]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        style = "DPTable" if table.ruled else "DPColumns"
        rows = "".join(self._row(row, widths) for row in table.rows)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
        )

    def _row(self, row: Row, widths: Sequence[int]) -> str:
        marks = {"added": "ins", "removed": "del"}
        properties = '<w:cantSplit w:val="0"/>' if not row.head else "<w:tblHeader/>"
        if row.mark in marks:
            properties += f"<w:{marks[row.mark]} {self._who()}/>"
        cells = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            + "".join(part for line in cell for part in self.paragraph(line, row.mark))
            + "</w:tc>"
            for cell, width in zip(row.cells, widths, strict=True)
        )
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    # ---- paragraphs ----

    def paragraph(self, line: Line, row: LineMark = "same") -> Iterator[str]:
        """The elements of a line; ``row`` is the mark of the row of a table that it stands in."""
        marks = {"added": "ins", "removed": "del", "moved_from": "moveFrom", "moved_to": "moveTo"}
        properties = f'<w:pStyle w:val="{STYLE_IDS[line.style]}"/>'
        level = _LEVELS.get(line.style)
        if level is not None and line.number:
            left, hanging = indents(level, line.language)
            properties += f'<w:numPr><w:numId w:val="0"/></w:numPr><w:ind w:left="{left}" w:hanging="{hanging}"/>'
        elif level is not None:
            properties += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{LISTS[line.language]}"/></w:numPr>'
        if line.mark in marks:
            properties += f"<w:rPr><w:{marks[line.mark]} {self._who()}/></w:rPr>"
        start = end = ""
        if line.move:
            kind = marks[line.mark]
            who = self._who()
            name = bookmark(line.move, line.language).replace("_dp_", "dpmove")
            start = f"<w:{kind}RangeStart {who.replace('w:author', f'w:name={quoteattr(name)} w:author', 1)}/>"
            end = f'<w:{kind}RangeEnd w:id="{self._number}"/>'
        inner = self._typed(line, row if line.mark == "same" else line.mark) + "".join(self._content(line))
        yield f"{start}<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>{end}"

    def _typed(self, line: Line, mark: LineMark) -> str:
        """The number before the words, outside of the bookmark: it is no word of the text."""
        if not line.number:
            return ""
        marks: Mapping[LineMark, str] = {
            "added": "ins",
            "removed": "del",
            "moved_from": "moveFrom",
            "moved_to": "moveTo",
        }
        tag = "delText" if mark == "removed" else "t"
        run = f'<w:r><w:{tag} xml:space="preserve">{escape(line.number)}</w:{tag}><w:tab/></w:r>'
        return f"<w:{marks[mark]} {self._who()}>{run}</w:{marks[mark]}>" if mark in marks else run

    def _content(self, line: Line) -> Iterator[str]:
        here = (line.place, line.language)
        named = bool(line.place) and line.mark not in ("removed", "moved_from") and here not in self._marked
        number = 0
        if named:
            self._marked.add(here)
            self._number += 1
            number = self._number
            yield f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(line.place, line.language)}"/>'
        titled = line.style == "Title" and line.language == self.main and not self._titled
        self._titled |= titled
        notes = [
            one
            for one in self.comments
            if (titled and not one.comment.place)
            or (named and (one.comment.place, one.comment.language) == (line.place, line.language))
        ]
        moved = line.mark in ("moved_from", "moved_to")
        begun: list[Numbered] = []
        at = 0
        for term, pieces in _stretches(cut_at(line.pieces, notes)):
            at += sum(len(piece.text) for piece in pieces if piece.mark != "deleted")
            starting = [one for one in notes if one not in begun and one.comment.start < max(at, 1)]
            yield from (f'<w:commentRangeStart w:id="{one.id}"/>' for one in starting)
            begun += starting
            inner = "".join(self._piece(piece, line, moved=moved) for piece in pieces)
            yield inner if term is None else self._variable(term, line.language, inner)
            for one in [one for one in begun if 0 < one.comment.end <= at]:
                notes.remove(one)
                begun.remove(one)
                yield _range_end(one)
        yield from (f'<w:commentRangeStart w:id="{one.id}"/>' for one in notes if one not in begun)
        yield from map(_range_end, notes)
        if named:
            yield f'<w:bookmarkEnd w:id="{number}"/>'

    def _variable(self, term: str, language: Language, inner: str) -> str:
        """A content control around a value, so that other programs see what it is."""
        self._number += 1
        alias = quoteattr(label_of_path(term).text(language)[:60])
        tag = quoteattr(bookmark(term, language).replace("_dp_", "dp:"))
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val={alias}/><w:tag w:val={tag}/><w:id w:val="{self._number}"/>'
            f'<w15:appearance w15:val="hidden"/></w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>'
        )

    def _piece(self, piece: Piece, line: Line, *, moved: bool) -> str:
        run = self._run(piece, line, deleted=piece.mark == "deleted" and not moved)
        if piece.ref is not None and piece.ref in self.known and piece.mark != "deleted":
            run = self._reference(piece, line, run)
        marks: Mapping[Mark, str] = {
            "inserted": "moveTo" if moved else "ins",
            "deleted": "moveFrom" if moved else "del",
        }
        if piece.mark in marks:
            name = marks[piece.mark]
            return f"<w:{name} {self._who()}>{run}</w:{name}>"
        return run

    def _reference(self, piece: Piece, line: Line, run: str) -> str:
        """A cross-reference: a field where Word numbers the target in the same words, else a link that keeps them."""
        name = bookmark(piece.ref or "", line.language)
        words = piece.text.removeprefix("§ ").removeprefix("Section ")
        counted = words.isdigit() and piece.ref not in self.typed
        instruction = f"REF {name} \\r \\h" if counted else f'HYPERLINK \\l "{name}"'
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    def _run(self, piece: Piece, line: Line, *, deleted: bool) -> str:
        bold, italic = piece.emphasis.startswith("bold"), piece.emphasis.endswith("italic")
        properties = ("<w:b/>" if bold else "") + ("<w:i/>" if italic or line.quiet else "")
        if line.language != self.main:
            properties += f'<w:lang w:val="{_LOCALES[line.language]}"/>'
        tag = "delText" if deleted else "t"
        inner = "<w:br/>".join(
            f'<w:{tag} xml:space="preserve">{escape(part)}</w:{tag}>' if part else "" for part in piece.text.split("\n")
        )
        return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>"


def _range_end(one: Numbered) -> str:
    return (
        f'<w:commentRangeEnd w:id="{one.id}"/>'
        f'<w:r><w:rPr><w:rStyle w:val="CommentReference"/></w:rPr><w:commentReference w:id="{one.id}"/></w:r>'
    )


def _stretches(pieces: Sequence[Piece]) -> Iterator[tuple[str | None, list[Piece]]]:
    """The pieces of each value together, every other one by itself."""
    for term, listed in groupby(pieces, key=lambda piece: piece.term):
        together = list(listed)
        if term is not None:
            yield term, together
        else:
            yield from ((None, [piece]) for piece in together)


def cut_at(pieces: Sequence[Piece], notes: Sequence[Numbered]) -> list[Piece]:
    """The pieces, cut where the passage of a comment begins or ends; what shows a term or a reference stays whole."""
    edges = {edge for one in notes for edge in (one.comment.start, one.comment.end) if edge}
    if not edges:
        return list(pieces)
    found: list[Piece] = []
    at = 0
    for piece in pieces:
        if piece.mark == "deleted" or piece.term is not None or piece.ref is not None:
            found.append(piece)
        else:
            cuts = [0, *sorted(edge - at for edge in edges if at < edge < at + len(piece.text)), len(piece.text)]
            found += [replace(piece, text=piece.text[a:b]) for a, b in pairwise(cuts) if b > a]
        at += 0 if piece.mark == "deleted" else len(piece.text)
    return found
