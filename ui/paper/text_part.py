"""The text of the paper as it was read: paragraphs with their page, headings in bold, places that can be gone to."""

from __future__ import annotations

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.paper.steps.view import PaperPage
from datapact_ui.kit.text.reader import Reader
from datapact_ui.kit.theme.colours import colours_of
from datapact_ui.kit.theme.measures import margins, space, type_font
from datapact_ui.kit.theme.palette import coloured
from datapact_ui.kit.widgets.cards import Words


class TextPart(QWidget):
    """The paragraphs, for reading and for finding words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digest = ""
        self.sentence = Words(
            _("The text as it was read, without its layout. What counts is the file."), "small", self, quiet=True
        )
        self.reader = Reader("paper_text", _("Text of the paper"), self)
        column = QVBoxLayout(self)
        margins(column, 0, 2)
        column.addWidget(self.sentence)
        column.addWidget(self.reader, 1)
        self.setFocusProxy(self.reader)

    def show_page(self, page: PaperPage) -> None:
        """Write the paragraphs; a text that is shown already stays where it is."""
        if page.text_digest == self._digest:
            return
        self._digest = page.text_digest
        document = self.reader.document
        document.clear()
        cursor = QTextCursor(document)
        body, small = type_font("document"), type_font("small")
        heading = QFont(type_font("document_heading"))
        quiet = colours_of(self.palette()).quiet
        block = QTextBlockFormat()
        block.setBottomMargin(space(2))
        shown = 0
        cursor.beginEditBlock()
        for passage in page.text.passages:
            if passage.number > 1:
                cursor.insertBlock()
            cursor.setBlockFormat(block)
            if passage.page and passage.page != shown:
                shown = passage.page
                mark = QTextCharFormat()
                mark.setFont(small)
                mark.setForeground(coloured(self.palette(), Text=quiet).text())
                cursor.insertText(_("Page {page}", page=str(shown)), mark)
                cursor.insertBlock(block)
            form = QTextCharFormat()
            form.setFont(heading if passage.heading else small if passage.edge else body)
            if passage.edge:
                form.setForeground(coloured(self.palette(), Text=quiet).text())
            form.setAnchor(True)
            form.setAnchorNames([f"p{passage.number}"])
            cursor.insertText(passage.text, form)
        cursor.endEditBlock()
        self.reader.page.moveCursor(QTextCursor.MoveOperation.Start)

    def go_to(self, number: int) -> None:
        """Bring a paragraph to the top."""
        self.reader.go_to(f"p{number}")
