"""The form for the house's answer to a remark of an auditor; the remark stays as it was written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from datapact.audit.formats.remark_words import STAND_WORDS
from datapact.base.texts import _
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words

if TYPE_CHECKING:
    from datapact.audit.engagements.page import RemarkLine
    from datapact_ui.kit.context.app_context import AppContext


class AnswerDialog(FormDialog):
    """The dialog that answers a remark for the house. ``stands`` and ``text`` read the entered values."""

    help_page = "audit"

    def __init__(self, context: AppContext, line: RemarkLine, parent: QWidget | None = None) -> None:
        title, words = _("Answer the remark"), _("Record the answer")
        heading = str(line.on.label)
        said = line.remark.text or _("A mark without a remark.")
        super().__init__(context, "answer-dialog", title, said, words, "comment", parent, heading=heading, above=True)
        self._stands = self.choice(
            "answer-stands", _("Answer of the house"), [(n, _(w)) for n, w in STAND_WORDS.items()]
        )
        self._text = self.paragraph("answer-text", _("What the house does about it, or why not"), 5)
        own = _(
            "The answer is signed with your key and stays beside the remark, which nobody can change but its auditor."
        )
        self.body.addWidget(Words(own, "small", self, quiet=True))
        self.taken.connect(self.accept)
        self.fit_fields(76)

    def why_not(self) -> str:
        return self.needs(_("Say what the house does about it, or why it sees it otherwise."), self._text)

    def stands(self) -> str:
        """How the house stands to the remark."""
        return str(self._stands.currentData())

    def text(self) -> str:
        """The answer."""
        return self._text.toPlainText().strip()
