"""Looks of lists beside a draft: the chosen line on a soft ground, fully wrapped words, icons that stay visible."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QApplication,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionFocusRect,
    QStyleOptionViewItem,
)

from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.theme.tint import tint

type _Index = QModelIndex | QPersistentModelIndex


def soften(entries: QListWidget) -> None:
    """Mark the chosen line with the soft accent, whether the list has the focus or not; wrap words, cut none."""
    tint(entries, lambda colours: {"Highlight": colours.accent_soft, "HighlightedText": colours.ink})
    entries.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    entries.setResizeMode(QListWidget.ResizeMode.Adjust)
    entries.setItemDelegate(Wrapped(entries))


def steady_icon(name: str, colour: str = "") -> QIcon:
    """An icon in one colour, chosen or not."""
    colours = colours_of(QApplication.palette())
    pixmap = icon(name, colour or colours.ink).pixmap(icon_size(), QApplication.primaryScreen().devicePixelRatio())
    made = QIcon(pixmap)
    made.addPixmap(pixmap, QIcon.Mode.Selected)
    return made


class Wrapped(QStyledItemDelegate):
    """A line of a list as wide as the list and as high as its words need."""

    def __init__(self, entries: QListWidget) -> None:
        super().__init__(entries)
        self.list = entries
        """The list."""

    def _text_box(self, width: int, index: _Index) -> QRect:
        left = space(2) + (icon_size().width() + space(2) if index.data(Qt.ItemDataRole.DecorationRole) else 0)
        return QRect(left, space(1), max(width - left - space(2), space(8)), 100_000)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        width = self.list.viewport().width() - 2 * self.list.spacing()
        _layout, height = self._laid_out(width, index)
        return QSize(max(width, space(8)), max(height, icon_size().height()) + 2 * space(1))

    def _laid_out(self, width: int, index: _Index) -> tuple[QTextLayout, int]:
        """The words for a width, and their height; a word that is too long is broken, never cut off."""
        own = index.data(Qt.ItemDataRole.FontRole)
        font = own if isinstance(own, QFont) else self.list.font()
        layout = QTextLayout(str(index.data() or "").replace("\n", "\u2028"), font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._text_box(width, index).width())
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout, round(height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colours = colours_of(self.list.palette())
        area: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colours.accent_soft))
        picture = index.data(Qt.ItemDataRole.DecorationRole)
        if isinstance(picture, QIcon):
            top = area.top() + space(1)
            picture.paint(painter, QRect(area.left() + space(2), top, icon_size().width(), icon_size().height()))
        box = self._text_box(area.width(), index).translated(area.topLeft())
        painter.setPen(QColor(colours.ink))
        self._laid_out(area.width(), index)[0].draw(painter, QPointF(box.topLeft()))
        painter.restore()
        if state & QStyle.StateFlag.State_HasFocus:
            frame = QStyleOptionFocusRect()
            frame.initFrom(self.list)
            frame.rect = area
            self.list.style().drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, frame, painter, self.list)
