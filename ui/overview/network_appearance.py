"""Looks of edges: the phase is colour and stroke, the kind is a mark on the line; so colour is never the only sign."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from datapact.agreements.views.network import PHASES
from datapact.contract.templates.kinds import kind_name
from datapact_ui.kit.pictures.wording import phase_words
from datapact_ui.kit.theme.colours import Colours
from datapact_ui.kit.theme.measures import space, type_font

_STROKES: Mapping[str, Qt.PenStyle] = {
    "negotiated": Qt.PenStyle.DashLine,
    "signature": Qt.PenStyle.DashDotLine,
    "binding": Qt.PenStyle.SolidLine,
    "ended": Qt.PenStyle.DotLine,
}
_SHAPES = 5


def phase_pen(phase: str, count: int, colours: Colours) -> QPen:
    """The line of a phase; more agreements make it wider, slowly."""
    inks = {
        "negotiated": colours.warn.ink,
        "signature": colours.accent,
        "binding": colours.good.ink,
        "ended": colours.edge,
    }
    pen = QPen(QColor(inks[phase]), 1.1 + math.log2(1 + count) * 0.35)
    pen.setStyle(_STROKES[phase])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def kind_mark(place: int, size: float) -> QPainterPath:
    """The mark of the kind in that place of the legend, around (0, 0)."""
    path = QPainterPath()
    corners = (0, 4, 3, 4, 6)[place % _SHAPES]
    if corners == 0:
        path.addEllipse(QPointF(0, 0), size, size)
        return path
    turn = math.pi / 4 if place % _SHAPES == 1 else 0.0
    points = [
        QPointF(
            1.25 * size * math.sin(turn + math.tau * n / corners),
            -1.25 * size * math.cos(turn + math.tau * n / corners),
        )
        for n in range(corners)
    ]
    path.addPolygon(QPolygonF([*points, points[0]]))
    return path


def paint_legend(painter: QPainter, box: QRectF, kinds: Sequence[str], colours: Colours) -> float:
    """Paint the legend of strokes and marks, in as many lines as the width requires; returns the height used."""
    font = type_font("small")
    metrics = QFontMetricsF(font)
    painter.setFont(font)
    line, sample, gap = metrics.height() * 1.5, metrics.height() * 2, space(2)
    x, y = box.left(), box.top()
    entries = [("phase", phase, phase_words(phase)) for phase in PHASES]
    entries += [("kind", str(place), kind_name(kind)) for place, kind in enumerate(kinds)]
    for what, which, words in entries:
        width = sample + gap + metrics.horizontalAdvance(words)
        if x > box.left() and x + width > box.right():
            x, y = box.left(), y + line
        middle = y + line / 2
        if what == "phase":
            painter.setPen(phase_pen(which, 3, colours))
            painter.drawLine(QPointF(x, middle), QPointF(x + sample, middle))
        else:
            painter.setPen(QPen(QColor(colours.ink), 1.2))
            painter.setBrush(QColor(colours.surface))
            painter.drawPath(kind_mark(int(which), metrics.height() * 0.27).translated(x + sample / 2, middle))
        painter.setPen(QColor(colours.ink))
        painter.drawText(
            QRectF(x + sample + gap, y, width, line), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words
        )
        x += width + gap * 2
    return y + line - box.top()
