"""Agreements by state: a list whose rows are bars; Enter or a click shows those agreements."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from datapact.base.texts import _
from datapact_ui.kit.pictures.wording import agreements_words
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import characters, line_height, space, type_font
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.list_lines import add_line
from datapact_ui.kit.widgets.state_badge import STATES, paint_badge, state_words

_STATUS = int(Qt.ItemDataRole.UserRole)
_NUMBER = _STATUS + 1
_SHARE = _STATUS + 2


class StatesList(QListWidget):
    """Agreements by state, as a list whose rows are bars. ``status_chosen`` emits the status of a row."""

    status_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("states")
        self.setAccessibleName(_("Agreements by state"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_Bars(self))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_states(self, states: tuple[tuple[str, int], ...]) -> None:
        """Show these numbers."""
        current = self.currentRow()
        self.clear()
        most = max((number for _status, number in states), default=1)
        for status, number in states:
            item = add_line(self, f"{state_words(status)}: {agreements_words(number)}")
            item.setData(_STATUS, status)
            item.setData(_NUMBER, number)
            item.setData(_SHARE, number / most)
            item.setToolTip(item.text())
        self.setCurrentRow(min(max(current, 0), self.count() - 1))
        self.setFixedHeight(max(1, self.count()) * self.sizeHintForRow(0) + 2 if self.count() else 0)

    def _choose(self, item: QListWidgetItem) -> None:
        self.status_chosen.emit(item.data(_STATUS))


class _Bars(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(characters(30), round(line_height() * 1.9))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        colours = colours_of(QApplication.palette())
        status = index.data(_STATUS)
        name, tone = STATES[status]
        box = QRectF(option.rect).adjusted(space(1), 0, -space(1), 0)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if focused or option.state & QStyle.StateFlag.State_MouseOver:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(colours.accent) if focused else Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft if focused else colours.stripe))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), space(1), space(1))
            painter.restore()
        font = type_font("small")
        painter.setFont(font)
        number = grouped(index.data(_NUMBER))
        figure = painter.fontMetrics().horizontalAdvance("00,000")
        widest = max(painter.fontMetrics().horizontalAdvance(state_words(known)) for known in STATES)
        words = min(box.width() * 0.7, widest + line_height() * 2.6)
        paint_badge(
            painter, QRectF(box.left(), box.top(), words, box.height()), name, state_words(status), tone, option.palette
        )
        bar = QRectF(box.left() + words + space(2), box.center().y() - line_height() * 0.3, 0, line_height() * 0.6)
        room = max(4.0, box.right() - figure - bar.left())
        bar.setWidth(max(2.0, room * float(index.data(_SHARE))))
        painter.save()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.tone(tone).ink))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QColor(colours.ink))
        painter.drawText(
            QRectF(bar.right() + space(1), box.top(), figure, box.height()),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            number,
        )
        painter.restore()
