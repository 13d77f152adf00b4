"""The line above the tabs that says which text they show: a draft of ours, or what lies before the parties."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.agreements.views.agreement import AgreementPage
from datapact.base.local_time import exact_time
from datapact.base.texts import _, counted, current_language
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.warning_line import WarningLine


class NewerDraftLine(QWidget):
    """Hidden unless a draft of ours is newer than the open proposal, or has changes that the newest text lacks."""

    carry_wanted = Signal()
    """To put the own changes onto the newest text."""
    other_wanted = Signal()
    """To show the other one of both texts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("beside")
        self.line = WarningLine("", "info", self)
        self.line.setObjectName("beside_words")
        self.other = QPushButton(icon("compare"), "", self)
        self.other.setObjectName("beside_other")
        self.other.setIconSize(icon_size())
        self.other.clicked.connect(lambda _checked=False: self.other_wanted.emit())
        self.carry = picture_button(
            self, "beside_carry", "counter", _("Carry over onto the new text …"), self.carry_wanted.emit
        )
        self.carry.hide()
        self._words, self._lacking = "", 0
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), 0, space(4), space(2))
        row.setSpacing(space(3))
        row.addWidget(self.line, 1)
        row.addWidget(self.carry)
        row.addWidget(self.other)
        self.hide()

    def show_page(self, page: AgreementPage) -> None:
        """Say which text the page shows."""
        self._words = self._which(page)
        self.other.setVisible(page.newer_draft is not None)
        self._tell()

    def show_lacking(self, count: int) -> None:
        """Say how many changes of our draft the newest text lacks; 0: none that can be carried over."""
        self._lacking = count
        self._tell()

    def _tell(self) -> None:
        lacking = counted(
            "{n} change of your draft is not in the newest text.",
            "{n} changes of your draft are not in the newest text.",
            self._lacking,
        )
        said = [*([self._words] if self._words else []), *([str(lacking)] if self._lacking else [])]
        self.line.words.setText(" ".join(said))
        self.carry.setVisible(bool(self._lacking))
        self.setVisible(bool(said))

    def _which(self, page: AgreementPage) -> str:
        both = page.newer_draft
        if both is None:
            return ""
        drafted = exact_time(both.draft.time, None, current_language()).rsplit(":", 1)[0]
        told = {"time": drafted, "offer": str(page.version_names[both.offered.digest])}
        if both.shows_offered:
            self.other.setText(_("Show the draft"))
            return _("You see what lies before the parties: {offer}. Your draft of {time} is newer.", **told)
        self.other.setText(_("Show what is proposed"))
        return _("You see your draft of {time}. What lies before the parties: {offer}.", **told)
