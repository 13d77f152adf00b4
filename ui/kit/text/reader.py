"""A page for reading: laid-out text with links, and a bar to find words in it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from time import monotonic
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QTextBrowser, QTextEdit, QVBoxLayout, QWidget

from datapact.base.texts import _, counted
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.flat_button import flat_button

MOST_HITS = 500
_PORTION_SECONDS: Final = 0.03
"""How long a long text may be written before what a person did is answered."""


class Reader(QWidget):
    """Shows a document; ``link_clicked`` emits every link to outside the document."""

    link_clicked = Signal(str)

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = QTextBrowser(self)
        self.page.setObjectName(name)
        self.page.setAccessibleName(accessible)
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.anchorClicked.connect(self._follow)
        self.find_bar = FindBar(self, name)
        self._steps: Iterator[Iterable[str]] | None = None
        self._written: set[str] = set()
        self._wanted = ""
        self._share = 0.0
        self._more = QTimer(self)
        self._more.setSingleShot(True)
        self._more.timeout.connect(self._write_on)
        layout = QVBoxLayout(self)
        margins(layout, 0, 0)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.find_bar)
        layout.addWidget(self.page, 1)
        self.setFocusProxy(self.page)

    @property
    def document(self) -> QTextDocument:
        """The whole document: what is still to be written of it is written first."""
        self._write_on(whole=True)
        return self.page.document()

    @property
    def writing(self) -> bool:
        """Whether a part of the text is still to be written."""
        return self._steps is not None

    def write(self, steps: Iterator[Iterable[str]]) -> None:
        """Fill the page step by step, a portion at once and the others between what a person does; it stays where it was scrolled to.

        Each step writes some places and yields their anchors.
        """
        bar = self.page.verticalScrollBar()
        self._share = bar.value() / max(1, bar.maximum())
        self._steps, self._wanted = steps, ""
        self._written.clear()
        self._write_on()

    def write_plain(self, words: str) -> None:
        """Show these words instead of a laid-out text."""
        self._more.stop()
        self._steps, self._wanted = None, ""
        self.page.setPlainText(words)

    def _write_on(self, *, whole: bool = False) -> None:
        if self._steps is None:
            return
        ends = monotonic() + _PORTION_SECONDS
        for anchors in self._steps:
            self._written.update(anchors)
            if not whole and monotonic() >= ends:
                self._more.start(0)
                break
        else:
            self._steps = None
            self._more.stop()
            if self._share and not self._wanted:
                bar = self.page.verticalScrollBar()
                bar.setValue(round(self._share * bar.maximum()))
        if self._wanted in self._written or (self._wanted and self._steps is None):
            wanted, self._wanted = self._wanted, ""
            self._bring_up_anchor(wanted)

    def go_to(self, anchor: str) -> None:
        """Bring the place with this anchor to the top and put the cursor there; once it is written, if it is not yet."""
        if self._steps is not None and anchor not in self._written:
            self._wanted = anchor
            return
        self._bring_up_anchor(anchor)

    def _bring_up_anchor(self, anchor: str) -> None:
        self._share = 0
        document = self.page.document()
        block = document.begin()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                if anchor in parts.fragment().charFormat().anchorNames():
                    cursor = QTextCursor(document)
                    cursor.setPosition(parts.fragment().position())
                    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                    self._bring_up(cursor)
                    self._flash(cursor)
                    return
                parts += 1
            block = block.next()

    def at_cursor(self, known: Container[str], at: QTextCursor | None = None) -> tuple[str, str]:
        """The anchor among ``known`` that the cursor (or ``at``) stands at, or behind, and the words that are selected there."""
        cursor = at or self.page.textCursor()
        block = self.page.document().findBlock(cursor.selectionStart())
        words = cursor.selectedText().split("\u2029")[0].strip()
        while block.isValid():
            parts = block.begin()
            while not parts.atEnd():
                for name in parts.fragment().charFormat().anchorNames():
                    if name in known:
                        return name, words
                parts += 1
            block = block.previous()
        return "", words

    def _bring_up(self, cursor: QTextCursor) -> None:
        # not scrollToAnchor: it finds links only, and our places are marked by name
        start = QTextCursor(self.page.document())
        start.setPosition(cursor.selectionStart())
        self.page.setTextCursor(start)
        bar = self.page.verticalScrollBar()
        bar.setValue(bar.value() + self.page.cursorRect(start).top() - space(4))

    def _flash(self, cursor: QTextCursor) -> None:
        selection = QTextEdit.ExtraSelection()
        selection.cursor = cursor
        form = QTextCharFormat()
        form.setBackground(QColor(colours_of(self.palette()).found))
        selection.format = form
        self.page.setExtraSelections([selection])

    def _follow(self, url: QUrl) -> None:
        if url.scheme() == "" and url.hasFragment():
            self.go_to(url.fragment())
        else:
            self.link_clicked.emit(url.toString())


class FindBar(QWidget):
    """Find in a text: all hits marked, Enter and Shift+Enter move on, Escape closes."""

    def __init__(self, reader: Reader, name: str) -> None:
        super().__init__(reader)
        self._reader = reader
        self._page = reader.page
        self._hits: list[QTextCursor] = []
        self._at = -1
        self.field = QLineEdit(self)
        self.field.setObjectName(f"{name}_find")
        self.field.setPlaceholderText(_("Find in the text"))
        self.field.setAccessibleName(_("Find in the text"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaximumWidth(characters(50))
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.count = QLabel(self)
        self.count.setObjectName(f"{name}_hits")
        layout = QHBoxLayout(self)
        margins(layout, 2)
        layout.addWidget(self.field, 1)
        for action, words, picture in (
            (self.back, _("Previous hit"), "up"),
            (self.forward, _("Next hit"), "down"),
            (self.close_bar, _("Close the search"), "close"),
        ):
            layout.addWidget(flat_button(self, f"{name}_{picture}", picture, words, action))
        layout.addWidget(self.count)
        layout.addStretch(1)
        layout.setContentsMargins(space(4), space(1), space(4), space(1))
        self.hide()

    def open(self) -> None:
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._search(self.field.text())

    def close_bar(self) -> None:
        self.hide()
        self._page.setExtraSelections([])
        self._page.setFocus()

    def forward(self) -> None:
        self._show_hit(1)

    def back(self) -> None:
        self._show_hit(-1)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Escape:
                self.close_bar()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
                    self.back()
                else:
                    self.forward()
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _search(self, words: str) -> None:
        self._hits, self._at = [], -1
        if words.strip():
            document = self._reader.document
            cursor = document.find(words)
            while not cursor.isNull() and len(self._hits) < MOST_HITS:
                self._hits.append(QTextCursor(cursor))
                cursor = document.find(words, cursor)
        self._mark()
        if self._hits:
            self._show_hit(1)
        self.count.setText(str(counted("{n} hit", "{n} hits", len(self._hits))) if words.strip() else "")

    def _mark(self) -> None:
        colours = colours_of(self.palette())
        selections = []
        for number, hit in enumerate(self._hits):
            selection = QTextEdit.ExtraSelection()
            selection.cursor = hit
            form = QTextCharFormat()
            if number == self._at:
                form.setBackground(QColor(colours.accent))
                form.setForeground(QColor(colours.on_accent))
            else:
                form.setBackground(QColor(colours.found))
            selection.format = form
            selections.append(selection)
        self._page.setExtraSelections(selections)

    def _show_hit(self, step: int) -> None:
        if not self._hits:
            return
        self._at = (self._at + step) % len(self._hits)
        place = QTextCursor(self._hits[self._at])
        place.clearSelection()
        self._page.setTextCursor(place)
        self._page.ensureCursorVisible()
        self._mark()
