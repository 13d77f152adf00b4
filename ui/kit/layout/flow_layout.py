"""A layout that continues in the next line when a line is full: rows of chips at any text size."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QLayoutItem, QWidget, QWidgetItem

from datapact_ui.kit.theme.measures import space


class FlowLayout(QLayout):
    """Items from left to right, then below."""

    def __init__(self, parent: QWidget | None = None, gap: float = 2) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._sizes: list[tuple[QLayoutItem, QSize, QSize]] | None = None
        """Items that can be seen, the sizes they want and need: known until one changes, for Qt asks thousands of times."""
        self._heights: dict[int, int] = {}
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space(gap))

    def addWidget(self, widget: QWidget) -> None:
        # Python does not see Qt destroy its own item with a layout; the next at its address would be taken for it.
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._forget()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # Qt takes null for "no more"
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._forget()
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def invalidate(self) -> None:
        self._forget()
        super().invalidate()

    def _forget(self) -> None:
        self._sizes = None
        self._heights.clear()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            height = self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return height

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """The size with all items in one line."""
        sizes = [size for _item, size, _least in self._seen()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for _item, _wanted, least in self._seen():
            size = size.expandedTo(least)
        return size

    def _seen(self) -> list[tuple[QLayoutItem, QSize, QSize]]:
        if self._sizes is None:
            self._sizes = [
                (item, item.sizeHint(), item.minimumSize())
                for item in self._items
                if (one := item.widget()) is None or not one.isHidden()
            ]
        return self._sizes

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Arrange the items in a rectangle, or only compute the height; items of a line are vertically centred."""
        x, y = rect.x(), rect.y()
        line: list[tuple[QLayoutItem, QSize, int]] = []
        for item, wanted, least in self._seen():
            width = min(wanted.width(), max(rect.width(), least.width())) if rect.width() else 0
            size = QSize(width, wanted.height())
            if line and x + size.width() > rect.right() + 1:
                y += _set(line, y, move=move) + self.spacing()
                x, line = rect.x(), []
            line.append((item, size, x))
            x += size.width() + self.spacing()
        return y + _set(line, y, move=move) - rect.y()


def _set(line: list[tuple[QLayoutItem, QSize, int]], top: int, *, move: bool) -> int:
    """Put the items of one line in their places; returns its height."""
    height = max((size.height() for _item, size, _x in line), default=0)
    for item, size, x in line if move else ():
        item.setGeometry(QRect(QPoint(x, top + (height - size.height()) // 2), size))
    return height


def together(*widgets: QWidget) -> QWidget:
    """One item of several widgets that stay in one line, such as a field and its label."""
    made = QWidget(widgets[0].parentWidget())
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(space(2))
    for widget in widgets:
        line.addWidget(widget)
    return made


def labelled(words: str, field: QWidget, parent: QWidget) -> QWidget:
    """A field with its label before it."""
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setBuddy(field)
    return together(label, field)
