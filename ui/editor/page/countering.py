"""What the other side proposed while a text was written, and the question before that text becomes a counter-proposal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import shorten
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from datapact.agreements.views.last_offer import Undone, changes_since_offer, with_theirs
from datapact.base.texts import _, counted
from datapact.contract.editing.commands import Restore
from datapact.contract.text.document import write_state
from datapact_ui.kit.theme.icons import icon
from datapact_ui.kit.theme.measures import icon_size, space
from datapact_ui.kit.widgets.picture_button import picture_button
from datapact_ui.kit.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from datapact.agreements.views.last_offer import LastOffer
    from datapact.contract.text.document import AgreementDocument
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.editor.page.findings_panel import Checked
    from datapact_ui.editor.text.draft_session import DraftSession
    from datapact_ui.kit.background.dialogs import Dialogs
    from datapact_ui.kit.context.app_context import AppContext

_MOST_NEWER = 2
_NEWER_COLUMNS = 140  # characters: the warning stands above the text, and does not cover it
_CHANGE_COLUMNS = 320  # characters: both excerpts of a changed wording with their place


def undone_words(undone: Undone) -> list[str]:
    """The parts of the other side's newest proposal that a text of ours takes back, or says otherwise; a paragraph each."""
    told, told_of = [], {"proposal": str(undone.name)}
    for heading, lines in (
        (
            _("Your text does not have what this brought: {proposal}. It would be taken back:", **told_of),
            undone.missing,
        ),
        (_("You changed what this changed, too: {proposal}. Yours would replace theirs:", **told_of), undone.both),
    ):
        if lines:
            told.append("\n".join([heading, *map(_line, lines)]))
    return told


def newer_words(undone: Undone) -> str:
    """The warning that a proposal came after the text at hand was begun, and what of it the text does not have, or says otherwise."""
    said = [
        _("This came after your text was begun, and is not decided on: {proposal}.", proposal=str(undone.name)),
        *(_("Not in your text: {change}", change=_brief(one)) for one in undone.missing[:_MOST_NEWER]),
        *(_("Changed by both: theirs is {change}", change=_brief(one)) for one in undone.both[:_MOST_NEWER]),
    ]
    more = sum(max(0, len(lines) - _MOST_NEWER) for lines in (undone.missing, undone.both))
    return "\n".join([*said, *([str(counted("– and {n} more", "– and {n} more", more))] if more else [])])


def _line(words: str) -> str:
    """One of many lines: none is left out, for the question scrolls."""
    return f"– {_short(words)}"


def _brief(words: str) -> str:
    return shorten(words, _NEWER_COLUMNS, placeholder=" …")


def _short(words: str) -> str:
    return shorten(words, _CHANGE_COLUMNS, placeholder=" …")


def note_for_counter(
    dialogs: Dialogs, changes: Sequence[str], faults: Sequence[str] = (), undone: Undone | None = None
) -> str | None:
    """The note, which may be empty; None where the person stopped.

    ``changes``: sentences, against the last offer; ``faults``: findings that keep the text from being frozen, which a
    person would else see only when it is to be sent. ``undone`` is what of the other side's changes it takes back.
    """
    told = [] if undone is None else undone_words(undone)
    told += [_("You change against the last offer:") + "\n" + "\n".join(map(_line, changes))] if changes else []
    if faults:
        told.append(_("Like this it cannot be frozen for signature:") + "\n" + "\n".join(map(_line, faults)))
    told.append(
        _(
            "Your text becomes the counter-proposal. It binds nobody until all have signed; you send it in the next"
            " step.\n\nNote to the partners (may stay empty)"
        )
    )
    return dialogs.ask_text(
        _("Propose this text as a counter"), "\n\n".join(told), several_lines=True, action=_("Propose as counter")
    )


