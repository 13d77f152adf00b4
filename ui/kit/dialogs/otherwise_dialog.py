"""Says, once something is recorded, which agreements say otherwise; it stays until somebody has read it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from datapact.base.texts import _
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine


class OtherwiseDialog(Dialog):
    """One sentence for each term that says otherwise than what was recorded."""

    help_page = "consent"

    def __init__(self, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("says-otherwise", _("Recorded, and an agreement says otherwise"), parent, leave="close")
        self.column.addWidget(
            Words(_("It is recorded. Both cannot be right, and answers about sharing rest on them:"), parent=self)
        )
        self.lines = [WarningLine(one, parent=self) for one in sentences]
        for line in self.lines:
            self.column.addWidget(line)
        self.column.addStretch(1)
        self.finish(80, 10)


def tell_otherwise(sentences: Sequence[str], owner: QWidget | None) -> None:
    """Open the window with these sentences over ``owner``."""
    OtherwiseDialog(sentences, owner).open()
