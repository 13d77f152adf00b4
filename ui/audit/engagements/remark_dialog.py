"""A mark and a remark on one thing; they stay the auditor's own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.history.entries.house_records import MARKS as MARK_NAMES
from datapact_ui.audit.parts.audit_looks import MARKS, mark_words
from datapact_ui.kit.dialogs.help_key import help_key
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.layout.tab_order import go_on
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import line_height, margins
from datapact_ui.kit.widgets.cards import PrimaryButton, Words


class RemarkDialog(QDialog):
    """What was entered is read by ``mark`` and ``text``."""

    def __init__(self, about: str, mark: str = "seen", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("remark-dialog")
        self.setWindowTitle(_("Mark and remark"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        help_key(self, "audit")
        column = QVBoxLayout(self)
        margins(column, 5, 3)
        column.addWidget(Words(about, "heading", self))
        self._mark = QComboBox(self)
        self._mark.setObjectName("remark-mark")
        self._mark.setAccessibleName(_("Mark"))
        for name in MARK_NAMES:
            self._mark.addItem(icon(MARKS[name][0]), mark_words(name), name)
        self._mark.setCurrentIndex(max(0, self._mark.findData(mark)))
        self._text = QPlainTextEdit(text, self)
        self._text.setObjectName("remark-text")
        self._text.setAccessibleName(_("Remark"))
        self._text.setTabChangesFocus(True)
        self._text.setMinimumHeight(round(line_height() * 5))
        for words, field in ((_("Mark"), self._mark), (_("Remark"), self._text)):
            label = QLabel(words, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setBuddy(field)
            column.addWidget(label)
            column.addWidget(field)
        own = _("Members of the house read it here. Only you can change it, and what you wrote before stays recorded.")
        column.addWidget(Words(own, "small", self, quiet=True))
        self.keeping = PrimaryButton(_("Record the remark"), "comment", self)
        self.keeping.setObjectName("remark-keep")
        self.keeping.clicked.connect(lambda _checked=False: self.accept())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self.keeping, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        fit(self, 76, 16)
        self._mark.setFocus()

    def focusNextPrevChild(self, forward: bool) -> bool:
        return go_on([self], forward)

    def mark(self) -> str:
        """The mark that is chosen."""
        return str(self._mark.currentData())

    def text(self) -> str:
        """The remark."""
        return self._text.toPlainText().strip()
