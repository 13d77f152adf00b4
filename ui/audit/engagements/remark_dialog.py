"""The form for a mark and a remark on one item, which only this auditor can change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact.history.entries.house_records import MARKS as MARK_NAMES
from datapact_ui.audit.parts.audit_appearance import MARKS, mark_words
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext


class RemarkDialog(FormDialog):
    """The dialog that writes an auditor's remark. ``mark`` and ``text`` read the entered values."""

    help_page = "audit"

    def __init__(
        self, context: AppContext, about: str, mark: str = "seen", text: str = "", parent: QWidget | None = None
    ) -> None:
        title, words = _("Mark and remark"), _("Record the remark")
        super().__init__(context, "remark-dialog", title, "", words, "comment", parent, heading=about, above=True)
        marks = [(name, mark_words(name)) for name in MARK_NAMES]
        self._mark = self.choice("remark-mark", _("Mark"), marks, mark)
        for place, name in enumerate(MARK_NAMES):
            self._mark.setItemIcon(place, icon(MARKS[name][0]))
        self._text = self.paragraph("remark-text", _("Remark"), 5)
        self._text.setPlainText(text)
        own = _("Members of the house read it here. Only you can change it, and what you wrote before stays recorded.")
        self.body.addWidget(Words(own, "small", self, quiet=True))
        self.taken.connect(self.accept)
        self.fit_fields(76)

    def mark(self) -> str:
        """The mark that is chosen."""
        return str(self._mark.currentData())

    def text(self) -> str:
        """The remark."""
        return self._text.toPlainText().strip()
