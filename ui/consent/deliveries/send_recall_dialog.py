"""Tell a partner of recalls: their list, a note, the sealed file or letter, the e-mail, and the word that it was sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from datapact.base.errors import DataPactError
from datapact.base.files import write_whole
from datapact.base.texts import Message, _, counted
from datapact.consent.recalls.confirmations import note_sent
from datapact.consent.recalls.list import RecallLine
from datapact.consent.recalls.rules import ASK_WORDS, OUTCOME_WORDS
from datapact.exchange.send.letters import Letter
from datapact.exchange.send.send_recall import RecallRoute, RecallSent, recall_route, send_recall_to
from datapact_ui.consent.parts.consent_form import TOUCHED
from datapact_ui.exchange.sending.ask_sent import ask_whether_sent
from datapact_ui.exchange.sending.sent_page import SentPage
from datapact_ui.kit.dialogs.dialog import Dialog
from datapact_ui.kit.layout.fitting import fit
from datapact_ui.kit.theme.measures import line_height, margins, space
from datapact_ui.kit.widgets.cards import Card, Words
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext
    from datapact_ui.kit.context.names import Names


class SendRecallDialog(Dialog):
    """The dialog that tells a partner of recalls.

    ``lines`` are all recalls pending at this partner; one file holds them all.
    """

    help_page = "records"

    def __init__(
        self, context: AppContext, line: RecallLine, lines: Sequence[RecallLine], parent: QWidget | None = None
    ) -> None:
        super().__init__("tell-dialog", _("Tell {partner}", partner=line.partner_name), parent)
        self._context, self._line = context, line
        self._how: RecallRoute | None = None
        self.turn(self._ask_page(lines))
        words = (
            _("Write the letter and prepare the e-mail …") if line.external else _("Write file and prepare e-mail …")
        )
        self.only = self.add_button("tell-write-only", _("Write only …"), "save", lambda: self._write(mail=False))
        self.write = self.add_button("tell-write", words, "send", lambda: self._write(mail=True), primary=True)
        self.finish(96, 24)
        self.note.setFocus()
        partner = line.partner
        context.worker.read(self, lambda acting: recall_route(acting, partner), self._know, key="how")

    def _know(self, how: RecallRoute) -> None:
        self._how = how
        self.language.setCurrentIndex(self.language.findData(how.language))

    def _ask_page(self, lines: Sequence[RecallLine]) -> QWidget:
        page = QWidget(self)
        column = QVBoxLayout(page)
        margins(column, 0, 3)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Words(_("Tell {partner}", partner=self._line.partner_name), "title", page))
        replies = self._line.step == "reply"
        if replies:
            sentence = _(
                "A sealed file takes your reply to it. The recall is done for you once you say that it was sent."
            )
        elif self._line.external:
            sentence = _(
                "This partner has no DataPact: a letter under Art. 19 GDPR is written as PDF, with"
                " the pseudonyms, what is asked, and a page to confirm. Its reply is recorded here"
                " with evidence."
            )
        else:
            sentence = _(
                "A sealed file tells it; the partner's DataPact acknowledges with its next file. The list of people is inside"
                " and nowhere else."
            )
        column.addWidget(Words(sentence, parent=page))
        card = Card(_("What it is told"), page)
        if replies:
            card.column.addWidget(Words(_with_people(_replied(self._line), self._line), parent=card))
        for one in lines:
            card.column.addWidget(Words(_request_words(one, self._context.names), parent=card))
        if not lines and not replies:
            words = _("Nothing new. What was told before and has not been answered goes out again.")
            card.column.addWidget(Words(_with_people(words, self._line), parent=card))
        column.addWidget(card)
        heading = Words(_("Note for the partner (optional; no names)"), "strong", page)
        column.addWidget(heading)
        self.note = QPlainTextEdit(page)
        self.note.setObjectName("tell-note")
        self.note.setAccessibleName(_("Note for the partner (optional; no names)"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(round(line_height() * 3.8))
        column.addWidget(self.note)
        new_letter = self._line.external and bool(
            lines
        )  # with nothing new the letter of before goes out again, as it is
        words = _("Language of letter and e-mail") if new_letter else _("Language of the e-mail")
        self.language = ComboBox(page)
        self.language.setObjectName("tell-language")
        self.language.setAccessibleName(words)
        for code, name in (("de", _("German")), ("en", _("English"))):
            self.language.addItem(name, code)
        spoken = QHBoxLayout()
        spoken.setSpacing(space(2))
        label = Words(words, "strong", page)
        label.setWordWrap(False)
        spoken.addWidget(label)
        spoken.addWidget(self.language)
        spoken.addStretch(1)
        column.addLayout(spoken)
        for part in (heading, self.note):
            part.setVisible(bool(lines) or not replies)  # a note goes with what is called back; the reply has its own
        column.addStretch(1)
        return page

    def _write(self, *, mail: bool) -> None:
        how = self._how
        if how is None:
            return
        how = replace(how, language=self.language.currentData())
        ending = "pdf" if how.by_letter else "dpact"
        kinds = "PDF (*.pdf)" if how.by_letter else _("Sealed files (*.dpact)")
        folder = str(self._context.recall("exchange.folder", "") or "")
        proposed = Path(folder, how.file)
        title = _("Write the letter") if how.by_letter else _("Write the sealed file")
        path = self._context.dialogs.ask_save_file(title, proposed, kinds)
        if path is None:
            return
        if path.suffix != f".{ending}":
            path = path.with_name(f"{path.name}.{ending}")
        self._context.remember("exchange.folder", str(path.parent))
        note = self.note.toPlainText().strip()
        target = path
        self.buttons.setEnabled(False)
        self.show_problem("")

        def tell(acting: Acting, _progress: Progress) -> tuple[RecallSent, Letter]:
            told, letter = send_recall_to(acting, how, target.name, note)
            write_whole(target, told.data, private=False)
            return told, letter

        self._context.worker.change(
            self,
            _("Telling the partner"),
            tell,
            lambda made: self._after_written(target, *made, mail=mail),
            touches=TOUCHED,
            failed=self._failed,
        )

    def _failed(self, error: DataPactError) -> bool:
        self.buttons.setEnabled(True)
        self.show_problem(str(error))
        return True

    def _after_written(self, path: Path, sent: RecallSent, letter: Letter, *, mail: bool) -> None:
        self._context.notify(_("Written: {file}", file=path.name))
        page = SentPage(path, letter, self._context, self, mail=mail)
        if not (sent.recalls or self._line.step in ("send", "reply")):  # told before, and written again
            self.turn(page)
            self.buttons.setEnabled(True)
            self.buttons.clear()
            self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel).setText(_("Done"))
            fit(self, 96, 28)
            return
        partner = self._line.partner

        def note(acting: Acting, step: Literal["mail_opened", "sent"]) -> None:
            with acting.vault.write() as session:
                note_sent(acting, session, partner, step)

        ask_whether_sent(
            self,
            self._context,
            page,
            lambda acting: note(acting, "mail_opened"),
            lambda acting: note(acting, "sent"),
            _("Recorded: {partner} was told.", partner=self._line.partner_name),
            TOUCHED,
        )


def _replied(line: RecallLine) -> str:
    words = counted(
        "{dataset}: {n} person; your reply: {done}.",
        "{dataset}: {n} people; your reply: {done}.",
        line.people,
        dataset=line.dataset_name,
        done=Message(OUTCOME_WORDS.get(line.outcome, line.outcome)),
    )
    return f"•  {words}"


def _request_words(line: RecallLine, names: Names) -> str:
    words = counted(
        "{dataset}, “{purpose}”: {n} person; asked to {ask}.",
        "{dataset}, “{purpose}”: {n} people; asked to {ask}.",
        line.people,
        dataset=line.dataset_name,
        purpose=names.purpose(line.purpose, agreement=line.agreement, dataset=line.dataset),
        ask=Message(ASK_WORDS.get(line.ask, line.ask)),
    )
    return _with_people(f"•  {words}", line)


def _with_people(words: str, line: RecallLine) -> str:
    return f"{words} {_('About: {who}', who=line.who)}" if line.named else words
