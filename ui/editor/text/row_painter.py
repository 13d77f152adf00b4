"""Paints one row of the text: its mark in the margin, its words in each language, its selection and search hits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QTextLayout

from datapact.base.texts import Language
from datapact_ui.editor.text.row_layout import LaidRow, RowLayout
from datapact_ui.kit.theme.colours import Colours
from datapact_ui.kit.theme.measures import space

type Marks = Callable[[Language], Sequence[QTextLayout.FormatRange]]


def paint_cell(
    painter: QPainter, layout: RowLayout, entry: LaidRow, top: float, height: float, colours: Colours
) -> None:
    """Paint the rules around a cell of a table, as high as the cells beside it; the first row has a ground."""
    row, column, columns = entry.row.cell
    inset = float(space(1.5))
    for number in range(len(layout.languages)):
        left, width = layout.column(entry.row, number)
        box = QRectF(left - inset, top, width + 2 * inset, height)
        if not row:
            painter.fillRect(box, QColor(colours.stripe))
        painter.setPen(QColor(colours.line))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if not row:
            painter.drawLine(box.topLeft(), box.topRight())
        painter.drawLine(box.topLeft(), box.bottomLeft())
        if column == columns - 1:
            painter.drawLine(box.topRight(), box.bottomRight())


def paint_row(
    painter: QPainter, layout: RowLayout, entry: LaidRow, top: float, colours: Colours, *, in_hand: bool,
    under_editor: Language | None, marks: Marks, internal: bool | None = None,
) -> None:  # fmt: skip
    """Paint a laid-out row from ``top`` down, without the text ``under_editor``.

    ``internal``: whether only this house has the comments on the row as a whole; None where there are none.
    """
    row = entry.row
    text_top = top + layout.padding(row)
    if in_hand:
        height = entry.height - layout.padding(row) - layout.below(row)
        bar = QRectF(layout.margin * 0.4, text_top, max(2.0, space(0.75)), height)
        painter.fillRect(bar, QColor(colours.accent))
    left, _width = layout.column(row, 0)
    painter.setFont(layout.font(row) if row.kind == "heading" else layout.body)
    painter.setPen(QColor(colours.accent if row.kind == "heading" else colours.quiet))
    mark = QRectF(left - layout.gutter, text_top, layout.gutter - space(2), QFontMetricsF(painter.font()).height())
    if internal is not None:
        _paint_comment(painter, mark, colours, internal=internal)
    painter.drawText(mark, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, row.mark)
    for number, language in enumerate(layout.languages):
        left, width = layout.column(row, number)
        laid = entry.laid[language]
        if language == under_editor:
            if laid.edited:  # its changes below it
                below = text_top + laid.edited + layout.apart
                painter.fillRect(
                    QRectF(left, below, width, laid.height - laid.edited - layout.apart), QColor(colours.stripe)
                )
                painter.setPen(QColor(colours.ink))
                laid.layout.draw(painter, QPointF(left, below), [])
            continue
        if laid.runs or laid.pieces:
            painter.setPen(QColor(colours.ink))
            laid.layout.draw(painter, QPointF(left, text_top), [laid.shown(mark) for mark in marks(language)])
        else:
            painter.setPen(QColor(colours.quiet))
            painter.setFont(layout.body)
            painter.drawText(QPointF(left, text_top + QFontMetricsF(layout.body).ascent()), "…")


def _paint_comment(painter: QPainter, mark: QRectF, colours: Colours, *, internal: bool) -> None:
    """Behind the number of a row, as under a passage: a dashed line for internal comments, a full one for shared ones."""
    tone = colours.tone("warn" if internal else "info")
    painter.save()
    painter.fillRect(mark.adjusted(mark.width() / 3, 0, space(1), 0), QColor(tone.soft))
    painter.setPen(QPen(QColor(tone.ink), 1, Qt.PenStyle.DashLine if internal else Qt.PenStyle.SolidLine))
    painter.drawLine(mark.bottomLeft() + QPointF(mark.width() / 3, 0), mark.bottomRight() + QPointF(space(1), 0))
    painter.restore()
