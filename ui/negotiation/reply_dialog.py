"""The reply to a proposal: each change accepted, refused with a reason, or put in other words; then one step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from datapact.agreements.steps.reply import OpenReply, Verdict, Verdicts, keep_decisions, open_reply, reply
from datapact.base.texts import Language, _, current_language
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.changes.proposed import ProposedChange
from datapact.contract.terms.paths import shape_at
from datapact.contract.text.clauses import places, plain_text
from datapact.word.read.values import read_day, read_number
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, line_height
from datapact_ui.negotiation.change_rows import ChangeRow, place_words
from datapact_ui.negotiation.changes_dialog import ChangesDialog
from datapact_ui.negotiation.reply_summary import ask_to_propose

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


class ReplyDialog(ChangesDialog):
    """What is decided is kept in the vault at once, and found again after a restart."""

    help_page = "editor"

    def __init__(self, desk: AppContext, history: str, offer: str = "", parent: QWidget | None = None) -> None:
        super().__init__("reply_dialog", _("Answer change by change"), parent)
        self._desk, self._history, self._offer = desk, history, offer
        self.opened: OpenReply | None = None
        self.reword_button = self._answer("reword", _("In &other words"), "edit", "reworded")
        self.answer_row.addWidget(self.reword_button)
        self.reason = QLineEdit(self)
        self.reason.setObjectName("reply_reason")
        self.reason.setAccessibleName(_("Reason for the partner"))
        self.reason.editingFinished.connect(self._keep_reason)
        reason_label = QLabel(_("Reason for the partner"), self)
        reason_label.setBuddy(self.reason)
        self.below.addWidget(reason_label)
        self.below.addWidget(self.reason)
        self.words: dict[Language, QPlainTextEdit] = {}
        self._labels: dict[Language, QLabel] = {}
        asked: Mapping[Language, str] = {"de": _("Own words, German"), "en": _("Own words, English")}
        for language, words in asked.items():
            field = QPlainTextEdit(self)
            field.setObjectName(f"reply_words_{language}")
            field.setAccessibleName(words)
            field.setTabChangesFocus(True)
            field.setMinimumHeight(round(line_height() * 4))
            label = QLabel(words, self)
            label.setBuddy(field)
            self.below.addWidget(label)
            self.below.addWidget(field)
            self.words[language], self._labels[language] = field, label
        self.value = QLineEdit(self)
        self.value.setObjectName("reply_value")
        self.value.setAccessibleName(_("Own value"))
        self._value_label = QLabel(_("Own value"), self)
        self._value_label.setBuddy(self.value)
        self.below.addWidget(self._value_label)
        self.below.addWidget(self.value)

        self.message = QLineEdit(self)
        self.message.setObjectName("reply_message")
        self.message.setAccessibleName(_("Message to the partner"))
        self.message.setPlaceholderText(_("Message to the partner, optional"))
        self.column.addWidget(self.message)
        self.all_button = QPushButton(icon("accept"), _("Accept all that are open"), self)
        self.all_button.setObjectName("reply_all")
        self.all_button.setIconSize(icon_size())
        self.all_button.setAutoDefault(False)
        self.all_button.clicked.connect(lambda _checked=False: self.decide_all("accepted"))
        self.send_button = self.add_button("reply_send", _("Reply"), "send", self._reply, primary=True)
        self.finish(150, 38, self.all_button)
        desk.worker.read(self, lambda acting: _rows(acting, history, offer), self._show, key="reply")

    # ---- showing ----

    def _show(self, found: tuple[OpenReply, list[ChangeRow]]) -> None:
        self.opened, rows = found
        self.decided = dict(self.opened.decided)
        self.show_rows(rows)
        self.table.setFocus()

    def told(self) -> None:
        if self.opened is None:
            return
        self.head.setText("\n".join([self.counted(), *(str(part.message) for part in self.opened.loses)]))
        left = self.open_count()
        self.send_button.setEnabled(not left and bool(self.rows))
        everything = not left and all(one.verdict == "accepted" for one in self.decided.values())
        self.send_button.setText(_("Agree to the text") if everything else _("Propose this text"))
        self.all_button.setEnabled(bool(left))
        self._keep()

    def show_one(self, row: ChangeRow) -> None:
        decided = self.decided.get(row.change.id)
        self.reason.setText("" if decided is None else decided.reason)
        wording = row.change.kind == "text" and self.opened is not None and _is_there(self.opened, row.change)
        for language, field in self.words.items():
            shown = wording and language in row.marked
            field.setVisible(shown)
            self._labels[language].setVisible(shown)
            if shown:
                own = "" if decided is None else decided.words.get(language, "")
                proposed = "".join(piece.text for piece in row.marked[language] if piece.mark != "deleted")
                field.setPlainText(own or proposed)
        valued = _takes_value(row.change)
        self.value.setVisible(valued)
        self._value_label.setVisible(valued)
        self.value.setText("" if decided is None or decided.value is None else str(decided.value))
        self.reword_button.setVisible(wording or valued)

    # ---- deciding ----

    def decide(self, verdict: Verdict) -> None:
        row = self.chosen()
        if (
            row is not None
            and verdict == "reworded"
            and _takes_value(row.change)
            and _value(row.change, self.value.text()) is None
        ):
            self.say_problem(_("Enter your own value first: a number, or a day such as 31.12.2028."))
            self.value.setFocus()
            return
        self.say_problem("")
        super().decide(verdict)

    def verdicts(self, row: ChangeRow, verdict: Verdict) -> Verdicts:
        reason = self.reason.text().strip()
        if verdict != "reworded":
            return Verdicts(verdict, reason if verdict == "refused" else "")
        if _takes_value(row.change):
            return Verdicts(verdict, reason, value=_value(row.change, self.value.text()))
        words: Mapping[Language, str] = {
            language: self.words[language].toPlainText().strip() for language in self.words if language in row.marked
        }
        return Verdicts(verdict, reason, words)

    def _keep_reason(self) -> None:
        """A reason that is written after the decision belongs to it."""
        row = self.chosen()
        decided = None if row is None else self.decided.get(row.change.id)
        if row is not None and decided is not None and decided.verdict != "accepted":
            self.decided[row.change.id] = Verdicts(
                decided.verdict, self.reason.text().strip(), decided.words, decided.value
            )
            self._keep()

    def _keep(self) -> None:
        if self.opened is None or self.decided == dict(self.opened.decided):
            return
        history, offer, decided = self._history, self.opened.offer, dict(self.decided)
        self._desk.worker.change(
            self, _("Keeping what was decided"), lambda acting, _p: keep_decisions(acting, history, offer, decided)
        )

    def _reply(self) -> None:
        opened = self.opened
        if opened is None or self.open_count():
            return
        agrees = all(one.verdict == "accepted" for one in self.decided.values())
        if not agrees and not ask_to_propose(self._desk.dialogs, self.rows, self.decided):
            return
        decided, note = dict(self.decided), self.message.text()

        def done(accepted: bool) -> None:
            said = (
                _("Text agreed (not binding). Send it to the partner.")
                if accepted
                else _("The counter-proposal is ready. Send it to the partner.")
            )
            self._desk.notify(said)
            self.accept()

        self._desk.worker.change(
            self,
            _("Writing the reply"),
            lambda acting, _p: reply(acting, opened, decided, note).kind == "accept",
            done,
            touches=frozenset({self._history, "list"}),
            failed=self._failed,
        )

    def _failed(self, error: Exception) -> bool:
        self.say_problem(str(error))
        return True


def _rows(acting: Acting, history: str, offer: str) -> tuple[OpenReply, list[ChangeRow]]:
    opened = open_reply(acting, history, offer)
    language = current_language()
    rows = [
        ChangeRow(
            one.change,
            place_words(one.change, opened.own, opened.proposal, language),
            marked_change(opened.own, opened.proposal, one.change),
            _("Changed on both sides") if one.both else "",
            one.loses,
            leaves=one.leaves,
            terms=one.terms,
        )
        for one in opened.changes
    ]
    return opened, rows


def _is_there(opened: OpenReply, change: ProposedChange) -> bool:
    """Whether the proposal has a text at this place, so that it can be put in other words."""
    return any(
        place == change.place and any(map(plain_text, texts.values()))
        for place, texts in places(opened.proposal.clauses)
    )


def _takes_value(change: ProposedChange) -> bool:
    if change.kind != "term":
        return False
    try:
        return shape_at(change.place).kind in ("number", "day", "text") and change.new is not None
    except KeyError:
        return False


def _value(change: ProposedChange, written: str) -> int | str | None:
    """The value in a person's words; None where they are none for this term."""
    kind = shape_at(change.place).kind
    if kind == "number":
        return read_number(written, current_language())
    if kind == "day":
        day = read_day(written)
        return None if day is None else day.isoformat()
    return written.strip() or None
