"""Words that stand on a short list while it is empty: what it is for, and what fills it."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from datapact_ui.kit.theme.measures import space
from datapact_ui.kit.widgets.cards import Words


class EmptyWords(Words):
    """Over the whole of a list, in sight while the list holds nothing; screen readers hear it with the list."""

    def __init__(self, words: str, view: QAbstractItemView) -> None:
        super().__init__(words, "small", view.viewport(), quiet=True)
        self._view = view
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMargin(space(2))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        model = view.model()
        for changed in (model.rowsInserted, model.rowsRemoved, model.modelReset):
            changed.connect(lambda *_rows: self._follow())
        view.viewport().installEventFilter(self)
        self._follow()

    def _follow(self) -> None:
        if not shiboken6.isValid(self._view):
            return  # its lines go while it is destroyed
        is_empty = not self._view.model().rowCount()
        self.setVisible(is_empty and bool(self.text()))
        self._view.setAccessibleDescription(self.text() if is_empty else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False
