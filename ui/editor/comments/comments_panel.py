"""Comments beside the text: threads in reading order, filtered, answered and settled, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from datapact.agreements.comments.threads import Audience
from datapact.agreements.steps.comments import comment_on, reply, set_bar, settle
from datapact.agreements.views.comments import (
    AUDIENCE_WORDS,
    Comments,
    CommentView,
    Shown,
    ThreadView,
    comments,
    filtered,
    placed_anew,
)
from datapact.base.texts import _, counted
from datapact.contract.changes.anchor import Anchor, place_words
from datapact.contract.text.document import AgreementDocument
from datapact.history.entries.author_roles import SPEAKERS
from datapact_ui.editor.comments.comment_dialog import CommentDialog
from datapact_ui.editor.comments.thread_list import ThreadList
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.tables.days import short_minute
from datapact_ui.kit.tables.section import nothing_chosen, only_legal
from datapact_ui.kit.theme.measures import line_height, space
from datapact_ui.kit.theme.switches import on_switch, set_quietly
from datapact_ui.kit.widgets.cards import Words
from datapact_ui.kit.widgets.check_boxes import Tick
from datapact_ui.kit.widgets.disabled_controls import bar_control
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.search_line import SearchLine
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.history.entries.entry import Entry
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext

HOUSE: Audience = "house"


class CommentsPanel(QWidget):
    """The threads of comments beside the text.

    ``anchor`` says what a new comment is about: the words that are selected, else the place of the cursor.
    """

    place_wanted = Signal(object)
    """A Found: where the chosen thread stands."""
    shown = Signal()
    """The threads are others, or stand elsewhere."""

    def __init__(
        self, context: AppContext, history: str, anchor: Callable[[], Anchor], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("comments-panel")
        self._context, self._history, self._anchor = context, history, anchor
        self.comments: Comments | None = None
        self._threads: tuple[ThreadView, ...] = ()
        self._document: AgreementDocument | None = None
        self.state = self._choice(
            "comments-state",
            _("Which comments"),
            (("open", _("Open ones")), ("settled", _("Settled ones")), ("all", _("All"))),
        )
        self.audience = self._choice(
            "comments-audience",
            _("For whom"),
            (("", _("All")), ("house", _("Internal")), ("partners", _("Shared"))),
        )
        self.search = SearchLine("comments-search", _("Search the comments"), _("Search"), 100, self, room=10)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.head = Words("", "strong", self)
        self.head.setObjectName("comments-head")
        self.list: ThreadList = ThreadList(self)
        self.search.left.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(lambda _now, _before: self._show_chosen())
        self.list.itemActivated.connect(lambda _item: self._go())
        self.list.itemClicked.connect(lambda _item: self._go())
        self.whole = QPlainTextEdit(self)
        self.whole.setObjectName("comments-thread")
        self.whole.setAccessibleName(_("Comment with its replies"))
        self.whole.setReadOnly(True)
        self.whole.setTabChangesFocus(True)
        self.whole.setMinimumHeight(round(line_height() * 4))
        below = QWidget(self)
        buttons = FlowLayout(below)
        self.new_button = self._button("new", _("New comment …"), "comment", self.begin)
        self.answer_button = self._button("answer", _("Reply …"), "edit", self.answer_chosen)
        self.settle_button = self._button("settle", _("Settle"), "check", self.settle_chosen)
        self._may = not SPEAKERS.isdisjoint(context.identity.roles)
        for button in (self.new_button, self.answer_button, self.settle_button):
            buttons.addWidget(button)
            button.setVisible(self._may)
        self.bar = Tick(_("Not for signature while a shared comment is open"), self)
        self.bar.setObjectName("comments-bar")
        bar_control(self.bar, only_legal(context.identity.roles))
        policy = self.bar.sizePolicy()
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)  # two lines where there is no room for one
        self.bar.setSizePolicy(policy)
        on_switch(self.bar, self._set_bar)
        above = QWidget(self)
        narrow = FlowLayout(above)
        for widget in (self.state, self.audience, self.search):
            narrow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(2), space(2), space(2))
        column.setSpacing(space(2))
        column.addWidget(above)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        column.addWidget(self.whole, 1)
        column.addWidget(below)
        column.addWidget(self.bar)
        self._show_chosen()

    def _choice(self, name: str, words: str, choices: tuple[tuple[str, str], ...]) -> QComboBox:
        made = ComboBox(self)
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setToolTip(words)
        for code, shown in choices:
            made.addItem(shown, code)
        made.activated.connect(lambda _index: self._fill())
        return made

    def _button(self, name: str, words: str, picture: str, do: Callable[[], None]) -> QPushButton:
        made = picture_button(self, f"comments-{name}", picture, words, do)
        made.setAutoDefault(False)
        return made

    # ---- showing ----

    def load(self) -> None:
        """Read the comments again."""
        history, document = self._history, self._document
        self._context.worker.read(self, lambda acting: comments(acting, history, document), self._show, key="comments")

    def show_document(self, document: AgreementDocument) -> None:
        """Place the comments beside this text, for it went on."""
        self._document = document
        if self.comments is not None:
            self._threads = placed_anew(self._threads, document)
            self._fill()

    def _show(self, found: Comments) -> None:
        self.comments = found
        self._threads = found.threads if self._document is None else placed_anew(found.threads, self._document)
        set_quietly(self.bar, found.bar)
        self._fill()

    def _fill(self) -> None:
        if self.comments is None:
            return
        listed = filtered(
            self._threads,
            cast("Shown", self.state.currentData()),
            cast("Audience | None", self.audience.currentData() or None),
            self.search.text(),
        )
        self.head.setText(
            str(counted("{n} comment", "{n} comments", len(listed))) if listed else _("There is no comment here.")
        )
        self.list.show_threads(listed)
        self.shown.emit()

    @property
    def threads(self) -> tuple[ThreadView, ...]:
        """All threads, beside the text that is shown."""
        return self._threads

    @property
    def open_count(self) -> int:
        """Threads that nobody settled."""
        return sum(not one.settled for one in self._threads)

    def chosen(self) -> ThreadView | None:
        """The chosen thread."""
        digest = self.list.chosen()
        return next((one for one in self._threads if one.digest == digest), None)

    def _show_chosen(self) -> None:
        thread = self.chosen()
        for widget in (self.answer_button, self.settle_button):
            bar_control(widget, nothing_chosen(thread))
        self.whole.setVisible(thread is not None)
        if thread is None:
            return
        self.settle_button.setText(_("Open again") if thread.settled else _("Settle"))
        self.whole.setPlainText("\n\n".join(_comment_words(one, thread) for one in thread.said))
        QTimer.singleShot(0, self.whole, self._show_newest)

    def _show_newest(self) -> None:
        """Bring the newest answer into sight: the list above shows how the thread began."""
        bar = self.whole.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _go(self) -> None:
        thread = self.chosen()
        if thread is not None and thread.found.place:
            self.place_wanted.emit(thread.found)

    # ---- doing ----

    def begin(self) -> None:
        """Write a new comment on what is selected."""
        found = self.comments
        if found is None:
            return
        anchor, document = self._anchor(), self._document or found.document
        where = _("Agreement") if document is None else str(place_words(anchor.place, document))
        dialog = CommentDialog(self._context, where, anchor.words, offered=found.offered, parent=self)
        history = self._history
        dialog.taken.connect(
            lambda: self._write(
                dialog, lambda acting: comment_on(acting, history, dialog.words(), anchor, dialog.audience())
            )
        )
        dialog.open()

    def answer_chosen(self) -> None:
        """Answer the chosen thread."""
        found, thread = self.comments, self.chosen()
        if found is None or thread is None:
            return
        dialog = CommentDialog(
            self._context,
            str(thread.where),
            thread.first.text,
            answers=thread.audience,
            offered=found.offered,
            parent=self,
        )
        history, digest = self._history, thread.digest
        dialog.taken.connect(
            lambda: self._write(
                dialog,
                lambda acting: reply(acting, history, digest, dialog.words(), internal=dialog.audience() == "house"),
            )
        )
        dialog.open()

    def _write(self, dialog: CommentDialog, job: Callable[[Acting], Entry]) -> None:
        words, audience = dialog.words(), dialog.audience()

        def write(acting: Acting) -> str:
            return job(acting).digest

        def done(digest: str) -> None:
            said = _("The comment is written; it stays in your house.")
            if audience == "partners":
                said = _("The comment is written. The partners get it with the next file.")
            self._context.notify(said)
            dialog.accept()
            self.list.choose(digest)

        assert words
        dialog.run(
            _("Writing the comment"),
            lambda acting, _progress: write(acting),
            done,
            touches=frozenset({self._history}),
        )

    def settle_chosen(self) -> None:
        """Settle the chosen thread, or open it again."""
        thread = self.chosen()
        if thread is None:
            return
        history, digest, again = self._history, thread.digest, thread.settled
        self._context.worker.change(
            self,
            _("Settling the comment"),
            lambda acting, _progress: settle(acting, history, digest, again=again).digest,
            lambda _digest: None,
            touches=frozenset({history}),
        )

    def _set_bar(self, on: bool) -> None:
        history = self._history
        self._context.worker.change(
            self,
            _("Recording the decision"),
            lambda acting, _progress: set_bar(acting, history, on).digest,
            lambda _digest: None,
            touches=frozenset({history}),
        )


def _comment_words(one: CommentView, thread: ThreadView) -> str:
    marks = [one.organisation, short_minute(one.time)]
    if one.internal and thread.audience == "partners":
        marks.append(_(AUDIENCE_WORDS[HOUSE]))
    if one.from_word:
        marks.append(_("from a Word file"))
    head = f"{one.author} ({', '.join(mark for mark in marks if mark)})"
    return f"{head}\n{one.text}" if one.text else head
