"""After Word files were written: the e-mail that carries them, and whether they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from datapact.base.texts import _
from datapact.exchange.send.send import mail_opened, say_sent
from datapact.organisation.acting.handed_over import WORD
from datapact_ui.exchange.sending.ask_sent import ask_whether_sent
from datapact_ui.exchange.sending.sent_page import SentPage
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from datapact.exchange.send.letters import Letter
    from datapact_ui.kit.context.app_context import AppContext


class WordSentDialog(Dialog):
    """As after a sealed file: where the files lie, their e-mail, and the word that they were sent."""

    help_page = "word"

    def __init__(
        self,
        context: AppContext,
        history: str,
        paths: Sequence[Path],
        letter: Letter,
        told: str,
        parent: QWidget | None = None,
    ) -> None:
        """``told``: what of the files is otherwise than one expects, to be read before they leave; empty for nothing."""
        super().__init__("word-sent", _("Word files"), parent)
        page = SentPage(paths[0], letter, context, self, mail=False, beside=paths[1:])
        if told:
            line = WarningLine(told, "warn", page)
            line.setObjectName("word-told")
            page.insert_above(line)
        self.turn(Words("", parent=self))  # else the buttons would stand above what comes
        self.finish(92, 10)
        ask_whether_sent(
            self,
            context,
            page,
            lambda acting: mail_opened(acting, history, (WORD,)),
            lambda acting: say_sent(acting, history, (WORD,)),
            _("Recorded: it was sent."),
            frozenset({history, "list", "partners"}),
        )


def ask_about_word(
    context: AppContext, history: str, owner: QWidget, paths: Sequence[Path], letter: Letter, told: str
) -> None:
    """Show the dialog before ``owner``."""
    WordSentDialog(context, history, paths, letter, told, owner).open()
