"""The bar above the text to find words, hit after hit in both languages."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QToolButton, QWidget

from datapact.base.texts import Language, _
from datapact.contract.text.clauses import plain_text
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, icon_size, space
from datapact_ui.kit.widgets.cards import Words

type Hit = tuple[str, Language, int]


class FindBar(QWidget):
    """Hidden until opened."""

    closed = Signal()

    def __init__(self, canvas: ClauseCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find-bar")
        self._canvas = canvas
        self._hits: list[Hit] = []
        self._at = -1
        self.line = QLineEdit(self)
        self.line.setObjectName("find-line")
        self.line.setAccessibleName(_("Find in the text"))
        self.line.setPlaceholderText(_("Find in the text"))
        self.line.setClearButtonEnabled(True)
        self.line.setMaximumWidth(characters(50))
        self.line.textChanged.connect(lambda _text: self.search())
        self.line.returnPressed.connect(lambda: self.step(1))
        self.said = Words("", "small", self, quiet=True)
        self.said.setObjectName("find-count")
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(1), space(3), space(1))
        row.setSpacing(space(2))
        row.addWidget(self.line, 2)
        for name, symbol, words, by in (
            ("find-before", "up", _("Previous hit"), -1),
            ("find-next", "down", _("Next hit"), 1),
        ):
            button = QToolButton(self)
            button.setObjectName(name)
            button.setIcon(icon(symbol))
            button.setIconSize(icon_size())
            button.setAccessibleName(words)
            button.setToolTip(words)
            button.clicked.connect(lambda _on=False, by=by: self.step(by))
            row.addWidget(button)
        row.addWidget(self.said, 1)
        close = QToolButton(self)
        close.setObjectName("find-close")
        close.setIcon(icon("close"))
        close.setIconSize(icon_size())
        close.setAutoRaise(True)
        close.setAccessibleName(_("Close search"))
        close.setToolTip(_("Close search"))
        close.clicked.connect(self.put_away)
        row.addWidget(close)
        self.hide()

    def open(self) -> None:
        """Show the bar with the focus in it."""
        self.show()
        self.line.setFocus()
        self.line.selectAll()

    def put_away(self) -> None:
        """Hide the bar and its mark."""
        self.hide()
        self._canvas.mark_found("", "de", 0, 0)
        self.closed.emit()

    def search(self) -> None:
        """Find every hit and show the first one from the current place on."""
        wanted = self.line.text().casefold()
        self._hits = []
        current = self._canvas.current
        passed, first = False, -1
        if wanted:
            for place, row in self._canvas.texts().items():
                passed = passed or place == current
                for language in self._canvas.languages:
                    words = plain_text(row.texts.get(language, ())).casefold()
                    at = words.find(wanted)
                    while at >= 0:
                        if passed and first < 0:
                            first = len(self._hits)
                        self._hits.append((place, language, at))
                        at = words.find(wanted, at + len(wanted))
        self._at = max(first, 0) if self._hits else -1
        self._show()

    def step(self, by: int) -> None:
        """Go to the next or previous hit."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            self._show()

    def _show(self) -> None:
        if not self.line.text():
            self.said.setText("")
        elif not self._hits:
            self.said.setText(_("Nothing found"))
        else:
            self.said.setText(_("{n} of {total}", n=str(self._at + 1), total=str(len(self._hits))))
        if self._at < 0:
            self._canvas.mark_found("", "de", 0, 0)
            return
        place, language, at = self._hits[self._at]
        self._canvas.mark_found(place, language, at, len(self.line.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
            return
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        ):
            self.step(-1)
            return
        super().keyPressEvent(event)
