"""The page of a refused file: the reason, in words that can be forwarded to its sender."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from datapact.base.texts import _
from datapact.exchange.bundle.bundle import Refused
from datapact.exchange.send.letters import Letter
from datapact_ui.kit.background.dialogs import Dialogs
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import characters, margins, space
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine


class RefusedPage(QWidget):
    """The reason, the prepared words, and buttons to copy or mail them."""

    def __init__(self, refused: Refused, letter: Letter, dialogs: Dialogs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("refused")
        column = QVBoxLayout(self)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(_("This file cannot be taken in"), "title", self))
        reason = WarningLine(str(refused.reason), "bad", self)
        reason.words.setObjectName("refusal-reason")
        column.addWidget(reason)
        column.addWidget(Words(_("Nothing was changed in your vault."), parent=self, quiet=True))
        if refused.sender is not None:
            words = _("By its own account it comes from {name}.", name=refused.sender.name)
            column.addWidget(Words(words, parent=self))
        if refused.stranger is not None:
            words = _(
                "The file brings the card of {name}. If you expect it, look at the card and add the partner; then the"
                " file can be looked at again.",
                name=refused.stranger.profile.name,
            )
            column.addWidget(Words(words, parent=self))
        column.addWidget(Words(_("Words for the sender"), "heading", self))
        self.text = QPlainTextEdit(letter.body, self)
        self.text.setObjectName("refusal-letter")
        self.text.setAccessibleName(_("Words for the sender"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumWidth(characters(70))
        column.addWidget(self.text, 1)
        copy = QPushButton(icon("copy"), _("Copy"), self)
        copy.setObjectName("copy-refusal")
        copy.setAccessibleName(_("Copy the words for the sender"))
        copy.clicked.connect(lambda: dialogs.copy(letter.body))
        mail = QPushButton(icon("mail"), _("E-mail to the sender …"), self)
        mail.setObjectName("mail-refusal")
        mail.clicked.connect(lambda: dialogs.open_mail(letter.to, letter.subject, letter.body))
        line = QHBoxLayout()
        line.setSpacing(space(2))
        line.addWidget(copy)
        line.addWidget(mail)
        line.addStretch(1)
        column.addLayout(line)