class Countering(QObject):
    """Says what came from the other side, takes it in, and makes the text of a session the counter-proposal to it.

    ``commit`` takes over what is typed in fields beside the text; ``checking`` gives the check of the text as it is then.
    """

    taken_in = Signal()
    """Their changes stand in the text now."""

    def __init__(
        self,
        context: AppContext,
        history: str,
        session: DraftSession,
        commit: Callable[[], object],
        checking: Callable[[], Callable[[Acting], Checked]],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._context, self._history, self._session, self._page = context, history, session, page
        self._commit, self._checking = commit, checking
        self.newer = WarningLine("", "warn", page)
        self.newer.setObjectName("editor-newer")
        self.newer.setContentsMargins(space(3), space(1), space(3), 0)
        self.take_theirs = QPushButton(icon("accept"), _("Take these changes in"), self.newer)
        self.take_theirs.setObjectName("editor-take-theirs")
        self.take_theirs.setIconSize(icon_size())
        self.take_theirs.setToolTip(_("Puts in what your text lacks. What both changed stays as yours says it."))
        self.take_theirs.clicked.connect(lambda _checked=False: self.take_in_theirs())
        answer = picture_button(
            self.newer, "editor-answer", "compare", _("Answer change by change …"), self.answer_theirs
        )
        carry = picture_button(
            self.newer, "editor-carry", "counter", _("Carry over onto the new text …"), self.carry_over
        )
        carry.setToolTip(
            _("Puts your changes onto their new text. What both changed stands in both texts, and you choose.")
        )
        box = QWidget(self.newer)
        doing = QVBoxLayout(box)
        doing.setSpacing(space(1))
        doing.addWidget(carry)
        doing.addWidget(answer)
        doing.addWidget(self.take_theirs)
        self.newer.add_button(box)
        self.newer.hide()

    def show_newer(self, offer: LastOffer | None) -> None:
        """Say at once that the other side changed what this text was begun on."""
        undone = None if offer is None else offer.undone
        self.newer.setVisible(undone is not None and undone.unread)
        if undone is not None and undone.unread:
            self.newer.words.setText(newer_words(undone))
            self.take_theirs.setVisible(bool(undone.missing))

    def carry_over(self) -> None:
        """Lay the own changes over the other side's new text; what is unsaved here becomes a draft first."""
        self._commit()

        def show() -> None:
            self._context.answer_proposal(self._history, "carry")

        if self._session.unsaved:
            self._session.save(show)
        else:
            show()

    def answer_theirs(self) -> None:
        """Go to the other side's changes, to be answered one by one; what is unsaved here becomes a draft first."""
        self._commit()
        if self._session.unsaved:
            self._session.save(lambda: self._context.answer_changes(self._history))
        else:
            self._context.answer_changes(self._history)

    def take_in_theirs(self) -> None:
        """Put in what the other side's newest proposal changed and the text lacks; one step to undo."""
        self._commit()
        history, document = self._history, self._session.document

        def show(whole: AgreementDocument) -> None:
            if self._session.document is not document:  # somebody went on writing
                self.take_in_theirs()
                return
            was, now = write_state(document), write_state(whole)
            parts = {name: value for name, value in now.items() if was.get(name) != value}
            if parts and self._session.do(Restore(parts), _("Take their changes in")):
                self._context.notify(_("Their changes stand in your text. Undo takes them out again."))
            self.taken_in.emit()

        self._context.worker.read(
            self._page, lambda acting: with_theirs(acting, history, document), show, key="take-theirs"
        )

    def propose(self) -> None:
        """Show what changes against the last offer, and make the text the counter-proposal to it."""
        self._commit()
        history, document, checking = self._history, self._session.document, self._checking()

        def read(acting: Acting) -> tuple[Sequence[str], Sequence[str], Undone | None]:
            faults = [str(one.message) for one in checking(acting).findings if one.severity == "E"]
            changes, undone = changes_since_offer(acting, history, document)
            return changes, faults, undone

        self._context.worker.read(self._page, read, lambda told: self._ask(document, told), key="propose")

    def _ask(self, document: AgreementDocument, told: tuple[Sequence[str], Sequence[str], Undone | None]) -> None:
        if self._session.document is not document:  # somebody went on writing
            self.propose()
            return
        note = note_for_counter(self._context.dialogs, *told)
        if note is None:
            return
        if self._session.document is not document:  # a colleague's, which came while the question stood open
            self._context.notify(_("The text has changed meanwhile. Look at it, and propose it again."))
            return

        def done() -> None:
            self._context.notify(_("The counter-proposal is written. Send it to your partners now."))
            self._context.answer_proposal(self._history, "send")

        self._session.propose(note, done)
