"""Short lists of agreements in the overview, as tables without a frame that grow with their rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QApplication, QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from datapact_ui.kit.theme.colours import Tone, colours_of
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, figures, icon_size, line_height

_AGREEMENT = int(Qt.ItemDataRole.UserRole)
_MOST_ROWS = 9
_MOST_LINES = 3


class RowsList(QTreeWidget):
    """A short list of agreements, as a table without a frame.

    ``opened`` emits the history id of a row on double click or Enter; ``shares`` are widths, together 1; 0 means as
    wide as a day.
    """

    opened = Signal(str)

    def __init__(
        self,
        name: str,
        words: str,
        headings: Sequence[str],
        shares: Sequence[float],
        parent: QWidget | None = None,
        *,
        wraps: bool = False,
    ) -> None:
        """With ``wraps`` the rows are two or three lines high where a sentence in one of them has no room in one."""
        super().__init__(parent)
        self._shares = shares
        self._wraps = wraps
        self._row_height = round(line_height() * 1.6)
        self.setWordWrap(wraps)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setColumnCount(len(headings))
        self.setHeaderLabels(list(headings))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFont(figures(self.font()))
        self.setIconSize(icon_size())
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.itemActivated.connect(lambda item, _column: self.opened.emit(item.data(0, _AGREEMENT)))

    def show_rows(self, rows: Sequence[tuple[str, str, Sequence[str], bool]], tone: Tone | None = None) -> None:
        """Rows of (key, icon of the first column, texts, strong); the same row stays the current one.

        With a ``tone``, icons and words of the first column have its ink.
        """
        ink = colours_of(QApplication.palette()).tone(tone).ink if tone is not None else ""
        before = self.currentItem()
        current = before.data(0, _AGREEMENT) if before is not None else None
        self.clear()
        for history, icon_name, texts, strong in rows:
            item = QTreeWidgetItem(list(texts))
            item.setData(0, _AGREEMENT, history)
            item.setSizeHint(0, QSize(0, self._row_height))
            if icon_name:
                item.setIcon(0, icon(icon_name, ink))
            if ink:
                item.setForeground(0, QColor(ink))
            if strong:
                font = self.font()
                font.setWeight(font.Weight.DemiBold)
                item.setFont(0, font)
            for column, text in enumerate(texts):
                item.setToolTip(column, text)
                heading = self.headerItem().text(column)
                spoken = f"{heading}: {text}" if text else heading
                item.setData(column, Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.addTopLevelItem(item)
            if history == current:
                self.setCurrentItem(item)
        if self.currentItem() is None:
            self.go_to(0)
        self._fit_rows()

    def _fit_rows(self) -> None:
        items = [item for row in range(self.topLevelItemCount()) if (item := self.topLevelItem(row)) is not None]
        room = self.columnWidth(0) - self.iconSize().width() - line_height()
        longest = max((QFontMetrics(item.font(0)).horizontalAdvance(item.text(0)) for item in items), default=0)
        # lines end at a space, so that each holds a little less than the room
        lines = min(_MOST_LINES, 1 + int(longest * 1.1 / room)) if self._wraps and longest > room > 0 else 1
        height = self._row_height + round(line_height()) * (lines - 1)
        for item in items:
            item.setSizeHint(0, QSize(0, height))
        self.setFixedHeight(self.header().sizeHint().height() + height * min(len(items), _MOST_ROWS) + 4)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        day = characters(14)
        room = self.viewport().width() - day * sum(share == 0 for share in self._shares)
        for column, share in enumerate(self._shares):
            self.setColumnWidth(column, int(room * share) if share else day)
        if self._wraps:
            self._fit_rows()

    def go_to(self, row: int) -> None:
        """Make a row the current one and show it at the top."""
        item = self.topLevelItem(row)
        if item is not None:
            self.setCurrentItem(item)
            self.scrollToItem(item, self.ScrollHint.PositionAtTop)
