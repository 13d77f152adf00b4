"""The line above the tabs that says which text they show: a draft of ours, or what lies before the parties."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from datapact.agreements.views.agreement import AgreementPage
from datapact.base.local_time import exact_time
from datapact.base.texts import _, current_language
from datapact_ui.kit.text.version_words import version_words
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.warning_line import WarningLine


class BesideLine(QWidget):
    """Hidden unless a draft of ours is newer than the open proposal."""

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
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), 0, space(4), space(2))
        row.setSpacing(space(3))
        row.addWidget(self.line, 1)
        row.addWidget(self.other)
        self.hide()

    def show_page(self, page: AgreementPage) -> None:
        """Say which text the page shows."""
        both = page.beside
        self.setVisible(both is not None)
        if both is None:
            return
        names = {party.organisation: party.name for party in page.overview.parties}
        drafted = exact_time(both.draft.time, None, current_language()).rsplit(":", 1)[0]
        told = {"time": drafted, "offer": version_words(both.offered, names)}
        if both.shows_offered:
            self.line.words.setText(
                _("You see what lies before the parties: {offer}. Your draft of {time} is newer.", **told)
            )
            self.other.setText(_("Show the draft"))
        else:
            self.line.words.setText(_("You see your draft of {time}. What lies before the parties: {offer}.", **told))
            self.other.setText(_("Show what is proposed"))
