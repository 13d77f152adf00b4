"""A new comment, or an answer: what it is about, what it says, and for whom it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QWidget

from datapact.agreements.comments.threads import Audience
from datapact.base.texts import _
from datapact.contract.text.value_words import bilingual, quoted
from datapact_ui.kit.dialogs.form_dialog import FormDialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Radio

if TYPE_CHECKING:
    from datapact_ui.kit.context.app_context import AppContext

_LONGEST_SHOWN = 240


class CommentDialog(FormDialog):
    """Internal is what is chosen first: a comment that partners read is a decision."""

    def __init__(
        self,
        context: AppContext,
        where: str,
        words: str,
        *,
        answers: Audience | None = None,
        offered: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        """``where`` and ``words`` say what it is about; ``answers``: the audience of the thread that it answers."""
        title = _("New comment") if answers is None else _("Reply")
        super().__init__(
            context, "comment_dialog", title, "", _("Write"), "comment", parent, above=True, help_page="comments"
        )
        shown = words if len(words) <= _LONGEST_SHOWN else f"{words[:_LONGEST_SHOWN]}…"
        about = Words(f"{where}: {quoted(bilingual(shown, shown))}" if shown else where, "strong", self)
        about.setObjectName("comment_about")
        self.put_before(about)
        self.text = self.paragraph("comment_text", _("Comment"), 5)
        self.internal = Radio(_("Internal: only your house reads it, it never leaves"), self)
        self.internal.setObjectName("comment_internal")
        self.shared = Radio(
            _("Shared: the partners get it with the next file")
            if offered
            else _("Shared: it leaves with Word files, and with the offer"),
            self,
        )
        self.shared.setObjectName("comment_shared")
        group = QButtonGroup(self)
        for button in (self.internal, self.shared):
            group.addButton(button)
            self.body.addWidget(button)
        self.internal.setChecked(True)
        if answers == "house":
            self.shared.hide()
        elif answers == "partners":
            self.shared.setChecked(True)
        self.fit_fields(80)

    def why_not(self) -> str:
        return self.needs("", self.text)

    def audience(self) -> Audience:
        """The audience that was chosen."""
        return "partners" if self.shared.isChecked() else "house"

    def words(self) -> str:
        """The text of the comment."""
        return self.text.toPlainText().strip()
