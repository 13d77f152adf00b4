"""The editor: the clause tree as text, with outline, terms and findings beside it, and its actions in one table.

Every change is a domain command of the session; the canvas shows the resulting document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from datapact.agreements.steps.drafting import Opened, open_draft
from datapact.base.texts import Language, _, current_language
from datapact.contract.changes.anchor import TERM, Anchor, Found
from datapact.contract.editing.commands import Reword
from datapact.contract.templates.interview import has_interview
from datapact.contract.text.clauses import Clause, RunTexts, places
from datapact.organisation.acting.exported import agreement_on_paper
from datapact_ui.editor.comments.comments_panel import CommentsPanel
from datapact_ui.editor.comments.in_text import anchor_of_cursor, passages_of, whole_places_of
from datapact_ui.editor.fields.term_panel import TermPanel
from datapact_ui.editor.page.countering import Countering
from datapact_ui.editor.page.editor_actions import SHOWN, editor_actions, editor_entries, follow_stack, tool_button
from datapact_ui.editor.page.findings_panel import FindingsPanel
from datapact_ui.editor.page.outline import Outline
from datapact_ui.editor.page.restored_bar import RestoredBar
from datapact_ui.editor.page.structure import Structure
from datapact_ui.editor.text.clause_canvas import ClauseCanvas
from datapact_ui.editor.text.draft_session import DraftSession
from datapact_ui.editor.writing.find_bar import FindBar
from datapact_ui.editor.writing.pasting import Pasting
from datapact_ui.editor.writing.spelling import Spelling
from datapact_ui.editor.writing.terms_dialog import TermsDialog
from datapact_ui.editor.writing.their_changes import TheirChangesPanel
from datapact_ui.editor.writing.track_bar import TrackBar
from datapact_ui.kit.context.view import View
from datapact_ui.kit.layout.flow_layout import FlowLayout
from datapact_ui.kit.layout.front_page import FrontStack, FrontTabs
from datapact_ui.kit.layout.side_room import SideRoom
from datapact_ui.kit.tables.finding_kinds import tab_words
from datapact_ui.kit.theme.measures import characters, space
from datapact_ui.kit.widgets.cards import PrimaryButton, Words
from datapact_ui.kit.widgets.greyed_entries import GroupMenu
from datapact_ui.kit.widgets.wheel_free import ComboBox

if TYPE_CHECKING:
    from datapact.checks.model.finding import Tally
    from datapact.organisation.acting.acting_member import Acting
    from datapact_ui.kit.context.app_context import AppContext


_REST_AFTER_MSECS = 250
_ROOM_FOR_SIDE = 120
"""Characters; in a narrower window (large text) terms and findings are shown when they are asked for."""


class EditorView(View):
    """The page on which the text of a draft, or of the counter-proposal to an offer, is written."""

    name = "editor"
    help_page = "editor"
    waits_out_of_sight = False

    def __init__(self, context: AppContext, history: str, parent: QWidget | None = None, *, base: str = "") -> None:
        super().__init__(context, parent)
        self._history, self._from = history, base
        self.session = DraftSession(context, self)
        self._wanted = ""
        """Place to go to once the text is there."""
        self._build()
        self._make_actions()
        self.session.changed.connect(self._on_changed)
        self.session.refused.connect(lambda error: context.notify(str(error)))
        self.session.unsaved_changed.connect(self._show_state)
        context.before_lock.connect(self._before_lock)
        self._read()

    # ---- building ----

    def _build(self) -> None:
        self.bar = RestoredBar(self)
        self.bar.discard_wanted.connect(self._discard)
        self.canvas = ClauseCanvas(self, editable=True)
        self.canvas.setObjectName("canvas")
        self.canvas.setAccessibleName(_("Text of the agreement"))
        self.canvas.chip_opened.connect(self._show_term)
        self.canvas.chip_entered.connect(self._enter_term)
        self.canvas.current_changed.connect(self._on_row)
        self.canvas.escaped.connect(self._to_outline)
        self.find_bar = FindBar(self.canvas, self.session, self)
        self.find_bar.said_aloud.connect(self.context.notify)
        self.find_bar.language_wanted.connect(lambda _language: self.show_both())
        self.find_bar.closed.connect(lambda: self.canvas.setFocus())
        self.outline = Outline(self)
        self.outline.chosen.connect(self.canvas.show_place)
        self.outline.entered.connect(lambda: self.canvas.setFocus())
        self.structure = Structure(self.context, self.session, self.canvas, self.outline, self._show_columns, self)
        self.pasting = Pasting(self.context, self.session, self.canvas, self)
        self.terms = TermPanel(self.session, self)
        self.terms.left.connect(lambda: self.canvas.setFocus())
        self.findings = FindingsPanel(self.context, self.session, self)
        self.findings.place_chosen.connect(self.go_to_place)
        self.findings.counted.connect(self._show_count)
        self.side = FrontTabs(self)
        self.side.setObjectName("editor-side")
        self.side.setDocumentMode(True)
        self.side.addTab(self.terms, _("Term"))
        self.side.addTab(self.findings, _("Findings"))
        self.comments = CommentsPanel(self.context, self._history, self._anchor, self)
        self.comments.place_wanted.connect(self._to_comment)
        self.comments.shown.connect(self._mark_comments)
        self.side.addTab(self.comments, _("Comments"))
        self.theirs = TheirChangesPanel(self)
        self.theirs.place_wanted.connect(self.canvas.show_place)
        self.side.addTab(self.theirs, _("Other side"))
        self.track_bar = TrackBar(self.context, self.session, self.canvas, self)
        self.track_bar.offer_read.connect(self.theirs.show_offer)
        self.countering = Countering(
            self.context, self._history, self.session, self.terms.commit, self.findings.checking, self
        )
        self.track_bar.offer_read.connect(self.countering.show_newer)
        self.countering.taken_in.connect(self._on_taken_in)
        self.spelling = Spelling(self.context, self.session, self.canvas, self)
        self.spelling.said.connect(self.context.notify)
        self.columns = ComboBox(self)
        self.columns.setObjectName("columns")
        self.columns.setAccessibleName(_("Languages shown"))
        self.columns.activated.connect(lambda _index: self._show_columns())
        self._state = Words("", "small", self, quiet=True)
        self._state.setObjectName("save-state")
        self._state.setWordWrap(False)
        self._states = (_("Saved"), _("Not saved as a draft yet"))
        self._spelling_state = Words("", "small", self, quiet=True)
        self._spelling_state.setObjectName("spelling-state")
        self._spelling_state.setWordWrap(False)
        self._spelling_state.hide()
        self.spelling.state_changed.connect(self._show_spelling)
        self._tools = FlowLayout(gap=1)
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.countering.newer)
        column.addWidget(self.track_bar)
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
        self.splitter.setSizes([characters(28), characters(92), characters(50)])
        self.room = SideRoom(self, self.outline, self.side, _ROOM_FOR_SIDE)
        work = QWidget(self)
        whole = QVBoxLayout(work)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space(3), space(1), space(3), space(1))
        head.addLayout(self._tools)
        whole.addLayout(head)
        whole.addWidget(self.splitter, 1)
        self._stack = FrontStack(self)
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
        carry_out: Mapping[str, Callable[[], None]] = {
            "save-draft": self.save,
            "print": self.print,
            "undo": self.session.undo,
            "redo": self.session.redo,
            "bold": lambda: self.structure.emphasise("bold"),
            "italic": lambda: self.structure.emphasise("italic"),
            "paste-words": lambda: self.canvas.selecting.paste(words_only=True),
            "find": self.find_bar.open,
            "replace": lambda: self.find_bar.open(replacing=True),
            "find-next": lambda: self.next_hit(1),
            "find-before": lambda: self.next_hit(-1),
            "insert-library": self.structure.open_library,
            "insert-clause": self.structure.insert_clause,
            "insert-paragraph": self.structure.insert_paragraph,
            "insert-item": self.structure.insert_item,
            "insert-reference": self.structure.insert_reference,
            "insert-table": self.structure.tables.insert,
            "insert-row": self.structure.tables.insert_row,
            "insert-column": self.structure.tables.insert_column,
            "remove-row": self.structure.tables.remove_row,
            "remove-column": self.structure.tables.remove_column,
            "move-up": lambda: self.structure.move_part(-1),
            "move-down": lambda: self.structure.move_part(1),
            "remove-part": self.structure.remove,
            "renumber": self.structure.renumber,
            "edit-term": self.edit_term,
            "other-language": self.canvas.switch_language,
            "both-languages": self.next_columns,
            "track-changes": self.track_bar.toggle,
            "change-next": lambda: self.track_bar.step(1),
            "change-before": lambda: self.track_bar.step(-1),
            "misspelt-next": self.spelling.next_word,
            "spelling": self.spelling.toggle,
            "german-dictionary": self.spelling.choose_dictionary,
            "show-theirs": self.show_theirs,
            "show-findings": self.show_findings,
            "defined-terms": self.show_terms,
            "show-comments": self.show_comments,
            "new-comment": self.new_comment,
            "edit-answers": self.edit_answers,
            "propose-counter": self.countering.propose,
        }
        self._actions = [
            self.action(name, words, carry_out[name], shortcut=keys, icon_name=picture)
            for name, words, keys, picture in editor_actions()
        ]
        self._entries = editor_entries(self._actions, self)
        named = {action.objectName(): action for action in self._actions}
        undo, redo, self._propose = named["undo"], named["redo"], named["propose-counter"]
        self._questions = named["edit-answers"]
        follow_stack(self.session.stack, undo, redo, named=True)
        for action in self._actions:
            if action.objectName() in SHOWN:
                self._tools.addWidget(tool_button(action, self))
        self._propose_button = PrimaryButton(self._propose.text(), "counter", self)
        self._propose_button.setObjectName("tool-propose-counter")
        self._propose_button.setToolTip(self._propose.toolTip())
        self._propose_button.clicked.connect(lambda _on=False: self._propose.trigger())
        self._tools.addWidget(self._propose_button)  # before the words whose length changes, so that it keeps its place
        self._tools.addWidget(self.columns)
        self._tools.addWidget(self._state)
        self._tools.addWidget(self._spelling_state)

    # ---- the view ----

    def edits(self) -> str:
        return self.session.history if self.session.ready else ""

    def title(self) -> str:
        if not self.session.ready:
            return _("Text")
        titles = self.session.document.title
        name = titles.get(current_language()) or next(iter(titles.values()))
        return _("Text of {title}", title=name)

    def actions(self) -> list[QAction]:
        if not self.session.ready:
            return []
        hidden = [] if self.session.opened.answers else [self._propose]
        if not has_interview(self.session.document):  # the text of a paper contract, or of an amendment to one
            hidden.append(self._questions)
        return [action for action in self._actions if action not in hidden]

    def menu_entries(self) -> list[QAction]:
        shown = self.actions()
        listed = self._entries if shown else []
        entries = [entry.menuAction() if isinstance(entry, GroupMenu) else entry for entry in listed]
        return [entry for entry in entries if entry.menu() or entry in shown]

    def take_focus(self) -> None:
        if self.session.ready:
            self.canvas.setFocus()

    def refresh(self, what: frozenset[str]) -> None:
        self.session.follow(what, self._show_offer)
        if self._history in what:
            self.comments.load()
            self.track_bar.load(self._history)

    def _on_taken_in(self) -> None:
        self.track_bar.load(self._history)
        self.canvas.setFocus()

    def leave(self) -> None:
        self.terms.commit()
        self.session.leave()

    def _before_lock(self) -> None:
        self.terms.commit()
        self.session.flush()

    # ---- opening ----

    def _read(self) -> None:
        history, base = self._history, self._from
        self.context.worker.read(self, lambda acting: open_draft(acting, history, base), self._open, key="open")

    def narrow(self, options: Mapping[str, str]) -> None:
        """Options: base, the proposal to begin with; place, that of a finding to go to."""
        self._wanted = options.get("place", "")
        if self._stack.currentIndex():
            self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        place, self._wanted = self._wanted, ""
        if place:
            self.go_to_place(place)

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
        wanted = self.context.recall("editor.columns", 0)
        if isinstance(wanted, int) and 0 <= wanted < self.columns.count():
            self.columns.setCurrentIndex(wanted)
        self.columns.setVisible(len(languages) > 1)
        self._show_offer(opened)
        self._stack.setCurrentIndex(1)
        self._show_columns()
        self._show_outline()
        self._show_state()
        self.findings.check_now()
        self.comments.load()
        self.track_bar.load(opened.history, countering=opened.answers)
        self.actions_changed.emit()
        self.title_changed.emit()
        if self.session.document.clauses:
            self.canvas.show_place(self.session.document.clauses[0].id)
        self.take_focus()
        self._go_to_wanted()

    def _show_offer(self, opened: Opened) -> None:
        self._propose_button.setVisible(opened.answers)
        self.actions_changed.emit()

    def _discard(self) -> None:
        def again() -> None:
            self.bar.hide()
            self._read()

        self.session.discard(again)

    def _to_outline(self) -> None:
        self.room.want(False)
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
        changed = replace(row, texts=texts)
        self.canvas.reword(command.place, command.language, changed)

    def _show_columns(self) -> None:
        if not self.session.ready:
            return
        wanted = self.columns.currentData()
        languages = cast(
            "list[Language]", wanted if isinstance(wanted, list) else list(self.session.document.languages)
        )
        self.canvas.show_document(self.session.document, languages)
        self.context.remember("editor.columns", self.columns.currentIndex())

    def next_columns(self) -> None:
        """Show one language, the other one, or both."""
        if self.columns.count() > 1:
            self.columns.setCurrentIndex((self.columns.currentIndex() + 1) % self.columns.count())
            self._show_columns()

    def show_both(self) -> None:
        """Show both languages."""
        self.columns.setCurrentIndex(0)
        self._show_columns()

    def next_hit(self, by: int) -> None:
        """Go to the next or previous hit; without a search, begin one."""
        if self.find_bar.isVisible():
            self.find_bar.step(by)
        else:
            self.find_bar.open()

    def _show_outline(self) -> None:
        if not self.session.ready:
            return
        languages = self.session.document.languages
        language = current_language() if current_language() in languages else languages[0]
        self.outline.show_document(self.session.document, language)
        self.comments.show_document(self.session.document)
        self._on_current(self.canvas.current)

    def _on_current(self, place: str) -> None:
        row = self.canvas.row_of(place)
        if row is not None:
            self.outline.choose(row.clause)

    def _show_state(self) -> None:
        self._state.ensurePolished()
        longest = max(map(self._state.fontMetrics().horizontalAdvance, self._states))
        self._state.setMinimumWidth(longest + space(1))  # else the text would jump down with the first letter
        self._state.setText(self._states[self.session.unsaved])

    def _show_spelling(self, words: str) -> None:
        self._spelling_state.setText(words)
        self._spelling_state.setVisible(bool(words))

    def _show_count(self, found: Tally) -> None:
        self.side.setTabText(1, tab_words(found))

    # ---- beside the text ----

    def _bring(self, widget: QWidget) -> None:
        """Show the term or the findings, until work continues in the text or the outline."""
        self.room.want(True)
        self.side.setCurrentWidget(widget)

    def _on_row(self, place: str) -> None:
        """React to the cursor in another paragraph, moved by a person or by a choice beside the text."""
        focus = QApplication.focusWidget()
        if self.room.wanted and focus is not None and (focus is self.canvas or self.canvas.isAncestorOf(focus)):
            self.room.want(False)
        self._on_current(place)

    def _show_term(self, path: str) -> None:
        self._bring(self.terms)
        self.terms.show_term(path)

    def _enter_term(self, path: str) -> None:
        self._bring(self.terms)
        self.terms.show_term(path, focus=True)

    def edit_term(self) -> None:
        """Edit the term of the chip at the cursor, or at the words that were found, from the search itself."""
        focus = QApplication.focusWidget()
        if focus is not None and self.find_bar.isAncestorOf(focus):
            self.find_bar.put_away()
        path = self.canvas.editor.chip_term() if self.canvas.editor is not None else ""
        if path:
            self._enter_term(path)
        else:
            self.context.notify(_("There is no term at the cursor. Coloured words show terms."))

    def show_terms(self) -> None:
        """List the defined terms of the text, with what is wrong with them."""
        dialog = TermsDialog(self.context, self.session.document, self.canvas.language, self.window())
        dialog.place_wanted.connect(lambda place: self.go_to_place(f"clauses.{place}"))
        dialog.open()

    def show_findings(self) -> None:
        """Go to the findings."""
        self._bring(self.findings)
        self.findings.list.setFocus()

    def show_theirs(self) -> None:
        """Go to what the other side changed last."""
        self._bring(self.theirs)
        self.theirs.tabs.setFocus()

    # ---- comments ----

    def show_comments(self) -> None:
        """Go to the comments."""
        self._bring(self.comments)
        self.comments.list.setFocus()

    def new_comment(self) -> None:
        """Comment on the words that are selected, or on the paragraph with the cursor."""
        self._bring(self.comments)
        self.comments.begin()

    def _anchor(self) -> Anchor:
        return anchor_of_cursor(self.canvas, self.session.document)

    def _to_comment(self, here: Found) -> None:
        """Show where a comment stands; the panel stays in front."""
        if here.place.startswith(TERM):
            self.go_to_place(here.place.removeprefix(TERM))
            return
        thread = self.comments.chosen()
        language = thread.anchor.language if thread is not None else None
        if here.end and language is not None:
            self.canvas.mark_found(here.place, language, here.start, here.end - here.start)
        else:
            self.canvas.show_place(here.place)

    def _mark_comments(self) -> None:
        """Mark passages with open comments in the text, and count them on the tab."""
        self.canvas.show_comments(passages_of(self.comments.threads), whole_places_of(self.comments.threads))
        count = self.comments.open_count
        title = _("Comments ({n})", n=count) if count else _("Comments")
        self.side.setTabText(self.side.indexOf(self.comments), title)

    def go_to_place(self, place: str) -> None:
        """Show the place of a finding: the text that shows the term, and the term itself."""
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
        self._bring(self.terms)
        self.terms.show_term(place, focus=True)

    # ---- doing ----

    def save(self) -> None:
        """Save the text as a draft."""
        self.terms.commit()
        self.session.save(lambda: self.context.notify(_("The draft is saved.")))

    def print(self) -> None:
        """Show the text as it is on the screen, in the layout of the PDF, to be printed or saved."""
        from datapact_ui.kit.text.print_preview import preview_in_background  # much to load, and seldom wanted

        self.terms.commit()
        document = self.session.document

        def draw(acting: Acting) -> bytes:
            from datapact.signing.ceremony.export import text_pdf

            return text_pdf(acting, document)

        name = document.number or self.title()
        preview_in_background(self.context, self, name, agreement_on_paper(name), draw)

    def edit_answers(self) -> None:
        """Continue with the interview."""
        self.terms.commit()
        self.session.save(lambda: self.context.open_interview(self._history, None))


def _texts_at(clauses: tuple[Clause, ...], place: str) -> RunTexts | None:
    return next((texts for identifier, texts in places(clauses) if identifier == place), None)
