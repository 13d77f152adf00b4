"""A line of several names with semicolons between them that offers the known ones: while typing, and by its arrow."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCompleter, QLineEdit

from datapact.base.texts import _
from datapact_ui.kit.layout.click_through import let_clicks_through
from datapact_ui.kit.theme.icons import icon


class OfferedNames(QCompleter):
    """Completes the last of several names."""

    def __init__(self, line: QLineEdit, names: Iterable[str]) -> None:
        super().__init__(list(names), line)
        self._line = line
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(self)
        let_clicks_through(self.popup(), line, typed=True)
        self._arrow = QAction(icon("chevron-down"), _("Known names"), line)
        self._arrow.triggered.connect(self._show_all)
        line.addAction(self._arrow, QLineEdit.ActionPosition.TrailingPosition)
        self.offer(names)

    def offer(self, names: Iterable[str]) -> None:
        """Offer these names from now on."""
        offered = list(names)
        self.setModel(QStringListModel(offered, self))
        self._arrow.setVisible(bool(offered))

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(";")[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        before = self._line.text().rpartition(";")[0].strip()
        name = str(index.data())
        return f"{before}; {name}" if before else name

    def _show_all(self) -> None:
        self.setCompletionPrefix("")
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.complete()
