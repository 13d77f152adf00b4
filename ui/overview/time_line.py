"""What ends in the next twelve months, painted as a line of months: a dot an agreement, or a bar where there are many."""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date

from babel.dates import format_date
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QSizePolicy, QToolTip, QWidget

from datapact.agreements.alliance import Alliance, Month
from datapact.agreements.browse import ListedAgreement
from datapact.texts import _, current_language
from datapact_ui.looks.colours import Colours, colours_of
from datapact_ui.looks.measures import line_height, space, type_font
from datapact_ui.looks.numbers import grouped
from datapact_ui.overview.wording import agreements_words

_MOST_DOTS = 12


class TimeLine(QWidget):
    """Arrows go from month to month; ``month_chosen`` gives the first day of one that was clicked or entered."""

    month_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._alliance: Alliance | None = None
        self._current = 0
        self.setObjectName("time-line")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._say(_("What ends in the next 12 months"))

    def show_alliance(self, alliance: Alliance) -> None:
        """Show these months."""
        self._alliance = alliance
        self._current = min(self._current, len(alliance.months) - 1)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(line_height() * 40), round(line_height() * 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(line_height() * 20), round(line_height() * 8))

    def paint_picture(self, painter: QPainter, box: QRectF) -> None:
        """The same for a file."""
        if self._alliance is not None:
            colours = colours_of(QApplication.palette())
            painter.fillRect(box, QColor(colours.surface))
            paint_time_line(painter, box.adjusted(space(2), space(2), -space(2), -space(2)), self._alliance, colours)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._alliance is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._current if self.hasFocus() else -1
        paint_time_line(painter, QRectF(self.rect()), self._alliance, colours_of(QApplication.palette()), current)
        painter.end()

    # ---- choosing ----

    def _month_at(self, x: float) -> int:
        months = len(self._alliance.months) if self._alliance is not None else 1
        return min(months - 1, max(0, int(x / max(1, self.width()) * months)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._go_to(self._month_at(event.position().x()))
        self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._alliance is not None:
            month = self._alliance.months[self._month_at(event.position().x())]
            QToolTip.showText(event.globalPosition().toPoint(), _month_words(month), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._alliance.months) - 1 if self._alliance is not None else 0
        match event.key():
            case Qt.Key.Key_Right:
                self._go_to(min(last, self._current + 1))
            case Qt.Key.Key_Left:
                self._go_to(max(0, self._current - 1))
            case Qt.Key.Key_Home:
                self._go_to(0)
            case Qt.Key.Key_End:
                self._go_to(last)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self._choose()
            case _:
                super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        super().focusInEvent(event)  # type: ignore[arg-type]
        self._go_to(self._current)

    def _go_to(self, place: int) -> None:
        self._current = place
        self.update()
        if self._alliance is not None:
            self._say(f"{_('What ends in the next 12 months')}: {_month_words(self._alliance.months[place])}")

    def _choose(self) -> None:
        if self._alliance is not None:
            self.month_chosen.emit(self._alliance.months[self._current].first)

    def _say(self, words: str) -> None:
        self.setAccessibleName(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)


def _month_words(month: Month) -> str:
    name = format_date(month.first, "LLLL yyyy", locale=current_language())
    return f"{name}: {agreements_words(month.endings)}"


def paint_time_line(painter: QPainter, box: QRectF, alliance: Alliance, colours: Colours, current: int = -1) -> None:
    """Paint the months into a box; the ``current`` one has a frame."""
    font = type_font("small")
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    width = box.width() / len(alliance.months)
    foot = metrics.height() * 2.4
    head = metrics.height() * 1.3
    ground = box.bottom() - foot
    most = max(1, *(month.endings for month in alliance.months))
    by_month: dict[date, list[ListedAgreement]] = defaultdict(list)
    for ending in alliance.endings:
        if ending.last_day:
            by_month[date.fromisoformat(ending.last_day).replace(day=1)].append(ending)
    for place, month in enumerate(alliance.months):
        column = QRectF(box.left() + place * width, box.top(), width, box.height())
        if place == current:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(column.adjusted(1, 1, -1, -1), space(1), space(1))
        _paint_foot(painter, QRectF(column.left(), ground, width, foot), month, place == 0, colours)
        if most <= _MOST_DOTS:
            height = min((ground - box.top() - head) / most, metrics.height() * 0.8)
            top = _paint_dots(painter, column, ground, height, month, by_month[month.first], colours)
        else:
            top = ground - (ground - box.top() - head) * month.endings / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(column.left() + width * 0.22, top, width * 0.56, ground - top), 2, 2)
        if month.endings > (0 if most > _MOST_DOTS else 2):
            painter.setPen(QColor(colours.ink))
            painter.drawText(
                QRectF(column.left(), top - head, width, head), Qt.AlignmentFlag.AlignCenter, grouped(month.endings)
            )
    painter.setPen(QPen(QColor(colours.edge), 1))
    painter.drawLine(QPointF(box.left(), ground), QPointF(box.right(), ground))
    _paint_today(painter, box, ground, alliance.today, width, colours)


def _paint_foot(painter: QPainter, box: QRectF, month: Month, first: bool, colours: Colours) -> None:
    language = current_language()
    name = str(format_date(month.first, "LLL", locale=language))
    painter.setPen(QColor(colours.ink if month.endings else colours.quiet))
    half = box.height() / 2
    painter.drawText(QRectF(box.left(), box.top(), box.width(), half), Qt.AlignmentFlag.AlignCenter, name)
    if first or month.first.month == 1:
        painter.setPen(QColor(colours.quiet))
        year = QRectF(box.left(), box.top() + half, box.width(), half)
        painter.drawText(year, Qt.AlignmentFlag.AlignCenter, str(month.first.year))


def _paint_dots(
    painter: QPainter,
    column: QRectF,
    ground: float,
    height: float,
    month: Month,
    endings: list[ListedAgreement],
    colours: Colours,
) -> float:
    """A dot an agreement, at its day; returns where the highest begins."""
    days = calendar.monthrange(month.first.year, month.first.month)[1]
    radius = height * 0.36
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    for place, ending in enumerate(endings):
        day = date.fromisoformat(str(ending.last_day)).day
        x = column.left() + radius + (column.width() - 2 * radius) * (day - 1) / max(1, days - 1)
        painter.drawEllipse(QPointF(x, ground - height * (place + 0.5)), radius, radius)
    return ground - height * len(endings)


def _paint_today(painter: QPainter, box: QRectF, ground: float, today: date, width: float, colours: Colours) -> None:
    days = calendar.monthrange(today.year, today.month)[1]
    x = box.left() + width * (today.day - 1) / days
    painter.setPen(QPen(QColor(colours.bad.ink), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, box.top()), QPointF(x, ground))
