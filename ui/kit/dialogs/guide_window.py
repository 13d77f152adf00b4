"""The user guide in a window of its own: contents on the left, the page on the right, nothing fetched from outside."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRegularExpression, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from datapact.base.texts import _, current_language
from datapact_ui.kit.dialogs.guide_pages import INDEX, contents, image, page_text, pages_with, plain_text
from datapact_ui.kit.theme.measures import characters, line_height, space
from datapact_ui.kit.widgets.flat_button import flat_button
from datapact_ui.kit.widgets.list_lines import add_line


class GuidePageBrowser(QTextBrowser):
    """Shows a page; links between pages stay inside, pictures come from the package, web links open the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guide-page")
        self.setAccessibleName(_("Page of the user guide"))
        self.setOpenLinks(False)
        self.document().setDocumentMargin(space(6))
        self.anchorClicked.connect(self.follow)
        self.page = ""

    def show_page(self, name: str) -> None:
        """Show a page, or the index when there is none of that name."""
        text = page_text(name, current_language())
        self.page = name if text is not None else INDEX
        text = text if text is not None else page_text(INDEX, current_language()) or ""
        self.document().setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self.moveCursor(QTextCursor.MoveOperation.Start)  # else the first show scrolls to the end
        self.verticalScrollBar().setValue(0)

    def follow(self, url: QUrl) -> None:
        """React to a clicked link."""
        if url.scheme() in ("http", "https", "mailto"):
            QDesktopServices.openUrl(url)
        elif url.path().endswith(".md"):
            self.show_page(url.path().removesuffix(".md").rpartition("/")[2])

    def loadResource(self, kind: int, url: QUrl | str) -> Any:
        """Pictures by their file name; anything else is not loaded."""
        data = image(QUrl(url).fileName())
        if data is None:
            return None
        picture = QImage.fromData(data)
        room = max(self.viewport().width() - 2 * space(6) - space(2), characters(30))
        if picture.width() > room:
            picture = picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
        return picture


class GuideWindow(QWidget):
    """Contents with a filter, the page, back to the contents."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("guide")
        self.setWindowTitle(_("User guide"))
        self._filter = QLineEdit(self)
        self._filter.setObjectName("guide-filter")
        self._filter.setPlaceholderText(_("Search the guide"))
        self._filter.setAccessibleName(_("Search the guide"))
        self._filter.setClearButtonEnabled(True)
        self._filter.textChanged.connect(self._narrow)
        self._filter.returnPressed.connect(self._next_place)
        self._places: list[QTextCursor] = []
        """Where the words stand, the paragraph with most of them first."""
        self._at = 0
        self._list = QListWidget(self)
        self._list.setObjectName("guide-contents")
        self._list.setAccessibleName(_("Contents"))
        self._list.setWordWrap(True)
        self._list.currentItemChanged.connect(self._open)
        self.browser = GuidePageBrowser(self)
        for page in contents(current_language()):
            item = add_line(self._list, page.title)
            item.setData(Qt.ItemDataRole.UserRole, page.name)
        home = flat_button(self, "guide-home", "guide", _("Contents of the guide"), lambda: self.show_page(INDEX))
        top = QHBoxLayout()
        top.addWidget(home)
        top.addWidget(self._filter, 1)
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.addLayout(top)
        column.addWidget(self._list, 1)
        split = QSplitter(self)
        split.addWidget(side)
        split.addWidget(self.browser)
        split.setStretchFactor(1, 1)
        split.setSizes([characters(32), characters(90)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(split)
        self.resize(characters(130), round(line_height() * 38))
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._filter.setFocus)

    def show_page(self, name: str) -> None:
        """Show a page and mark it in the contents."""
        self.browser.show_page(name)
        for row in range(self._list.count()):
            if self._list.item(row).data(Qt.ItemDataRole.UserRole) == self.browser.page:
                self._list.blockSignals(True)
                self._list.setCurrentRow(row)
                self._list.blockSignals(False)

    def forget_search(self) -> None:
        """Show all pages again, without marks."""
        self._filter.clear()

    def _open(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None:
            self.browser.show_page(item.data(Qt.ItemDataRole.UserRole))
            self._mark()

    def _narrow(self, words: str) -> None:
        wanted = words.casefold().split()
        for row in range(self._list.count()):
            item = self._list.item(row)
            text = plain_text(item.data(Qt.ItemDataRole.UserRole), current_language())
            item.setHidden(not all(word in text for word in wanted))
        shown = [row for row in range(self._list.count()) if not self._list.item(row).isHidden()]
        current = self._list.currentRow()
        if wanted and shown and current not in shown:
            best = pages_with(words, current_language())
            names = [self._list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self._list.count())]
            self._list.setCurrentRow(names.index(best[0].name) if best else shown[0])
        self._mark()

    def search(self, words: str) -> None:
        """Look for words in the page that is shown, and in the others."""
        self._filter.setText(words)

    def _mark(self) -> None:
        """Mark every word that is searched for on the page, and go to the paragraph with most of them."""
        document = self.browser.document()
        marks: list[QTextEdit.ExtraSelection] = []
        in_block: dict[int, tuple[set[str], QTextCursor]] = {}
        for word in dict.fromkeys(self._filter.text().casefold().split()):
            written = _written(word)
            cursor = document.find(written)
            while not cursor.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = cursor
                mark.format.setBackground(self.palette().highlight())
                mark.format.setForeground(self.palette().highlightedText())
                marks.append(mark)
                said, first = in_block.get(cursor.blockNumber(), (set(), cursor))
                earlier = cursor if cursor.selectionStart() < first.selectionStart() else first
                in_block[cursor.blockNumber()] = ({*said, word}, earlier)
                cursor = document.find(written, cursor)
        self.browser.setExtraSelections(marks)
        order = sorted(in_block.items(), key=lambda pair: (-len(pair[1][0]), pair[0]))
        self._places, self._at = [first for _block, (_said, first) in order], 0
        self._go_to_place()

    def _next_place(self) -> None:
        """Go to the next paragraph with the words, and after the last to the first."""
        self._at = (self._at + 1) % max(1, len(self._places))
        self._go_to_place()

    def _go_to_place(self) -> None:
        if self._places:
            at = QTextCursor(self._places[self._at])
            at.clearSelection()
            self.browser.setTextCursor(at)
            self.browser.ensureCursorVisible()


def _written(word: str) -> QRegularExpression:
    """How a casefolded word may stand on a page: the document itself holds ``ß`` and ``ss`` for two."""
    return QRegularExpression(QRegularExpression.escape(word).replace("ss", "(?:ss|ß)"))


def show_guide(parent: QWidget, page: str, words: str = "") -> GuideWindow:
    """Bring the guide to the front with a page, at the place of ``words``; one window of it is enough."""
    top = parent.window()
    found = top.findChild(GuideWindow)
    guide = found if found is not None else GuideWindow(top)
    guide.forget_search()
    guide.show_page(page)
    guide.show()
    guide.search(words)
    guide.raise_()
    guide.activateWindow()
    guide.browser.setFocus()
    return guide
