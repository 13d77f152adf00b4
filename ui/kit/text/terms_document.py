"""The terms laid out as tables: a heading for each group, a table for each member, an anchor for each statement."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from datapact.agreements.views.terms_table import TermGroup, TermPart, TermRow
from datapact_ui.kit.theme.colours import Colours
from datapact_ui.kit.theme.measures import characters, space, type_font

MOST_COLUMNS = 6


def write_terms_tables(document: QTextDocument, groups: Sequence[TermGroup], colours: Colours) -> None:
    """Fill ``document`` with the groups; anchors are the paths of the terms."""
    document.clear()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(type_font("body"))
    document.setDocumentMargin(space(4))
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    for number, group in enumerate(groups):
        _heading(cursor, str(group.label), group.path, colours, first=number == 0)
        columns = _columns(group.parts)
        if columns is not None:
            _wide_table(cursor, group.parts, columns, colours)
        else:
            for part in group.parts:
                if part.title is not None:
                    _title(cursor, str(part.title), part.path, colours)
                _table(cursor, part.rows, colours)
    cursor.endEditBlock()


def _columns(parts: Sequence[TermPart]) -> list[str] | None:
    """The labels of one common table, where the members are flat and small enough for it."""
    if len(parts) < 2 or any(row.depth or row.value is None for part in parts for row in part.rows):
        return None
    labels = list(dict.fromkeys(str(row.label) for part in parts for row in part.rows))
    return labels if 1 < len(labels) <= MOST_COLUMNS else None


def _text(font: QFont, colour: str, anchor: str = "") -> QTextCharFormat:
    form = QTextCharFormat()
    form.setFont(font)
    form.setForeground(QColor(colour))
    if anchor:
        form.setAnchorNames([anchor])
    return form


def _block(cursor: QTextCursor, top: float, bottom: float, level: int) -> None:
    form = QTextBlockFormat()
    form.setTopMargin(top)
    form.setBottomMargin(bottom)
    form.setHeadingLevel(level)
    if cursor.position() > 0:
        cursor.insertBlock(form)
    else:
        cursor.setBlockFormat(form)


def _heading(cursor: QTextCursor, words: str, anchor: str, colours: Colours, *, first: bool) -> None:
    _block(cursor, 0 if first else space(7), space(1), 2)
    cursor.insertText(words, _text(type_font("heading"), colours.accent, anchor))


def _title(cursor: QTextCursor, words: str, anchor: str, colours: Colours) -> None:
    _block(cursor, space(3), space(1), 3)
    cursor.insertText(words, _text(type_font("strong"), colours.ink, anchor))


def _format(colours: Colours, widths: Sequence[float]) -> QTextTableFormat:
    form = QTextTableFormat()
    form.setBorder(1)
    form.setBorderBrush(QBrush(QColor(colours.line)))
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderCollapse(True)
    form.setCellPadding(space(1.5))
    form.setCellSpacing(0)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, width) for width in widths])
    return form


def _table(cursor: QTextCursor, rows: Sequence[TermRow], colours: Colours) -> None:
    plain = QTextBlockFormat()
    cursor.insertBlock(plain)
    table = cursor.insertTable(len(rows), 2, _format(colours, (34, 66)))
    for number, row in enumerate(rows):
        label = table.cellAt(number, 0).firstCursorPosition()
        indent = QTextBlockFormat()
        indent.setLeftMargin(row.depth * characters(3))
        label.setBlockFormat(indent)
        label.insertText(str(row.label), _text(type_font("body"), colours.quiet, row.path))
        if row.value is None:
            table.mergeCells(number, 0, 1, 2)
            _ground(table, number, 0, colours.stripe)
        else:
            table.cellAt(number, 1).firstCursorPosition().insertText(
                str(row.value).replace("\n", "\u2028"), _text(type_font("body"), colours.ink)
            )
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _wide_table(cursor: QTextCursor, parts: Sequence[TermPart], labels: Sequence[str], colours: Colours) -> None:
    cursor.insertBlock(QTextBlockFormat())
    form = _format(colours, [100 / len(labels)] * len(labels))
    form.setHeaderRowCount(1)
    table = cursor.insertTable(len(parts) + 1, len(labels), form)
    for column, label in enumerate(labels):
        _ground(table, 0, column, colours.stripe)
        table.cellAt(0, column).firstCursorPosition().insertText(label, _text(type_font("small"), colours.quiet))
    for number, part in enumerate(parts, start=1):
        said = {str(row.label): row for row in part.rows}
        for column, label in enumerate(labels):
            cell = table.cellAt(number, column).firstCursorPosition()
            row = said.get(label)
            if column == 0:
                cell.insertText("\u200b", _text(type_font("body"), colours.ink, part.path))
            if row is not None:
                cell.insertText(str(row.value).replace("\n", "\u2028"), _text(type_font("body"), colours.ink, row.path))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _ground(table: QTextTable, row: int, column: int, colour: str) -> None:
    cell = table.cellAt(row, column)
    form = cell.format()
    form.setBackground(QBrush(QColor(colour)))
    cell.setFormat(form)
