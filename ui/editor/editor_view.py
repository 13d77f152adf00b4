"""The editor: the clause tree as text, with outline, terms and findings beside it.

Every change is a domain command of the session; the canvas shows what the commands made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.clause_edits import matching_cuts, tidy_runs
from datapact.agreements.clause_library import LibraryClause, empty_clause, free_id, with_fresh_ids
from datapact.agreements.clause_numbers import numbers
from datapact.agreements.clauses import Clause, Run, RunTexts, places, plain_text
from datapact.agreements.commands import (
    InsertClause,
    InsertItem,
    InsertParagraph,
    JoinPart,
    MovePart,
    RemovePart,
    Reword,
    SplitPart,
)
from datapact.agreements.drafting import Opened, open_draft
from datapact.agreements.state import write_clause
from datapact.texts import Language, _, current_language
from datapact_ui.editor.clause_canvas import ClauseCanvas
from datapact_ui.editor.draft_session import DraftSession
from datapact_ui.editor.find_bar import FindBar
from datapact_ui.editor.findings_panel import FindingsPanel
from datapact_ui.editor.library_dialog import LibraryDialog
from datapact_ui.editor.outline import Outline
from datapact_ui.editor.restored_bar import RestoredBar
from datapact_ui.editor.term_panel import TermPanel
from datapact_ui.editor.text_rows import TextRow
from datapact_ui.looks.cards import Words
from datapact_ui.looks.measures import characters, icon_size, space
from datapact_ui.view import View

if TYPE_CHECKING:
    from datapact_ui.desk import Desk

_REST_AFTER_MSECS = 250


class EditorView(View):
    """Write the text of a draft, or of the counter-proposal to an offer."""

    name = "editor"
    help_page = "editor"

    def __init__(self, desk: Desk, history: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._history = history
        self.session = DraftSession(desk, self)
        self._build()
        self._make_actions()
        self.session.changed.connect(self._on_changed)
        self.session.refused.connect(lambda error: desk.notify(str(error)))
        self.session.unsaved_changed.connect(self._show_state)
        desk.before_lock.connect(self._before_lock)
        self._read()

    # ---- building ----

    def _build(self) -> None:
        self.bar = RestoredBar(self)
        self.bar.discard_wanted.connect(self._discard)
        self.canvas = ClauseCanvas(self, editable=True)
        self.canvas.setObjectName("canvas")
        self.canvas.setAccessibleName(_("Text of the agreement"))
        self.canvas.reworded.connect(self._reword)
        self.canvas.split_wanted.connect(self._split)
        self.canvas.join_wanted.connect(self._join)
        self.canvas.chip_opened.connect(self._show_term)
        self.canvas.current_changed.connect(self._on_current)
        self.canvas.escaped.connect(self._to_outline)
        self.find_bar = FindBar(self.canvas, self)
        self.find_bar.closed.connect(lambda: self.canvas.setFocus())
        self.outline = Outline(self)
        self.outline.chosen.connect(self.canvas.show_place)
        self.outline.entered.connect(lambda: self.canvas.setFocus())
        self.outline.moved.connect(lambda clause, to: self.session.do(MovePart(clause, to), _("Move clause")))
        self.terms = TermPanel(self.session, self)
        self.findings = FindingsPanel(self.desk, self.session, self)
        self.findings.place_chosen.connect(self.go_to_place)
        self.findings.counted.connect(self._show_count)
        self.side = QTabWidget(self)
        self.side.setObjectName("editor-side")
        self.side.setDocumentMode(True)
        self.side.addTab(self.terms, _("Term"))
        self.side.addTab(self.findings, _("Findings"))
        self.columns = QComboBox(self)
        self.columns.setObjectName("columns")
        self.columns.setAccessibleName(_("Languages shown"))
        self.columns.activated.connect(lambda _index: self._show_columns())
        self._state = Words("", "small", self, quiet=True)
        self._state.setObjectName("save-state")
        self._state.setWordWrap(False)
        self._tools = QHBoxLayout()
        self._tools.setContentsMargins(space(3), space(1), space(3), space(1))
        self._tools.setSpacing(space(1))
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.canvas, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        for widget, share in ((self.outline, 0), (middle, 6), (self.side, 2)):
            self.splitter.addWidget(widget)
            self.splitter.setStretchFactor(self.splitter.indexOf(widget), share)
        self.outline.setMinimumWidth(characters(18))
        middle.setMinimumWidth(characters(40))
        self.side.setMinimumWidth(characters(28))
        self.splitter.setSizes([characters(28), characters(100), characters(42)])
        work = QWidget(self)
        whole = QVBoxLayout(work)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._tools)
        whole.addWidget(self.splitter, 1)
        self._stack = QStackedWidget(self)
        waiting = Words(_("Opening the draft …"), parent=self, quiet=True)
        waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(waiting)
        self._stack.addWidget(work)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.bar)
        outer.addWidget(self._stack, 1)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_AFTER_MSECS)
        self._rest.timeout.connect(self._show_outline)

    def _make_actions(self) -> None:
        made = self.action
        self._undo = made("undo", _("Undo"), self.session.undo, shortcut="Ctrl+Z", icon_name="undo")
        self._redo = made("redo", _("Redo"), self.session.redo, shortcut="Ctrl+Shift+Z", icon_name="redo")
        self.session.stack.canUndoChanged.connect(self._undo.setEnabled)
        self.session.stack.canRedoChanged.connect(self._redo.setEnabled)
        self.session.stack.undoTextChanged.connect(
            lambda words: self._undo.setText(_("Undo: {what}", what=words) if words else _("Undo"))
        )
        self._undo.setEnabled(False)
        self._redo.setEnabled(False)
        self._propose = made(
            "propose-counter",
            _("Send as counter-proposal …"),
            self.propose,
            shortcut="Ctrl+Shift+Return",
            icon_name="counter",
        )
        save = made("save-draft", _("Save draft"), self.save, shortcut="Ctrl+S", icon_name="save")
        find = made("find", _("Find in the text"), self.find_bar.open, shortcut="Ctrl+F", icon_name="search")
        library = made(
            "insert-library",
            _("Insert clause from library …"),
            self.open_library,
            shortcut="Ctrl+Shift+L",
            icon_name="library",
        )
        clause = made(
            "insert-clause", _("Insert own clause"), self.insert_clause, shortcut="Ctrl+Shift+N", icon_name="clause"
        )
        paragraph = made(
            "insert-paragraph", _("Insert paragraph"), self.insert_paragraph, shortcut="Ctrl+Return", icon_name="add"
        )
        item = made("insert-item", _("Insert point"), self.insert_item, shortcut="Ctrl+Shift+I", icon_name="menu")
        reference = made(
            "insert-reference",
            _("Insert cross-reference …"),
            self.insert_reference,
            shortcut="Ctrl+R",
            icon_name="link",
        )
        up = made("move-up", _("Move up"), lambda: self.move_part(-1), shortcut="Alt+Shift+Up", icon_name="move-up")
        down = made(
            "move-down", _("Move down"), lambda: self.move_part(1), shortcut="Alt+Shift+Down", icon_name="move-down"
        )
        remove = made(
            "remove-part",
            _("Delete clause, paragraph or point"),
            self.remove,
            shortcut="Ctrl+Shift+Backspace",
            icon_name="delete",
        )
        term = made("edit-term", _("Edit the term at the cursor"), self.edit_term, shortcut="F2", icon_name="terms")
        other = made(
            "other-language", _("Other language"), self.canvas.switch_language, shortcut="F6", icon_name="language"
        )
        both = made(
            "both-languages",
            _("One or both languages"),
            self.next_columns,
            shortcut="Ctrl+Shift+B",
            icon_name="columns",
        )
        findings = made("show-findings", _("Show findings"), self.show_findings, shortcut="F8", icon_name="findings")
        questions = made("edit-answers", _("Answer questions"), self.edit_answers, icon_name="help")
        self._actions = [
            save, self._propose, self._undo, self._redo, find, library, clause, paragraph, item, reference,
            up, down, remove, term, other, both, findings, questions,
        ]  # fmt: skip
        shown = (save, self._undo, self._redo, find, library, clause, paragraph, item, reference, up, down, remove)
        for action in (*shown, self._propose):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setObjectName(f"tool-{action.objectName()}")
            button.setAccessibleName(action.text())
            button.setToolTip(
                f"{action.text()} ({action.shortcut().toString(action.shortcut().SequenceFormat.NativeText)})"
            )
            button.setIconSize(icon_size())
            button.setAutoRaise(True)
            if action in (save, self._propose):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._tools.addWidget(button)
            if action is self._propose:
                self._propose_button = button
        self._tools.addStretch()
        self._tools.addWidget(self._state)
        self._tools.addWidget(self.columns)

    # ---- the view ----

    def title(self) -> str:
        if not self.session.ready:
            return _("Text")
        titles = self.session.document.title
        name = titles.get(current_language()) or next(iter(titles.values()))
        return _("Text of {title}", title=name)

    def actions(self) -> list[QAction]:
        if not self.session.ready:
            return []
        return [action for action in self._actions if action is not self._propose or self.session.opened.answers]

    def take_focus(self) -> None:
        if self.session.ready:
            self.canvas.setFocus()

    def leave(self) -> None:
        self.terms.commit()
        self.session.leave()

    def _before_lock(self) -> None:
        self.terms.commit()
        self.session.flush()

    # ---- opening ----

    def _read(self) -> None:
        history = self._history
        self.desk.worker.read(self, lambda acting: open_draft(acting, history), self._open, key="open")

    def _open(self, opened: Opened) -> None:
        self.session.open(opened)
        self.bar.show_opened(opened)
        languages = opened.document.languages
        spoken = {"de": _("German"), "en": _("English")}
        self.columns.clear()
        if len(languages) > 1:
            self.columns.addItem(_("Both languages"), list(languages))
        for language in languages:
            self.columns.addItem(spoken[language], [language])
        wanted = self.desk.recall("editor.columns", 0)
        if isinstance(wanted, int) and 0 <= wanted < self.columns.count():
            self.columns.setCurrentIndex(wanted)
        self.columns.setVisible(len(languages) > 1)
        self._propose_button.setVisible(opened.answers)
        self._stack.setCurrentIndex(1)
        self._show_columns()
        self._show_outline()
        self._show_state()
        self.findings.check_now()
        self.actions_changed.emit()
        self.title_changed.emit()
        if self.session.document.clauses:
            self.canvas.show_place(self.session.document.clauses[0].id)
        self.take_focus()

    def _discard(self) -> None:
        def again() -> None:
            self.bar.hide()
            self._read()

        self.session.discard(again)

    def _to_outline(self) -> None:
        self.outline.setFocus()

    # ---- showing what changed ----

    def _on_changed(self, command: object) -> None:
        if isinstance(command, Reword):
            self._show_one(command)
            self._rest.start()
            return
        self._show_columns()
        self._rest.start()

    def _show_one(self, command: Reword) -> None:
        row = self.canvas.row_of(command.place)
        texts = _texts_at(self.session.document.clauses, command.place)
        if row is None or texts is None:
            self._show_columns()
            return
        changed = TextRow(row.place, row.kind, row.mark, texts, row.clause, row.parent, row.index)
        self.canvas.reword(command.place, command.language, changed)

    def _show_columns(self) -> None:
        if not self.session.ready:
            return
        wanted = self.columns.currentData()
        languages = cast(
            "list[Language]", wanted if isinstance(wanted, list) else list(self.session.document.languages)
        )
        self.canvas.show_document(self.session.document, languages)
        self.desk.remember("editor.columns", self.columns.currentIndex())

    def next_columns(self) -> None:
        """Show one language, the other one, or both."""
        if self.columns.count() > 1:
            self.columns.setCurrentIndex((self.columns.currentIndex() + 1) % self.columns.count())
            self._show_columns()

    def _show_outline(self) -> None:
        if not self.session.ready:
            return
        languages = self.session.document.languages
        language = current_language() if current_language() in languages else languages[0]
        self.outline.show_document(self.session.document, language)
        self._on_current(self.canvas.current)

    def _on_current(self, place: str) -> None:
        row = self.canvas.row_of(place)
        if row is not None:
            self.outline.choose(row.clause)

    def _show_state(self) -> None:
        self._state.setText(_("Not saved as a draft yet") if self.session.unsaved else _("Saved"))

    def _show_count(self, errors: int, warnings: int) -> None:
        self.side.setTabText(1, _("Findings ({n})", n=str(errors + warnings)) if errors + warnings else _("Findings"))

    # ---- words ----

    def _reword(self, place: str, language: str, runs: object) -> None:
        command = Reword(place, cast(Language, language), cast("tuple[Run, ...]", runs))
        if not self.session.do(command, _("Typing"), merge=f"{place} {language}") and self.session.refusal is not None:
            self._show_columns()

    def _split(self, place: str, language: str, at: int) -> None:
        row = self.canvas.row_of(place)
        if row is None:
            return
        if row.kind == "heading":
            self.canvas.step(1)
            return
        cuts = matching_cuts(row.texts, cast(Language, language), at)
        fresh = free_id(place, self._taken())
        if self.session.do(SplitPart(place, fresh, cuts), _("Split")):
            self.canvas.show_place(fresh)

    def _join(self, place: str) -> None:
        row = self.canvas.row_of(place)
        if row is None or row.kind == "heading" or row.index == 0:
            return
        before = [
            other for other in self.canvas.texts().values() if other.parent == row.parent and other.kind == row.kind
        ]
        target = before[row.index - 1]
        position = len(plain_text(target.texts.get(self.canvas.language, ())))
        if self.session.do(JoinPart(place), _("Join")):
            self.canvas.show_place(target.place, position=position)

    # ---- parts ----

    def _taken(self) -> set[str]:
        return {identifier for identifier, _texts in places(self.session.document.clauses)}

    def _current_row(self) -> TextRow | None:
        return self.canvas.row_of(self.canvas.current)

    def insert_clause(self) -> None:
        """An empty clause behind the one in hand."""
        self._put_clause(empty_clause(self.session.document))

    def open_library(self) -> None:
        """Choose a clause from the library."""
        dialog = LibraryDialog(self.session.document, self.canvas.language, self)
        dialog.chosen.connect(self._insert_from_library)
        dialog.open()

    def _insert_from_library(self, entry: LibraryClause) -> None:
        self._put_clause(with_fresh_ids(entry.clause, self.session.document))

    def _put_clause(self, clause: Clause) -> None:
        row = self._current_row()
        clauses = [entry.id for entry in self.session.document.clauses]
        at = clauses.index(row.clause) + 1 if row is not None else len(clauses)
        if self.session.do(InsertClause(write_clause(clause), at), _("Insert clause")):
            self.canvas.show_place(clause.id)
            self.canvas.setFocus()

    def insert_paragraph(self) -> None:
        """An empty paragraph behind the one in hand."""
        row = self._current_row()
        if row is None:
            return
        paragraph = row if row.kind == "paragraph" else self.canvas.row_of(row.parent) if row.kind == "item" else None
        at = paragraph.index + 1 if paragraph is not None else 0
        fresh = free_id(f"{row.clause}-p1", self._taken())
        if self.session.do(InsertParagraph(row.clause, fresh, at), _("Insert paragraph")):
            self.canvas.show_place(fresh)
            self.canvas.setFocus()

    def insert_item(self) -> None:
        """An empty point behind the one in hand, or the first of the paragraph."""
        row = self._current_row()
        if row is None or row.kind == "heading":
            return
        paragraph, at = (row.parent, row.index + 1) if row.kind == "item" else (row.place, 0)
        fresh = free_id(f"{paragraph}-i1", self._taken())
        if self.session.do(InsertItem(paragraph, fresh, at), _("Insert point")):
            self.canvas.show_place(fresh)
            self.canvas.setFocus()

    def insert_reference(self) -> None:
        """A cross-reference at the cursor: it names its target and keeps its number right."""
        editor, row = self.canvas.editor, self._current_row()
        if editor is None or row is None:
            return
        language = self.canvas.language
        table = numbers(self.session.document.clauses, language)
        texts = dict(places(self.session.document.clauses))
        choices = {
            f"{number}  {plain_text(texts[place][language])[:70]}": place
            for place, number in table.items()
            if place != row.place
        }
        words = self.desk.dialogs.ask_choice(_("Insert cross-reference"), _("Refer to"), list(choices))
        if words is None:
            return
        place = choices[words]
        position = editor.textCursor().position()
        runs = _with_reference(editor.runs(), position, Run(table[place], ref=place))
        if self.session.do(Reword(row.place, language, runs), _("Insert cross-reference")):
            self.canvas.show_place(row.place, language, position + len(table[place]))

    def move_part(self, by: int) -> None:
        """Move the clause, paragraph or point in hand one place up or down; a paragraph goes on into the next clause."""
        row = self._current_row()
        if row is None:
            return
        if self.outline.hasFocus() or row.kind == "heading":
            index = [clause.id for clause in self.session.document.clauses].index(row.clause)
            if 0 <= index + by < len(self.session.document.clauses):
                self.session.do(MovePart(row.clause, index + by), _("Move clause"))
                self.outline.choose(row.clause)
                self.canvas.show_place(row.place)
            return
        siblings = [
            other for other in self.canvas.texts().values() if other.parent == row.parent and other.kind == row.kind
        ]
        command = MovePart(row.place, row.index + by)
        if not 0 <= row.index + by < len(siblings):
            clauses = self.session.document.clauses
            index = [clause.id for clause in clauses].index(row.clause) + by
            if row.kind == "item" or not 0 <= index < len(clauses):
                return
            command = MovePart(row.place, 0 if by > 0 else len(clauses[index].paragraphs), clauses[index].id)
        if self.session.do(command, _("Move")):
            self.canvas.show_place(row.place)

    def remove(self) -> None:
        """Delete the clause (from its heading or the outline), paragraph or point in hand."""
        row = self._current_row()
        if row is None:
            return
        place = row.clause if self.outline.hasFocus() else row.place
        if self.session.do(RemovePart(place), _("Delete")):
            self.desk.notify(_("Deleted. Undo brings it back."))

    # ---- beside the text ----

    def _show_term(self, path: str) -> None:
        self.side.setCurrentWidget(self.terms)
        self.terms.show_term(path)

    def edit_term(self) -> None:
        """Edit the term of the chip at the cursor."""
        path = self.canvas.editor.chip_term() if self.canvas.editor is not None else ""
        if path:
            self.side.setCurrentWidget(self.terms)
            self.terms.show_term(path, focus=True)
        else:
            self.desk.notify(_("There is no term at the cursor. Coloured words show terms."))

    def show_findings(self) -> None:
        """Go to the findings."""
        self.side.setCurrentWidget(self.findings)
        self.findings.list.setFocus()

    def go_to_place(self, place: str) -> None:
        """Show what a finding is about: the text that shows the term, and the term itself."""
        if place.startswith("clauses."):
            self.canvas.show_place(place.removeprefix("clauses."))
            self.canvas.setFocus()
            return
        for identifier, texts in places(self.session.document.clauses):
            if any(
                run.term is not None and (run.term == place or run.term.startswith(f"{place}."))
                for runs in texts.values()
                for run in runs
            ):
                self.canvas.show_place(identifier)
                break
        self.side.setCurrentWidget(self.terms)
        self.terms.show_term(place, focus=True)

    # ---- doing ----

    def save(self) -> None:
        """Save the text as a draft."""
        self.terms.commit()
        self.session.save(lambda: self.desk.notify(_("The draft is saved.")))

    def edit_answers(self) -> None:
        """Go on with the interview."""
        self.terms.commit()
        self.session.save(lambda: self.desk.open_interview(self._history, None))

    def propose(self) -> None:
        """Make the text the counter-proposal to the open offer."""
        self.terms.commit()
        note = self.desk.dialogs.ask_text(_("Send as counter-proposal"), _("Note to the partners (may stay empty)"))
        if note is None:
            return

        def done() -> None:
            self.desk.notify(_("The counter-proposal is written. Send it to your partners now."))
            self.desk.open_agreement(self._history)

        self.session.propose(note, done)


def _texts_at(clauses: tuple[Clause, ...], place: str) -> RunTexts | None:
    return next((texts for identifier, texts in places(clauses) if identifier == place), None)


def _with_reference(runs: tuple[Run, ...], position: int, reference: Run) -> tuple[Run, ...]:
    result: list[Run] = []
    at, placed = 0, False
    for run in runs:
        end = at + len(run.text)
        if not placed and at <= position <= end:
            if run.term is None and run.ref is None:
                result += [Run(run.text[: position - at]), reference, Run(run.text[position - at :])]
            else:
                result += [run, reference] if position > at else [reference, run]
            placed = True
        else:
            result.append(run)
        at = end
    if not placed:
        result.append(reference)
    return tidy_runs(result)
