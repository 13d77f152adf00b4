"""The text of an agreement as a laid-out document: one language or two side by side, marked where it changed.

A mark is never a colour alone: what was inserted is underlined, what was deleted is struck through, and a sign in
the margin names the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)

from datapact.base.texts import Language, Message
from datapact.contract.text.marked import MarkedPlace, Piece, rows_of
from datapact_ui.kit.theme.colours import Colours, Tone
from datapact_ui.kit.theme.measures import characters, space, type_font
from datapact_ui.kit.widgets.no_break_spaces import held

type Columns = Mapping[Language, Sequence[MarkedPlace]]

_ROWS: Final = 20
"""Rows written in one step: about 10 ms."""
_SIGNS = {"same": "", "changed": "±", "added": "+", "removed": "−"}


LETTERS = "ABCDEFGH"
"""The letter of each party beside its changes."""
_LINES = (
    QTextCharFormat.UnderlineStyle.SingleUnderline,
    QTextCharFormat.UnderlineStyle.DashUnderline,
    QTextCharFormat.UnderlineStyle.DotLine,
    QTextCharFormat.UnderlineStyle.WaveUnderline,
)
_TONES: tuple[Tone, ...] = ("good", "info", "warn", "neutral")


def written_text(
    document: QTextDocument,
    columns: Columns,
    headings: Mapping[Language, Message],
    colours: Colours,
    parties: Mapping[str, int] | None = None,
) -> Iterator[list[str]]:
    """Fill ``document`` with the places of each language, one column a language, the same place in one row, some rows a step.

    ``headings`` name the columns where there are several. Every place is an anchor under its id; cross-references
    lead to ``#id``. ``parties`` says by place whose changes they are, from 0: by colour, line and letter. Each step yields
    the ids of the places that it wrote; ``Reader.write`` takes the steps between what a person does.
    """
    return _Writer(document, columns, headings, colours, parties or {}).steps()


class _Writer:
    def __init__(
        self,
        document: QTextDocument,
        columns: Columns,
        headings: Mapping[Language, Message],
        colours: Colours,
        parties: Mapping[str, int],
    ) -> None:
        self.parties = parties
        self.party: int | None = None
        self.document = document
        self.columns = columns
        self.headings = headings
        self.colours = colours
        self.marked = any(place.mark != "same" for places in columns.values() for place in places)
        self.body = type_font("document")
        self.heading = type_font("document_heading")

    def steps(self) -> Iterator[list[str]]:
        self.document.clear()
        self.document.setDefaultFont(self.body)
        self.document.setDocumentMargin(space(4))
        self.document.setUndoRedoEnabled(False)
        rows = self._rows()
        for start in range(0, max(1, len(rows)), _ROWS):
            portion = rows[start : start + _ROWS]
            self._table(portion, heads=start == 0)
            yield [place.id for places in portion for listed in places.values() for place in listed]

    def _table(self, rows: Sequence[dict[Language, list[MarkedPlace]]], *, heads: bool) -> None:
        """Rows as a table at the end of the document: one table of all would be laid out anew with each row."""
        cursor = QTextCursor(self.document)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        languages = list(self.columns)
        head = 1 if heads and len(languages) > 1 else 0
        if not rows and not head:
            cursor.endEditBlock()
            return  # a table without rows is none
        table = cursor.insertTable(len(rows) + head, len(languages) + (1 if self.marked else 0), self._table_format())
        if head:
            for number, language in enumerate(languages):
                self._column_heading(table.cellAt(0, number).firstCursorPosition(), self.headings[language])
        for row, places in enumerate(rows):
            for number, language in enumerate(languages):
                listed = places.get(language, ())
                at = table.cellAt(row + head, number).firstCursorPosition()
                if listed and listed[0].table:
                    self._cells(at, listed, anchor=number == 0)
                elif listed:
                    self._place(at, listed[0], anchor=number == 0)
            if self.marked:
                marked = next((one for listed in places.values() for one in listed if one.mark != "same"), None)
                if marked is not None:
                    self.party = self.parties.get(marked.id)
                    self._sign(table.cellAt(row + head, len(languages)).firstCursorPosition(), marked.mark)
        after = table.lastCursorPosition()
        after.movePosition(QTextCursor.MoveOperation.NextBlock)
        after.setBlockFormat(_no_height())
        cursor.endEditBlock()

    def _rows(self) -> list[dict[Language, list[MarkedPlace]]]:
        """The same place of each language in one row, and in one row the cells of a row of a table."""
        found: list[dict[Language, list[MarkedPlace]]] = []
        placed = self._places()
        following = iter(placed)
        for row in rows_of([next(iter(each.values())) for each in placed]):
            found.append({})
            for _first, each in zip(row, following, strict=False):
                for language, place in each.items():
                    found[-1].setdefault(language, []).append(place)
        return found

    def _places(self) -> list[dict[Language, MarkedPlace]]:
        """The same place of each language together, in the order of the first language."""
        first, *others = self.columns
        rows = [{first: place} for place in self.columns[first]]
        by_id = {next(iter(row.values())).id: row for row in rows}
        for language in others:
            for place in self.columns[language]:
                if place.id in by_id:
                    by_id[place.id][language] = place
                else:
                    rows.append({language: place})
        return rows

    def _table_format(self) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(space(1))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        share = 100 / len(self.columns)
        widths = [QTextLength(QTextLength.Type.PercentageLength, share)] * len(self.columns)
        if self.marked:
            widths = [QTextLength(QTextLength.Type.PercentageLength, share - 2)] * len(self.columns)
            widths.append(QTextLength(QTextLength.Type.FixedLength, characters(4)))
        form.setColumnWidthConstraints(widths)
        return form

    def _column_heading(self, cursor: QTextCursor, words: Message) -> None:
        form = QTextCharFormat()
        form.setFont(type_font("small"))
        form.setForeground(QColor(self.colours.quiet))
        cursor.insertText(str(words), form)

    def _sign(self, cursor: QTextCursor, mark: str) -> None:
        form = QTextCharFormat()
        form.setFont(type_font("heading"))
        tone = self.colours.removed if mark == "removed" else self.colours.inserted
        form.setForeground(QColor(tone.ink))
        letter = "" if self.party is None else f" {LETTERS[self.party % len(LETTERS)]}"
        cursor.insertText(f"{_SIGNS[mark]}{letter}", form)

    def _place(self, cursor: QTextCursor, place: MarkedPlace, *, anchor: bool) -> None:
        self.party = self.parties.get(place.id)
        block = QTextBlockFormat()
        block.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if place.kind == "heading":
            block.setTopMargin(space(4))
            block.setHeadingLevel(2)
        indent = {"heading": 0, "paragraph": 0, "item": 1}[place.kind]
        block.setLeftMargin(indent * characters(5))
        cursor.setBlockFormat(block)
        font = self.heading if place.kind == "heading" else self.body
        if place.number:
            number = self._format(font, Piece("", "deleted" if place.mark == "removed" else "same"))
            number.setFontWeight(QFont.Weight.DemiBold if place.kind == "heading" else QFont.Weight.Normal)
            if place.kind != "heading" and place.mark != "removed":
                number.setForeground(QColor(self.colours.quiet))
            if anchor:
                number.setAnchorNames([place.id])
            cursor.insertText(f"{held(place.number)}\u2002", number)
            anchor = False
        self._pieces(cursor, place, font, anchor=anchor)

    def _pieces(self, cursor: QTextCursor, place: MarkedPlace, font: QFont, *, anchor: bool) -> None:
        before = "same"
        for piece in place.pieces:
            if (before, piece.mark) == ("deleted", "inserted"):
                cursor.insertText("\u2009", self._format(font, Piece("")))  # keeps "24" and "12" from reading as 2412
            before = piece.mark
            form = self._format(font, piece)
            if anchor:
                form.setAnchorNames([place.id])
                anchor = False
            cursor.insertText(held(piece.text).replace("\n", "\u2028"), form)

    def _cells(self, cursor: QTextCursor, listed: Sequence[MarkedPlace], *, anchor: bool) -> None:
        """The cells of one row of a table beside each other; those of its first row name the columns."""
        form = QTextTableFormat()
        form.setBorder(1)
        form.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderBrush(QBrush(QColor(self.colours.line)))
        form.setBorderCollapse(True)
        form.setCellPadding(space(1))
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        share = QTextLength(QTextLength.Type.PercentageLength, 100 / len(listed))
        form.setColumnWidthConstraints([share] * len(listed))
        inner = cursor.insertTable(1, len(listed), form)
        for n, place in enumerate(listed):
            self.party = self.parties.get(place.id)
            at = inner.cellAt(0, n).firstCursorPosition()
            font = QFont(self.body)
            font.setBold(place.cell[0] == 0)
            self._pieces(at, place, font, anchor=anchor)

    def _format(self, font: QFont, piece: Piece) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setFont(font)
        form.setForeground(QColor(self.colours.ink))
        if piece.ref is not None:
            form.setAnchor(True)
            form.setAnchorHref(f"#{piece.ref}")
            form.setForeground(QColor(self.colours.link))
            form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        if piece.emphasis.startswith("bold"):
            form.setFontWeight(QFont.Weight.Bold)
        if piece.emphasis.endswith("italic"):
            form.setFontItalic(True)
        if piece.mark == "inserted":
            form.setForeground(QColor(self.colours.inserted.ink))
            form.setBackground(QBrush(QColor(self.colours.inserted.soft)))
            form.setFontUnderline(True)
            if self.party is not None:
                tone = self.colours.tone(_TONES[self.party % len(_TONES)])
                form.setForeground(QColor(tone.ink))
                form.setBackground(QBrush(QColor(tone.soft)))
                form.setUnderlineStyle(_LINES[self.party % len(_LINES)])
        elif piece.mark == "deleted":
            form.setForeground(QColor(self.colours.removed.ink))
            form.setBackground(QBrush(QColor(self.colours.removed.soft)))
            form.setFontStrikeOut(True)
        return form


def _no_height() -> QTextBlockFormat:
    """The empty line that Qt wants between two tables, one pixel high."""
    form = QTextBlockFormat()
    form.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    return form
