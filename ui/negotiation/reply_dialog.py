"""The reply to a proposal: each change accepted, refused with a reason, or put in other words; then one step."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from datapact.agreements.steps.negotiation import AgreedWith, agreed_with
from datapact.agreements.steps.reply import (
    OpenChange,
    OpenReply,
    keep_decisions,
    left_of_draft,
    open_reply,
    reply,
)
from datapact.agreements.views.comments import ThreadView, comments, unanswered_words
from datapact.base.errors import DataPactError
from datapact.base.texts import Message, _, current_language
from datapact.contract.changes.marked_change import marked_change
from datapact.contract.text.clauses import places, plain_text
from datapact.contract.text.document import AgreementDocument
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size
from datapact_ui.kit.widgets.disabled_controls import bar_control, being_read
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.negotiation.carry_dialog import open_carrying
from datapact_ui.negotiation.change_rows import ChangeRow, in_reading_order, place_words
from datapact_ui.negotiation.changes_dialog import ChangesDialog
from datapact_ui.negotiation.own_words import value_text
from datapact_ui.negotiation.reply_summary import confirm_agreeing, confirm_reply

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

_NOTE_COLUMNS = 400  # characters; the whole stands in the history


class ReplyDialog(ChangesDialog):
    """Decides the changes of a proposal; each decision is kept in the vault at once, and found again after a restart."""

    help_page = "editor"
    written = Signal()
    """The reply stands in the vault, and can be sent."""

    def __init__(self, context: AppContext, history: str, offer: str = "", parent: QWidget | None = None) -> None:
        super().__init__("reply_dialog", _("Answer change by change"), parent)
        self._context, self._history, self._offer = context, history, offer
        self._unanswered = 0
        self.opened: OpenReply | None = None
        self.offer_reason("reply_reason")
        self.offer_own_words()
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
        self.carry_button = picture_button(self, "reply_carry", "counter", _("Carry your draft over …"), self._carry)
        self.carry_button.setToolTip(
            _("Puts your changes onto their new text. What both changed stands in both texts, and you choose.")
        )
        self.carry_button.hide()
        self.send_button = self.add_button("reply_send", _("Reply"), "send", self._reply, primary=True)
        self.finish(150, 38, self.all_button, self.carry_button)
        self.wait_for_rows(_("Comparing the texts …"))
        for button in (self.send_button, self.all_button):
            bar_control(button, being_read())
        context.worker.read(
            self, lambda acting: _rows(acting, history, offer), self._show, key="reply", failed=self.show_error
        )

    # ---- showing ----

    def _show(self, found: tuple[OpenReply, list[ChangeRow], int]) -> None:
        self.opened, rows, self._unanswered = found
        self.decided = dict(self.opened.decided)
        self.carry_button.setVisible(self.opened.draft is not None)
        self.show_rows(rows)
        self.table.setFocus()

    def _carry(self) -> None:
        """Lay the own draft over what is proposed, instead of answering change by change."""
        self.reject()
        open_carrying(self._context, self._history, parent=self.parentWidget())

    def update_counts(self) -> None:
        if self.opened is None:
            return
        said = [_("They write: {note}", note=_by_lines(self.opened.note))] if self.opened.note else []
        if self._unanswered:
            said.append(str(unanswered_words(self._unanswered)))
        self.head.setText("\n".join([self.counted(), *said, *(str(part.message) for part in self.opened.loses)]))
        left = self.open_count()
        bar_control(self.send_button, self.why_open() or ("" if self.rows else _("There is no change to answer.")))
        everything = not left and all(one.verdict == "accepted" for one in self.decided.values())
        self.send_button.setText(_("Agree to the text") if everything else _("Propose this text"))
        bar_control(self.all_button, "" if left else _("Every change is answered."))
        self._keep()

    def all_decided(self) -> None:
        self.send_button.setFocus()

    def proposed(self) -> AgreementDocument | None:
        return None if self.opened is None else self.opened.proposal

    # ---- deciding ----

    def reason_kept(self) -> None:
        self._keep()

    def _keep(self) -> None:
        if self.opened is None or self.decided == dict(self.opened.decided):
            return
        history, offer, decided = self._history, self.opened.offer, dict(self.decided)
        self._context.worker.change(
            self, _("Keeping what was decided"), lambda acting, _p: keep_decisions(acting, history, offer, decided)
        )

    def _reply(self) -> None:
        opened = self.opened
        if opened is None or self.open_count():
            return
        if not all(one.verdict == "accepted" for one in self.decided.values()):
            if confirm_reply(self._context.dialogs, self.rows, self.decided, self._left_of_draft()):
                self._write(opened)
            return
        history, offer = self._history, opened.offer

        def ask(found: AgreedWith) -> None:
            if confirm_agreeing(self._context.dialogs, self._left_of_draft(), found):
                self._write(opened)

        self._context.worker.read(self, lambda acting: agreed_with(acting, history, offer), ask, key="agreed-with")

    def _write(self, opened: OpenReply) -> None:
        decided, note = dict(self.decided), self.message.text()

        def done(accepted: bool) -> None:
            said = (
                _("Your agreement to the text is recorded (not binding). Send it next.")
                if accepted
                else _("The counter-proposal is ready. Send it to the partner.")
            )
            self._context.notify(said)
            self.accept()
            self.written.emit()

        self._context.worker.change(
            self,
            _("Writing the reply"),
            lambda acting, _p: reply(acting, opened, decided, note).kind == "accept",
            done,
            touches=frozenset({self._history, "list"}),
            failed=self.show_error,
        )

    def _left_of_draft(self) -> Sequence[Message]:
        """What a draft of ours says and the reply does not; nothing where the reply cannot be composed, which says so itself."""
        try:
            return () if self.opened is None else left_of_draft(self.opened, self.decided)
        except DataPactError:
            return ()


def _rows(acting: Acting, history: str, offer: str) -> tuple[OpenReply, list[ChangeRow], int]:
    """The reply, its rows, and how many comments of others nobody here has answered."""
    opened = open_reply(acting, history, offer)
    found = comments(acting, history, opened.proposal)
    beside = found.threads
    language = current_language()
    rows = [
        ChangeRow(
            one.change,
            where := place_words(one.change, opened.own, opened.proposal, language),
            marked_change(opened.own, opened.proposal, one.change),
            _note(one),
            one.loses,
            leaves=one.leaves,
            terms=one.terms,
            drafted=one.drafted,
            drafted_value=value_text(one.change, one.drafted_value),
            remarks=(*_reasons(opened, one, where), *_comments_at(beside, one.change.place)),
        )
        for one in opened.changes
    ]
    return opened, in_reading_order(rows, opened.own, opened.proposal, language), found.unanswered


def _by_lines(note: str) -> str:
    """The note with its lines, which hold a reason each; long ones cut, the whole stands in the history."""
    lines = [shorten(line, _NOTE_COLUMNS, placeholder=" …") for line in note.splitlines() if line.strip()]
    return "\n".join(lines)


def _note(one: OpenChange) -> str:
    if one.drafted or one.drafted_value is not None:
        return _("Changed on both sides. Your draft’s own stand below: “Propose your own” proposes them.")
    return _("Changed on both sides") if one.both else ""


def _reasons(opened: OpenReply, one: OpenChange, where: str) -> Iterator[str]:
    """The lines of the other side's note that are about this change: they name its place, or quote what now stands there."""
    signs = [f"{where}:"] if where[-1:].isdigit() else []
    signs += [found.partition(":")[0] + ":" for message in one.change.messages if ":" in (found := str(message))]
    now = " ".join(
        "".join(map(plain_text, texts.values()))
        for place, texts in places(opened.proposal.clauses)
        if place == one.change.place
    )
    for line in opened.note.splitlines():
        quoted = [words for words in re.findall("[„“]([^„“”]{8,})[“”]", line) if words in now]
        if quoted or any(sign in line for sign in signs):
            yield _("The other side’s reason: {words}", words=line)


def _comments_at(threads: Sequence[ThreadView], place: str) -> Iterator[str]:
    for thread in threads:
        if thread.found.place == place and not thread.settled:
            for said in thread.said:
                if said.text:
                    told = {"author": said.author, "words": said.text}
                    internal = _("Internal comment of {author}, which the partner does not see: {words}", **told)
                    yield internal if said.internal else _("Comment of {author}: {words}", **told)
