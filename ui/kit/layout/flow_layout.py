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
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(space(gap))

    def addWidget(self, widget: QWidget) -> None:
        # Python does not see Qt destroy its own item with a layout; the next at its address would be taken for it.
        self.addChildWidget(widget)
        self.addItem(QWidgetItem(widget))

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # Qt takes null for "no more"
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        """The size with all items in one line."""
        sizes = [item.sizeHint() for item in self._items if (one := item.widget()) is None or not one.isHidden()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        return QSize(width, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Arrange the items in a rectangle, or only compute the height; items of a line are vertically centred."""
        x, y = rect.x(), rect.y()
        line: list[tuple[QLayoutItem, QSize, int]] = []
        for item in self._items:
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            size = item.sizeHint()
            size.setWidth(min(size.width(), max(rect.width(), item.minimumSize().width())) if rect.width() else 0)
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
