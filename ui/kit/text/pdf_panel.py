"""A PDF in the window, from memory: nothing decrypted ever touches the disk, the clipboard or a list of recent files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, QPointF, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPdf import QPdfBookmarkModel, QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _, counted
from datapact_ui.kit.layout.flow_layout import FlowLayout, together
from datapact_ui.kit.layout.front_page import FrontStack
from datapact_ui.kit.theme.measures import characters, margins, type_font
from datapact_ui.kit.widgets.flat_button import flat_button
from datapact_ui.kit.widgets.wheel_free import SpinBox

_ZOOM_STEP = 1.2
_SMALLEST, _LARGEST = 0.25, 5.0


class PdfPanel(QWidget):
    """Pages, zoom, search, and the same as plain text for those who cannot see the pages."""

    end_reached = Signal()
    """The last page has been on screen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._buffer: QBuffer | None = None
        self.pages = QPdfView(self)
        self.pages.setObjectName(f"{name}_pages")
        self.pages.setAccessibleName(_("Pages of the PDF"))
        self.pages.setPageMode(QPdfView.PageMode.MultiPage)
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.pages.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for keys, last in (("Home", False), ("Ctrl+Home", False), ("End", True), ("Ctrl+End", True)):
            go = QShortcut(QKeySequence(keys), self.pages)
            go.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            go.activated.connect(lambda last=last: self.go_to_end(last=last))
        self._search = QPdfSearchModel(self)
        self._search.countChanged.connect(self._on_hits)
        self.plain = QPlainTextEdit(self)
        self.plain.setObjectName(f"{name}_plain")
        self.plain.setAccessibleName(_("Text of the PDF"))
        self.plain.setReadOnly(True)
        self.plain.setFont(type_font("document"))
        self.plain.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.plain.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.stack = FrontStack(self)
        self.stack.addWidget(self.pages)
        self.stack.addWidget(self.plain)
        self.document = QPdfDocument(self)
        """Made last: Qt deletes parts in the order of making, and a thread of the view may still paint a page of it."""
        self.pages.setDocument(self.document)
        self._search.setDocument(self.document)
        self.pages.setSearchModel(self._search)

        self.page = SpinBox(self)
        self.page.setObjectName(f"{name}_page")
        self.page.setAccessibleName(_("Page"))
        self.page.setMinimum(1)
        self.page.setKeyboardTracking(False)
        self.page.valueChanged.connect(lambda number: self.go_to_page(number - 1))
        self.of = QLabel(self)
        self.words = QLineEdit(self)
        self.words.setObjectName(f"{name}_search")
        self.words.setAccessibleName(_("Find in the PDF"))
        self.words.setPlaceholderText(_("Find in the PDF"))
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumWidth(characters(12))
        self.words.textChanged.connect(self._search.setSearchString)
        self.words.returnPressed.connect(self.next_hit)
        self.hits = QLabel(self)
        self.as_text = self._button("text", _("As text"), self._toggle_text)
        self.as_text.setCheckable(True)
        bar = FlowLayout(gap=1)
        for tool in (
            self._button("up", _("Previous page"), self.previous_page),
            self._button("down", _("Next page"), self.next_page),
            together(self.page, self.of),
            self._button("zoom-out", _("Smaller"), self.zoom_out),
            self._button("zoom-in", _("Larger"), self.zoom_in),
            self._button("fit", _("Fit the width"), self.fit),
            self.words,
            self.hits,
            self.as_text,
        ):
            bar.addWidget(tool)
        layout = QVBoxLayout(self)
        margins(layout, 0, 1)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(bar)
        layout.addWidget(self.stack, 1)
        self.pages.pageNavigator().currentPageChanged.connect(self._on_page)
        self.pages.verticalScrollBar().valueChanged.connect(lambda _value: self._look_for_end())
        self.plain.verticalScrollBar().valueChanged.connect(lambda _value: self._look_for_end())

    def _button(self, picture: str, words: str, do: Callable[[], object]) -> QToolButton:
        return flat_button(self, f"{self._name}_{picture}", picture, words, do)

    def show_pdf(self, pdf: bytes) -> bool:
        """Show these bytes; False when they are no displayable PDF."""
        self.close_pdf()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        ready = self.document.status() == QPdfDocument.Status.Ready
        count = self.document.pageCount() if ready else 0
        self.page.setMaximum(max(1, count))
        self.of.setText(_("of {n}", n=count))
        self.plain.clear()
        if self.as_text.isChecked():
            self._fill_text()
        return ready

    def go_to_end(self, *, last: bool) -> None:
        """Show the end of the last page, or the beginning of the first."""
        bar = self.pages.verticalScrollBar()
        bar.setValue(bar.maximum() if last else bar.minimum())

    def close_pdf(self) -> None:
        """Close the document."""
        self.document.close()
        self.plain.clear()
        if self._buffer is not None:
            self._buffer.close()
            self._buffer.deleteLater()
            self._buffer = None

    def go_to_page(self, page: int) -> None:
        """Show a page, counted from 0."""
        if 0 <= page < self.document.pageCount() and page != self.pages.pageNavigator().currentPage():
            self.pages.pageNavigator().jump(page, QPointF(), 0)

    def go_to_heading(self, words: str) -> bool:
        """Show the page of the first heading in the outline that holds these words; whether there is one."""
        marks = QPdfBookmarkModel(self)
        marks.setDocument(self.document)
        waiting = [QModelIndex()]
        found = -1
        while waiting and found < 0:
            above = waiting.pop(0)
            for row in range(marks.rowCount(above)):
                mark = marks.index(row, 0, above)
                title = " ".join(str(marks.data(mark, QPdfBookmarkModel.Role.Title.value)).split())
                if words in title and found < 0:
                    found = int(marks.data(mark, QPdfBookmarkModel.Role.Page.value))
                waiting.append(mark)
        marks.deleteLater()
        if found >= 0:
            self.go_to_page(found)
        return found >= 0

    def previous_page(self) -> None:
        self.go_to_page(self.pages.pageNavigator().currentPage() - 1)

    def next_page(self) -> None:
        self.go_to_page(self.pages.pageNavigator().currentPage() + 1)

    def zoom_in(self) -> None:
        self._zoom(_ZOOM_STEP)

    def zoom_out(self) -> None:
        self._zoom(1 / _ZOOM_STEP)

    def fit(self) -> None:
        self.pages.setZoomMode(QPdfView.ZoomMode.FitToWidth)

    def _zoom(self, factor: float) -> None:
        now = self.pages.zoomFactor()
        if self.pages.zoomMode() != QPdfView.ZoomMode.Custom and self.document.pageCount():
            width = self.document.pagePointSize(0).width() * self.logicalDpiX() / 72
            now = self.pages.viewport().width() / max(1.0, width)
        self.pages.setZoomMode(QPdfView.ZoomMode.Custom)
        self.pages.setZoomFactor(min(_LARGEST, max(_SMALLEST, now * factor)))

    def open_find(self) -> None:
        """Put the focus into the search field."""
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def next_hit(self) -> None:
        """Show the next search hit."""
        count = self._search.rowCount(self._search.index(-1, -1))
        if not count:
            return
        at = (self.pages.currentSearchResultIndex() + 1) % count
        self.pages.setCurrentSearchResultIndex(at)
        hit = self._search.resultAtIndex(at)
        self.pages.pageNavigator().jump(hit.page(), hit.location(), 0)
        self.hits.setText(_("{at} of {n}", at=at + 1, n=count))

    def _on_hits(self) -> None:
        count = self._search.rowCount(self._search.index(-1, -1))
        self.hits.setText(str(counted("{n} hit", "{n} hits", count)) if self.words.text() else "")

    def _on_page(self, page: int) -> None:
        self.page.blockSignals(True)
        self.page.setValue(page + 1)
        self.page.blockSignals(False)
        self._look_for_end()

    def _look_for_end(self) -> None:
        count = self.document.pageCount()
        if not count or not self.isVisible():
            return
        if self.stack.currentWidget() is self.plain:
            bar = self.plain.verticalScrollBar()
            if bar.maximum() > 0 and bar.value() >= bar.maximum():
                self.end_reached.emit()
            return
        bar = self.pages.verticalScrollBar()
        at_end = bar.maximum() > 0 and bar.value() >= bar.maximum()
        if at_end or self.pages.pageNavigator().currentPage() == count - 1:
            self.end_reached.emit()

    def _toggle_text(self) -> None:
        if self.as_text.isChecked():
            self._fill_text()
            self.stack.setCurrentWidget(self.plain)
        else:
            self.stack.setCurrentWidget(self.pages)

    def _fill_text(self) -> None:
        pages = [self.document.getAllText(number).text() for number in range(self.document.pageCount())]
        self.plain.setPlainText("\n\n".join(page.replace("\r\n", "\n") for page in pages))
