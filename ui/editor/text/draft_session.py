"""The session of an open draft: its document, its undo stack, and the journal that loses nothing.

Interview and editor work on one of these. Every change of the document is a domain command on the undo stack; commands
are in the encrypted vault within two seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from datapact.agreements.steps.drafting import (
    Opened,
    discard_edits,
    journal_edits,
    newest_of,
    propose_saved,
    save_draft,
)
from datapact.base.errors import AnswerNo, DataPactError
from datapact.base.texts import _
from datapact.contract.editing.commands import Command, Reword
from datapact.contract.editing.edit import apply, inverse
from datapact.contract.text.clauses import Clause
from datapact.contract.text.document import AgreementDocument

if TYPE_CHECKING:
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.background.runner import Progress
    from datapact_ui.kit.context.app_context import AppContext

JOURNAL_AFTER_MSECS = 900
_MERGE_WITHIN_SECONDS = 1.5


@dataclass(slots=True)
class _Base:
    """The entry that the journal builds on; written and read only by the thread of changes, which runs in order."""

    digest: str


class DraftSession(QObject):
    """One draft being worked on."""

    changed = Signal(object)
    """The document is another one; with the command that made it, or None after it was opened or restored."""
    refused = Signal(object)
    """A command could not be applied; with the DataPactError that says why."""
    saved = Signal()
    unsaved_changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.stack = QUndoStack(self)
        self._opened: Opened | None = None
        self._document: AgreementDocument | None = None
        self._base = _Base("")
        self._stored = False
        self._dirty = False
        self._pending: list[Command] = []
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(JOURNAL_AFTER_MSECS)
        self._soon.timeout.connect(self.flush)
        self._typed: tuple[str, float] = ("", 0.0)
        self.refusal: DataPactError | None = None
        """The reason why the last command was not applied."""

    # ---- what is on the table ----

    def open(self, opened: Opened) -> None:
        """Open a draft."""
        self.stack.clear()
        self._opened, self._document = opened, opened.document
        self._base = _Base(opened.base)
        self._stored = bool(opened.base)
        self._dirty = bool(opened.restored)
        self._pending.clear()
        self.changed.emit(None)
        self.unsaved_changed.emit()

    def follow(self, what: frozenset[str], done: Callable[[Opened], None] | None = None) -> None:
        """After a change of the vault show this agreement's new text, if it changed and nothing here is unsaved.

        Interview and editor of one draft may both be open; the one in front has the newest text.
        """
        if not self.ready or self._dirty or self.history not in what:
            return
        history, before = self.history, self.opened
        base = self._base.digest

        def read(acting: Acting) -> Opened | None:
            try:
                return newest_of(acting, before, base)
            except AnswerNo:  # frozen or ended meanwhile: the next save reports it
                return None

        def take(opened: Opened | None) -> None:
            if opened is None or self._dirty or not self.ready or self.history != history:
                return
            if opened.base != self._base.digest:
                self.open(opened)
            elif opened.offers == before.offers:
                return
            else:
                self._opened = replace(opened, base=self.opened.base)
            if done is not None:
                done(opened)

        def ended(_error: DataPactError) -> bool:
            return True  # nobody asked for this reading; what somebody does next reports it

        self.context.worker.read(self, read, take, key="follow", failed=ended)

    @property
    def ready(self) -> bool:
        """Whether a draft is open yet."""
        return self._document is not None

    @property
    def opened(self) -> Opened:
        """The opened draft."""
        assert self._opened is not None
        return self._opened

    @property
    def ground(self) -> Sequence[Clause] | None:
        """The clauses that both sides have already, whose numbers stay; None where no draft was opened."""
        return self._opened.ground if self._opened is not None else None

    @property
    def document(self) -> AgreementDocument:
        """The present document."""
        assert self._document is not None
        return self._document

    @property
    def history(self) -> str:
        """The agreement's history id, also before its first draft is saved."""
        return self.document.agreement

    @property
    def unsaved(self) -> bool:
        """Whether there are edits in no draft entry yet."""
        return self._dirty

    # ---- changing it ----

    def do(self, command: Command, words: str = "", *, merge: str = "") -> bool:
        """Apply a command; False when it was refused or changed nothing.

        Commands with the same ``merge`` key in quick succession are undone together.
        """
        before = self.document
        try:
            after = apply(before, command, self.ground)
        except DataPactError as error:
            self.refusal = error
            self.refused.emit(error)
            return False
        self.refusal = None
        if after is before or (not isinstance(command, Reword) and after == before):
            return False
        key, moment = self._typed
        now = time.monotonic()
        together = bool(merge) and merge == key and now - moment < _MERGE_WITHIN_SECONDS
        self._typed = (merge, now)
        self.stack.push(_Step(self, before, after, command, words, merge if together else ""))
        return True

    def undo(self) -> None:
        """Undo the last step."""
        self._typed = ("", 0.0)
        self.stack.undo()

    def redo(self) -> None:
        """Redo the last undone step."""
        self._typed = ("", 0.0)
        self.stack.redo()

    def show(self, document: AgreementDocument, command: Command) -> None:
        """Set the document; for the steps of the undo stack."""
        self._document = document
        self._note(command)
        self.changed.emit(command)

    # ---- keeping it ----

    def _note(self, command: Command) -> None:
        last = self._pending[-1] if self._pending else None
        if (
            isinstance(command, Reword)
            and isinstance(last, Reword)
            and (command.place, command.language) == (last.place, last.language)
        ):
            self._pending.pop()
        self._pending.append(command)
        self._dirty = True
        self.unsaved_changed.emit()
        if not self._soon.isActive():
            self._soon.start()

    def flush(self) -> None:
        """Write the commands since the last time into the journal; the very first time makes the first draft."""
        self._soon.stop()
        if not self.ready or not self._pending:
            return
        if not self._stored:
            self.save()
            return
        commands, self._pending = tuple(self._pending), []
        history, base = self.history, self._base

        def write(acting: Acting, _progress: Progress) -> None:
            journal_edits(acting, history, base.digest, commands)

        def keep(_error: DataPactError) -> bool:
            self._pending[:0] = commands
            return False

        self.context.worker.change(self, _("Keeping your changes"), write, failed=keep)

    def save(self, done: Callable[[], None] | None = None) -> None:
        """Save the document as a ``draft`` entry; ``done`` is called when it is in the vault."""
        self._soon.stop()
        document, base = self.document, self._base
        commands, self._pending = self._pending, []
        was_stored, self._stored = self._stored, True
        self._dirty = False

        def write(acting: Acting, _progress: Progress) -> AgreementDocument:
            saved, base.digest = save_draft(acting, document, begun=base.digest)
            return saved

        def written(saved: AgreementDocument) -> None:
            if not self.document.number:
                self._document = replace(self.document, number=saved.number)
            self.saved.emit()
            self.unsaved_changed.emit()
            if done is not None:
                done()

        def failed(_error: DataPactError) -> bool:
            self._pending[:0] = commands
            self._stored, self._dirty = was_stored, True
            self.unsaved_changed.emit()
            return False

        what = frozenset({document.agreement, "list"})
        self.context.worker.change(self, _("Saving the draft"), write, written, touches=what, failed=failed)

    def leave(self, *, begun: bool = False, given: bool = False) -> None:
        """Save unsaved edits, because the view goes away; finishes even when this object no longer exists.

        Of a draft that was ``begun`` here nothing is kept where nothing was entered: the template was the wrong one. With
        ``given`` something was: a client, or a template of the house, which are recorded already.
        """
        self._soon.stop()
        new = self.ready and begun and not self._stored
        if not self.ready or not (self._dirty or (new and given)):
            if new:
                self.context.notify(_("Nothing was entered, so no draft was kept."))
            return
        document, base = self.document, self._base
        self._pending.clear()
        self._dirty = False

        def write(acting: Acting, _progress: Progress) -> None:
            save_draft(acting, document, begun=base.digest)

        self.context.worker.change(
            self.context, _("Saving the draft"), write, touches=frozenset({document.agreement, "list"})
        )

    def discard(self, done: Callable[[], None]) -> None:
        """Discard edits in no draft entry yet."""
        self._soon.stop()
        self._pending.clear()
        self._dirty = False
        history = self.history

        def write(acting: Acting, _progress: Progress) -> None:
            discard_edits(acting, history)

        def written(_nothing: None) -> None:
            done()

        self.context.worker.change(self, _("Throwing the changes away"), write, written)

    def propose(self, note: str, done: Callable[[], None]) -> None:
        """Save, and make the text the counter-proposal to the open offer. What is typed meanwhile is no part of it, and stays."""
        self._soon.stop()
        document, base, begun = self.document, self._base, self.opened.base
        commands, self._pending = self._pending, []
        self._dirty = False

        def write(acting: Acting, _progress: Progress) -> None:
            _saved, base.digest = save_draft(acting, document, note, begun=base.digest)
            commands.clear()  # they are in that draft, also where proposing it fails
            base.digest = propose_saved(acting, document.agreement, note, begun).digest

        def written(_nothing: None) -> None:
            self.unsaved_changed.emit()
            done()
            self.follow(frozenset({document.agreement}))  # the page may stay below the one that opens now

        def failed(_error: DataPactError) -> bool:
            self._pending[:0] = commands
            self._dirty = self._dirty or base.digest == before
            self.unsaved_changed.emit()
            return False

        before = base.digest
        what = frozenset({document.agreement, "list"})
        self.context.worker.change(self, _("Writing the counter-proposal"), write, written, touches=what, failed=failed)


class _Step(QUndoCommand):
    """A command on the undo stack, with the documents before and after it."""

    def __init__(
        self,
        session: DraftSession,
        before: AgreementDocument,
        after: AgreementDocument,
        command: Command,
        words: str,
        merge: str,
    ) -> None:
        super().__init__(words)
        self._session, self._before, self._after = session, before, after
        self._command: Command | None = command
        self._merge = merge

    def id(self) -> int:
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or not other._merge:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        command = self._command or inverse(self._after, self._before)
        self._command = None
        self._session.show(self._after, command)

    def undo(self) -> None:
        self._session.show(self._before, inverse(self._before, self._after))
