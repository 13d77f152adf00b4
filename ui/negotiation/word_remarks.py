"""The comments of a Word file that came back, each with a field for our answer, which leaves with our next file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from datapact.base.texts import _, counted
from datapact.word.read.returned import Remark
from datapact_ui.kit.layout.scroll_page import ScrollPage
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Words

_LINES_SHOWN = 7
"""Of the list, in lines of text; the rest scrolls, so that the changes above it keep their place."""


class WordRemarks(QWidget):
    """Hidden until comments are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("word_comments")
        self.fields: list[tuple[Remark, QLineEdit]] = []
        self._head = Words("", "strong", self)
        self._list = ScrollPage(self)
        self._list.setMaximumHeight(round(line_height() * _LINES_SHOWN))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self._head)
        column.addWidget(self._list)
        self.hide()

    def show_remarks(self, remarks: Sequence[tuple[Remark, str]], *, answerable: bool) -> None:
        """Show each comment with where it stands; ``answerable``: an answer reaches everybody who sees our next file."""
        page = QWidget(self._list)
        column = QVBoxLayout(page)
        margins(column, 0, 1)
        self.fields = []
        for remark, place in remarks:
            said = ", ".join(filter(None, (place, remark.author)))
            text = remark.text or _("marked as done")
            words = Words(f"{said}: {text}" if said else text, "small", page)
            column.addWidget(words)
            if not answerable or not remark.text:
                continue
            field = QLineEdit(page)
            field.setObjectName("word_comment_answer")
            field.setPlaceholderText(_("Your answer, in our next file (may be empty)"))
            field.setAccessibleName(_("Your answer to: {comment}", comment=words.text()))
            column.addWidget(field)
            self.fields.append((remark, field))
        column.addStretch(1)  # a field stays at its comment
        self._list.set_page(page)
        self._head.setText(str(counted("{n} new comment", "{n} new comments", len(remarks))))
        self.setVisible(bool(remarks))

    def answers(self) -> dict[Remark, str]:
        """What was written, by the comment that it answers."""
        return {remark: text for remark, field in self.fields if (text := field.text().strip())}
