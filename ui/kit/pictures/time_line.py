"""The next twelve months, painted as a line of months: a dot for each thing at its day, or a bar where there are many."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping
from dataclasses import dataclass
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

from datapact.agreements.views.portfolio import MONTHS, Portfolio, months_after
from datapact.base.texts import _, current_language
from datapact_ui.kit.pictures.wording import agreements_words
from datapact_ui.kit.theme.colours import Colours, colours_of
from datapact_ui.kit.theme.measures import line_height, space, type_font
from datapact_ui.kit.theme.numbers import grouped

_MOST_DOTS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the number of things in it and, as far as they are known, their days (1 to 31), early ones first."""

    first: date
    """Its first day."""
    number: int
    """May be more than there are days known."""
    days: tuple[int, ...]
    """Each once for each thing."""


@dataclass(frozen=True, slots=True)
class Months:
    """The data of a line; ``title`` names the things, ``counted`` puts a number of them in words."""

    today: date
    """Local day."""
    months: tuple[Month, ...]
    """Twelve or thirteen, this one first."""
    title: str
    counted: Callable[[int], str]


def months_of_portfolio(alliance: Portfolio) -> Months:
    """The months with the ends of agreements in force."""
    days: dict[date, list[int]] = {}
    for ending in alliance.endings:
        if ending.last_day:
            day = date.fromisoformat(ending.last_day)
            days.setdefault(day.replace(day=1), []).append(day.day)
    months = tuple(Month(one.first, one.endings, tuple(sorted(days.get(one.first, ())))) for one in alliance.months)
    return Months(alliance.today, months, _("What ends in the next 12 months"), agreements_words)


def months_of_days(today: date, numbers: Mapping[date, int], title: str, counted: Callable[[int], str]) -> Months:
    """Things by day, from this month to the same month in a year."""
    months = []
    for place in range(MONTHS + 1):
        first, after = months_after(today, place), months_after(today, place + 1)
        days: list[int] = []
        for day, number in numbers.items():
            if first <= day < after:
                days += [day.day] * number
        months.append(Month(first, len(days), tuple(sorted(days))))
    return Months(today, tuple(months), title, counted)


class TimeLine(QWidget):
    """Arrows go from month to month; ``month_chosen`` gives the first day of one that was clicked or entered."""

    month_chosen = Signal(object)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Months | None = None
        self._current = 0
        self.setObjectName("time-line")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._announce(title)

    def show_months(self, months: Months) -> None:
        """Show these months."""
        self._shown = months
        self._current = min(self._current, len(months.months) - 1)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(line_height() * 40), round(line_height() * 8))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(line_height() * 20), round(line_height() * 8))

    def paint_picture(self, painter: QPainter, box: QRectF) -> None:
        """Paint the line for a file."""
        if self._shown is not None:
            paint_months(self._shown, painter, box)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        current = self._current if self.hasFocus() else -1
        paint_time_line(painter, QRectF(self.rect()), self._shown, colours_of(QApplication.palette()), current)
        painter.end()

    # ---- choosing ----

    def _month_at(self, x: float) -> int:
        months = len(self._shown.months) if self._shown is not None else 1
        return min(months - 1, max(0, int(x / max(1, self.width()) * months)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._go_to(self._month_at(event.position().x()))
        self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._shown is not None:
            month = self._shown.months[self._month_at(event.position().x())]
            QToolTip.showText(event.globalPosition().toPoint(), _month_words(self._shown, month), self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._shown.months) - 1 if self._shown is not None else 0
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
        if self._shown is not None:
            self._announce(f"{self._shown.title}: {_month_words(self._shown, self._shown.months[place])}")

    def _choose(self) -> None:
        if self._shown is not None:
            self.month_chosen.emit(self._shown.months[self._current].first)

    def _announce(self, words: str) -> None:
        self.setAccessibleName(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)


def _month_words(shown: Months, month: Month) -> str:
    name = format_date(month.first, "LLLL yyyy", locale=current_language())
    return f"{name}: {shown.counted(month.number)}"


def paint_months(shown: Months, painter: QPainter, box: QRectF) -> None:
    """Paint the months for a file."""
    colours = colours_of(QApplication.palette())
    painter.fillRect(box, QColor(colours.surface))
    paint_time_line(painter, box.adjusted(space(2), space(2), -space(2), -space(2)), shown, colours)


def paint_time_line(painter: QPainter, box: QRectF, shown: Months, colours: Colours, current: int = -1) -> None:
    """Paint the months into a box; the ``current`` one has a frame."""
    font = type_font("small")
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    width = box.width() / len(shown.months)
    foot = metrics.height() * 2.4
    head = metrics.height() * 1.3
    ground = box.bottom() - foot
    most = max(1, *(month.number for month in shown.months))
    for place, month in enumerate(shown.months):
        column = QRectF(box.left() + place * width, box.top(), width, box.height())
        if place == current:
            painter.setPen(QPen(QColor(colours.accent), 2))
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(column.adjusted(1, 1, -1, -1), space(1), space(1))
        _paint_foot(painter, QRectF(column.left(), ground, width, foot), month, place == 0, colours)
        if most <= _MOST_DOTS:
            height = min((ground - box.top() - head) / most, metrics.height() * 0.8)
            top = _paint_dots(painter, column, ground, height, month, colours)
        else:
            top = ground - (ground - box.top() - head) * month.number / most
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(column.left() + width * 0.22, top, width * 0.56, ground - top), 2, 2)
        if month.number:
            painter.setPen(QColor(colours.ink))
            painter.drawText(
                QRectF(column.left(), top - head, width, head), Qt.AlignmentFlag.AlignCenter, grouped(month.number)
            )
    painter.setPen(QPen(QColor(colours.edge), 1))
    painter.drawLine(QPointF(box.left(), ground), QPointF(box.right(), ground))
    _paint_today(painter, box, ground, shown.today, width, colours)


def _paint_foot(painter: QPainter, box: QRectF, month: Month, first: bool, colours: Colours) -> None:
    language = current_language()
    name = str(format_date(month.first, "LLL", locale=language))
    painter.setPen(QColor(colours.ink if month.number else colours.quiet))
    half = box.height() / 2
    painter.drawText(QRectF(box.left(), box.top(), box.width(), half), Qt.AlignmentFlag.AlignCenter, name)
    if first or month.first.month == 1:
        painter.setPen(QColor(colours.quiet))
        year = QRectF(box.left(), box.top() + half, box.width(), half)
        painter.drawText(year, Qt.AlignmentFlag.AlignCenter, str(month.first.year))


def _paint_dots(
    painter: QPainter, column: QRectF, ground: float, height: float, month: Month, colours: Colours
) -> float:
    """A dot a thing, at its day; returns where the highest begins."""
    days = calendar.monthrange(month.first.year, month.first.month)[1]
    radius = height * 0.36
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.accent))
    for place, day in enumerate(month.days):
        x = column.left() + radius + (column.width() - 2 * radius) * (day - 1) / max(1, days - 1)
        painter.drawEllipse(QPointF(x, ground - height * (place + 0.5)), radius, radius)
    return ground - height * len(month.days)


def _paint_today(painter: QPainter, box: QRectF, ground: float, today: date, width: float, colours: Colours) -> None:
    days = calendar.monthrange(today.year, today.month)[1]
    x = box.left() + width * (today.day - 1) / days
    painter.setPen(QPen(QColor(colours.bad.ink), 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(x, box.top()), QPointF(x, ground))
