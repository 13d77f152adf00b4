"""The editor: words, chips, structure, search, undo, journal and counter-proposal, through keys and actions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.agreements.projection.append import load_state
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.agreements.steps.negotiation import new_agreement, offer_draft
from datapact.contract.editing.commands import SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.templates.template import example_answers
from datapact.contract.text.clauses import Clause, places, plain_text
from datapact.contract.text.document import read_state, write_state
from datapact.contract.text.numbering import numbers
from datapact.exchange.receive.receive import receive_bundle
from datapact_ui.editor.page.confirm_words_dialog import ConfirmWordsDialog
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.editor.page.library_dialog import LibraryDialog
from datapact_ui.editor.writing.renumber_dialog import RenumberDialog
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.text.marked_words import MarkedWords
from tests.sample_vaults import Sample
from tests.ui.conftest import AnsweredDialogs
from tests.ui.editor_open import editor_at, words
from tests.ui.exchanged import exchanged

PLACE = "subject-2"


@pytest.fixture
def history(context: AppContext) -> str:
    return new_agreement(context.worker.acting, "ai-pilot", example_answers("ai-pilot"))


def shown(qtbot: QtBot, context: AppContext, history: str) -> EditorView:
    view = EditorView(context, history)
    qtbot.addWidget(view)
    view.resize(1400, 900)
    view.show()
    assert context.worker.wait_until_idle()
    return view


@pytest.fixture
def view(qtbot: QtBot, context: AppContext, history: str) -> Iterator[EditorView]:
    made = shown(qtbot, context, history)
    yield made
    read_state(write_state(made.session.document))


def clause_after(view: EditorView, clause: str) -> Clause:
    clauses = view.session.document.clauses
    return clauses[[entry.id for entry in clauses].index(clause) + 1]


def do(view: EditorView, name: str) -> None:
    action = next(action for action in view.actions() if action.objectName() == name)
    assert isinstance(action, QAction)
    action.trigger()
    QApplication.processEvents()


def test_the_menu_keeps_every_action_in_few_entries(view: EditorView) -> None:
    entries = view.menu_entries()
    assert len(entries) <= 14
    listed = [one for entry in entries for one in (entry.menu().actions() if entry.menu() else [entry])]
    assert sorted(map(id, listed)) == sorted(map(id, view.actions()))


class TestWords:
    def test_typing_is_undone_in_one_step(self, view: EditorView) -> None:
        before = words(view, PLACE)
        editor = editor_at(view, PLACE)
        QTest.keyClicks(editor, "Vorab: ")
        assert words(view, PLACE) == f"Vorab: {before}"
        assert view.session.stack.count() == 1
        do(view, "undo")
        assert words(view, PLACE) == before
        assert editor.toPlainText() == before
        do(view, "redo")
        assert editor.toPlainText() == f"Vorab: {before}"

    def test_undo_keys_reach_the_session(self, view: EditorView, qtbot: QtBot) -> None:
        before = words(view, PLACE)
        editor = editor_at(view, PLACE)
        QTest.keyClicks(editor, "x")
        QTest.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert words(view, PLACE) in (before, f"x{before}")
        assert "z" not in words(view, PLACE)[:2]

    def test_pasted_words_are_cleaned(self, view: EditorView) -> None:
        editor = editor_at(view, PLACE)
        data = QMimeData()
        data.setText("a\u202eb\tc\x07\u200b ")
        data.setHtml("<b>a\u202eb</b>&#9;c\x07<img src='http://localhost/x'>")
        editor.insertFromMimeData(data)
        assert words(view, PLACE).startswith("ab c ")

    def test_the_other_language_is_beside(self, view: EditorView) -> None:
        editor = editor_at(view, PLACE)
        do(view, "other-language")
        assert view.canvas.language == "en"
        QTest.keyClicks(editor, "First: ")
        assert words(view, PLACE, "en").startswith("First: ")
        assert not words(view, PLACE, "de").startswith("First: ")
        do(view, "both-languages")
        assert view.canvas.languages == ("de",)

    def test_enter_splits_and_backspace_joins(self, view: EditorView) -> None:
        before = {language: words(view, "datasets-minimisation", language) for language in ("de", "en")}
        at = before["de"].index(" Bemerkt")
        editor = editor_at(view, "datasets-minimisation", position=at)
        QTest.keyClick(editor, Qt.Key.Key_Return)
        fresh = view.canvas.current
        assert fresh != "datasets-minimisation"
        assert words(view, fresh).startswith("Bemerkt eine Partei")
        assert words(view, fresh, "en").startswith("Where a party notices")
        editor.go_to(0)
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
        assert view.canvas.current == "datasets-minimisation"
        assert editor.textCursor().position() == at
        assert {language: words(view, "datasets-minimisation", language) for language in ("de", "en")} == before

    def test_arrows_leave_a_paragraph(self, view: EditorView) -> None:
        editor = editor_at(view, PLACE, position=0)
        QTest.keyClick(editor, Qt.Key.Key_Up)
        assert view.canvas.current == "subject-1"
        editor.go_to(100_000)
        QTest.keyClick(editor, Qt.Key.Key_Down)
        assert view.canvas.current == PLACE


class TestWording:
    def chosen(self, view: EditorView, qtbot: QtBot, rule: str) -> None:
        """Choose the finding of this rule once the check has found it."""
        panel = view.findings
        number = -1

        def found() -> bool:
            nonlocal number
            rows = [panel.list.item(n).toolTip() for n in range(panel.list.count())]
            number = next((n for n, tip in enumerate(rows) if f"Rule {rule} " in tip), -1)
            return number >= 0

        qtbot.waitUntil(found)
        panel.list.setCurrentRow(number)

    def test_one_key_brings_a_deleted_clause_back(self, view: EditorView, qtbot: QtBot) -> None:
        before = view.session.document
        editor_at(view, "retention")
        do(view, "remove-part")
        self.chosen(view, qtbot, "G11")
        assert not view.findings.wording.isHidden()
        assert view.findings.wording.confirm.isHidden()
        QTest.keyClick(view.findings.list, Qt.Key.Key_Insert)
        for one, other in zip(places(before.clauses), places(view.session.document.clauses), strict=True):
            assert str(one) == str(other), (one, other)
        do(view, "undo")
        assert "retention" not in {clause.id for clause in view.session.document.clauses}

    def test_own_words_show_the_difference_and_are_confirmed_unsaved(self, view: EditorView, qtbot: QtBot) -> None:
        editor = editor_at(view, "retention-periods")
        QTest.keyClicks(editor, "Nicht so: ")
        do(view, "other-language")
        QTest.keyClicks(editor, "Not so: ")
        self.chosen(view, qtbot, "G11")
        box = view.findings.wording
        assert "Nicht so:" in box.findChild(MarkedWords).accessibleName()
        QTest.mouseClick(box.confirm, Qt.MouseButton.LeftButton)
        dialog = view.findings.findChild(ConfirmWordsDialog)
        assert dialog is not None
        assert dialog.places() == ["retention-periods"]
        dialog.ticks["retention-periods"].setChecked(False)
        assert not dialog.doing.isEnabled()
        dialog.ticks["retention-periods"].setChecked(True)
        QTest.mouseClick(dialog.doing, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(
            lambda: (
                not any("Rule G11 " in view.findings.list.item(n).toolTip() for n in range(view.findings.list.count()))
            )
        )


class TestChips:
    PLACE = "subject-1"

    def chip(self, view: EditorView) -> tuple[int, int]:
        at = 0
        for run in dict(places(view.session.document.clauses))[self.PLACE]["de"]:
            if run.term is not None:
                return at, at + len(run.text)
            at += len(run.text)
        raise AssertionError("no chip")

    def test_words_beside_a_chip_are_plain(self, view: EditorView) -> None:
        start, end = self.chip(view)
        editor = editor_at(view, self.PLACE, position=end)
        QTest.keyClicks(editor, " sofort")
        editor.go_to(start)
        QTest.keyClicks(editor, "(")
        runs = dict(places(view.session.document.clauses))[self.PLACE]["de"]
        chip = next(run for run in runs if run.term is not None)
        assert (chip.term, len(chip.text)) == ("pilot.goal", end - start)
        assert words(view, self.PLACE).endswith(" sofort")

    def test_a_chip_goes_as_a_whole(self, view: EditorView) -> None:
        start, end = self.chip(view)
        editor = editor_at(view, self.PLACE, position=end)
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
        assert (editor.textCursor().selectionStart(), editor.textCursor().selectionEnd()) == (start, end)
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
        assert all(run.term is None for run in dict(places(view.session.document.clauses))[self.PLACE]["de"])
        do(view, "undo")
        assert self.chip(view) == (start, end)

    def test_the_cursor_steps_over_a_chip(self, view: EditorView) -> None:
        start, end = self.chip(view)
        editor = editor_at(view, self.PLACE, position=start)
        QTest.keyClick(editor, Qt.Key.Key_Right)
        assert editor.textCursor().position() == end
        QTest.keyClick(editor, Qt.Key.Key_Left)
        assert editor.textCursor().position() == start

    def test_a_chip_edits_its_term(self, view: EditorView, qtbot: QtBot) -> None:
        start, _end = self.chip(view)
        editor_at(view, self.PLACE, position=start)
        do(view, "edit-term")
        box = view.terms.findChild(QWidget, "edit-pilot.goal-de")
        assert box is not None
        box.setPlainText("Weniger Ausfälle")  # type: ignore[attr-defined]
        view.terms.commit()
        assert "Weniger Ausfälle" in words(view, self.PLACE)
        assert view.session.document.terms.pilot.goal.de == "Weniger Ausfälle"

    def test_a_chip_of_a_member_opens_its_line_at_the_field(self, view: EditorView) -> None:
        stone = view.session.document.terms.pilot.milestones[1]
        path = f"pilot.milestones.{stone.key}.day"
        view.terms.show_term(path)
        box = view.terms.findChild(QWidget, f"edit-{path}")
        assert box is not None
        assert box.isVisibleTo(view.terms)

    def test_it_opens_at_the_place_of_a_finding(self, qtbot: QtBot, context: AppContext, history: str) -> None:
        made = EditorView(context, history)
        qtbot.addWidget(made)
        made.resize(1400, 900)
        made.show()
        made.narrow({"place": "pilot.goal"})
        assert context.worker.wait_until_idle()
        assert made.terms.path == "pilot.goal"


class TestStructure:
    def test_a_moved_clause_takes_its_number_along(self, view: EditorView) -> None:
        clauses = [clause.id for clause in view.session.document.clauses]
        at = clauses.index("purposes")
        assert f"§ {at} erforderlich" in words(view, "datasets-minimisation"), "the preamble before it has no number"
        editor_at(view, "purposes")
        do(view, "move-up")
        assert view.session.document.clauses[at - 1].id == "purposes"
        assert f"§ {at - 1} erforderlich" in words(view, "datasets-minimisation")
        view.outline.moved.emit(clauses[0], 3)
        assert view.session.document.clauses[3].id == clauses[0]
        do(view, "undo")
        do(view, "undo")
        assert [clause.id for clause in view.session.document.clauses] == clauses

    def test_a_paragraph_moves_on_into_the_next_clause(self, view: EditorView) -> None:
        clause = view.session.document.clauses[1]
        last = clause.paragraphs[-1].id
        editor_at(view, last)
        do(view, "move-down")
        assert view.session.document.clauses[2].paragraphs[0].id == last
        assert view.canvas.current == last

    def test_own_clause_paragraph_and_point(self, view: EditorView) -> None:
        editor_at(view, "subject")
        do(view, "insert-clause")
        clause = clause_after(view, "subject")
        assert view.canvas.current == clause.id
        editor = view.canvas.editor
        assert editor is not None
        QTest.keyClicks(editor, "Eigenes")
        QTest.keyClick(editor, Qt.Key.Key_Return)
        QTest.keyClicks(editor, "Erster Absatz.")
        do(view, "insert-item")
        QTest.keyClicks(editor, "ein Punkt;")
        do(view, "insert-paragraph")
        QTest.keyClicks(editor, "Zweiter.")
        made = next(entry for entry in view.session.document.clauses if entry.id == clause.id)
        assert plain_text(made.heading["de"]) == "Eigenes"
        assert [plain_text(paragraph.text["de"]) for paragraph in made.paragraphs] == ["Erster Absatz.", "Zweiter."]
        assert plain_text(made.paragraphs[0].items[0].text["de"]) == "ein Punkt;"

    def test_a_library_clause(self, view: EditorView, qtbot: QtBot) -> None:
        editor_at(view, "subject")
        do(view, "insert-library")
        view.context.worker.wait_until_idle()
        dialog = view.findChild(LibraryDialog)
        assert dialog is not None
        line = dialog.findChild(QLineEdit, "library-search")
        assert line is not None
        QTest.keyClicks(line, "Data Act")
        assert 0 < dialog.list.count() < 20
        rows = [dialog.list.item(n) for n in range(dialog.list.count())]
        here = [clause.id for clause in view.session.document.clauses]
        for row in rows:
            entry = row.data(Qt.ItemDataRole.UserRole)
            assert entry.present == (entry.id in here)
            assert entry.present == ("already in this agreement" in row.text())
        line.setText("Raumfahrt")
        insert = dialog.findChild(QPushButton, "library-insert")
        assert insert is not None
        assert not insert.isEnabled()
        assert "No clause" in dialog.text.toPlainText()
        line.clear()
        assert insert.isEnabled()
        QTest.keyClicks(line, "Weisungen")
        fresh = dialog.list.item(0)
        assert fresh.data(Qt.ItemDataRole.UserRole).id not in here
        assert not fresh.data(Qt.ItemDataRole.UserRole).present
        assert dialog.where.currentText().startswith("Proposed: ")
        behind = next(n for n in range(dialog.where.count()) if dialog.where.itemText(n).startswith("At the cursor: "))
        dialog.where.setCurrentIndex(behind)
        dialog.list.itemActivated.emit(fresh)
        assert len(view.session.document.clauses) == len(here) + 1
        assert view.canvas.current == clause_after(view, "subject").id
        editor_at(view, "final")  # as the last thing that somebody read
        do(view, "insert-library")
        view.context.worker.wait_until_idle()
        again = view.findChildren(LibraryDialog)[-1]
        again.list.setCurrentRow(0)
        assert not again.where.currentText().endswith("at the end")
        again.list.itemActivated.emit(again.list.item(0))
        assert view.session.document.clauses[-1].id == "final", "nothing lands behind the final provisions unasked"

    def test_deleting_shows_what_points_nowhere(self, view: EditorView, qtbot: QtBot) -> None:
        editor_at(view, "purposes")
        do(view, "remove-part")
        assert "[Verweis ins Leere]" in words(view, "datasets-minimisation")
        qtbot.waitUntil(
            lambda: any(
                str(view.findings.list.item(n).data(Qt.ItemDataRole.UserRole)) == "clauses.datasets-minimisation"
                for n in range(view.findings.list.count())
            )
        )
        do(view, "undo")
        assert "§ 6" in words(view, "datasets-minimisation")

    def test_a_cross_reference(self, view: EditorView, dialogs: AnsweredDialogs) -> None:
        editor_at(view, PLACE, position=0)
        dialogs.choice = "§ 21  Haftung"
        do(view, "insert-reference")
        assert words(view, PLACE).startswith("§ 21")
        editor_at(view, "liability")
        do(view, "move-up")
        assert words(view, PLACE).startswith("§ 20")


class TestFinding:
    def test_ctrl_f(self, view: EditorView) -> None:
        editor_at(view, "subject")
        do(view, "find")
        view.find_bar.line.setText("Geschäftsgeheimnis")
        assert "of" in view.find_bar.said.text()
        first = view.canvas.current
        QTest.keyClick(view.find_bar.line, Qt.Key.Key_Return)
        second = (view.canvas.current, view.canvas.language)
        assert second != (first, "x")
        assert "Geschäftsgeheimnis".casefold() in words(view, *second).casefold()
        QTest.keyClick(view.find_bar.line, Qt.Key.Key_Escape)
        assert not view.find_bar.isVisible()
        do(view, "replace")
        fields = [view.find_bar.line, view.find_bar.words, view.find_bar.same_case, view.find_bar.all]
        QApplication.processEvents()
        before = [one.mapTo(view, QPoint()) for one in fields]
        QTest.keyClicks(view.find_bar.line, "qqqq")
        assert view.find_bar.said.text() == "Nothing found"
        QApplication.processEvents()
        assert [one.mapTo(view, QPoint()) for one in fields] == before  # nothing moves under the hand
        view.find_bar.line.setText("a")
        QApplication.processEvents()
        assert [one.mapTo(view, QPoint()) for one in fields] == before


class TestKeeping:
    def test_a_kill_loses_nothing(self, qtbot: QtBot, context: AppContext, history: str, view: EditorView) -> None:
        editor = editor_at(view, PLACE)
        QTest.keyClicks(editor, "Vorab: ")
        do(view, "move-down")
        QTest.qWait(1800)
        assert context.worker.wait_until_idle()
        again = shown(qtbot, context, history)  # the first view never left: nothing was saved as a draft
        assert again.session.document == view.session.document
        assert again.bar.isVisible()
        assert again.session.unsaved
        do(again, "save-draft")
        assert context.worker.wait_until_idle()
        opened = open_draft(context.worker.acting, history)
        assert (opened.restored, opened.document) == (0, view.session.document)
        with context.worker.acting.vault.read() as session:
            assert len(load_state(session, history).facts.drafts) == 2

    def test_interview_and_editor_of_one_draft_show_the_same(
        self, qtbot: QtBot, context: AppContext, history: str, view: EditorView
    ) -> None:
        interview = InterviewView(context, history)
        qtbot.addWidget(interview)
        assert context.worker.wait_until_idle()
        QTest.keyClicks(editor_at(view, PLACE), "Vorab: ")
        do(view, "save-draft")
        qtbot.waitUntil(lambda: context.worker.idle() and interview.session.document == view.session.document)
        interview.session.do(SetTerm("rights.answer_days", 7), "")
        interview.leave()
        qtbot.waitUntil(lambda: context.worker.idle() and view.session.document.terms.rights.answer_days == 7)
        assert words(view, PLACE).startswith("Vorab: ")

    def test_leaving_saves(self, context: AppContext, history: str, view: EditorView) -> None:
        QTest.keyClicks(editor_at(view, PLACE), "Vorab: ")
        view.leave()
        assert context.worker.wait_until_idle()
        opened = open_draft(context.worker.acting, history)
        assert opened.restored == 0
        assert opened.document == view.session.document

    def test_edits_after_saving_are_journaled_over_the_saved_text(
        self, context: AppContext, history: str, view: EditorView
    ) -> None:
        editor = editor_at(view, PLACE)
        QTest.keyClicks(editor, "Eins. ")
        do(view, "save-draft")
        QTest.keyClicks(editor, "Zwei. ")
        view.session.flush()
        assert context.worker.wait_until_idle()
        do(view, "undo")
        view.session.flush()
        assert context.worker.wait_until_idle()
        opened = open_draft(context.worker.acting, history)
        assert opened.lost == 0
        assert opened.document == view.session.document

    def test_a_draft_that_was_chosen_stays_until_somebody_saves_a_newer_one(
        self, qtbot: QtBot, context: AppContext, history: str
    ) -> None:
        acting = context.worker.acting
        older = open_draft(acting, history)
        save_draft(acting, apply(older.document, SetTerm("rights.answer_days", 11)))
        view = EditorView(context, history, base=older.base)
        qtbot.addWidget(view)
        assert context.worker.wait_until_idle()
        for saved, days in ((False, older.document.terms.rights.answer_days), (True, 12)):
            if saved:
                save_draft(acting, apply(older.document, SetTerm("rights.answer_days", 12)))
            context.changed.emit(frozenset({history}))  # as for a comment, or a name for the draft
            assert context.worker.wait_until_idle()
            assert view.session.document.terms.rights.answer_days == days

    def test_a_counter_proposal(
        self, qtbot: QtBot, sample: Sample, context: AppContext, dialogs: AnsweredDialogs
    ) -> None:
        context.worker.close()
        files = exchanged(sample)
        acting = sample.unlocked(sample.keller, "anna-keller")
        receive_bundle(acting, files.counter.read_bytes())
        context.worker.work_as(acting)
        view = shown(qtbot, context, files.history)
        assert "propose-counter" in {action.objectName() for action in view.actions()}
        QTest.keyClicks(editor_at(view, PLACE), "Vorab: ")
        dialogs.text = "Bitte so."
        do(view, "propose-counter")
        assert context.worker.wait_until_idle()
        with acting.vault.read() as session:
            folded = load_state(session, files.history)
        (digest,) = folded.open_offers
        assert folded.facts.offers[digest].organisation == acting.organisation
        assert folded.facts.offers[digest].note == "Bitte so."
        _title, asked, *_rest = next(given for what, given in dialogs.asked if what == "ask_text")
        changes, faults, told, _note = asked.split("\n\n")
        assert changes.startswith("You change against the last offer:\n– ")
        assert len(changes.splitlines()) == 2
        assert faults.startswith("Like this it cannot be frozen for signature:\n– The translation at ")
        assert told.startswith("Your text becomes")
        assert context.places[-1].view == "agreement"  # type: ignore[attr-defined]


def test_numbers_stay_once_offered_until_they_are_counted_anew(qtbot: QtBot, context: AppContext, history: str) -> None:
    assert offer_draft(context.worker.acting, history) is not None
    view = shown(qtbot, context, history)
    before = numbers(view.session.document.clauses, "de")
    editor_at(view, "subject")
    do(view, "insert-clause")
    assert numbers(view.session.document.clauses, "de") == before | {
        place: number for place, number in numbers(view.session.document.clauses, "de").items() if "§ 2a" in number
    }
    editor_at(view, "purposes")
    do(view, "remove-part")
    assert "[Verweis ins Leere]" not in words(view, "datasets-minimisation")
    assert "purposes" in {clause.id for clause in view.session.document.clauses if clause.deleted}
    QTest.keyClicks(editor_at(view, "purposes"), "x")
    assert plain_text(dict(places(view.session.document.clauses))["purposes"]["de"]) == "(entfallen)"
    do(view, "renumber")
    assert view.findChild(RenumberDialog) is None, "first the reference to what is deleted"
    do(view, "undo")
    do(view, "renumber")
    dialog = view.window().findChild(RenumberDialog)
    assert dialog is not None
    assert dialog.table.item(0, 0).text().endswith("2a")
    dialog.doing.click()
    assert view.session.document.own_number() == 1
    do(view, "undo")
    assert view.session.document.own_number() == 2


def test_clauses_are_numbered_as_the_language_that_is_shown_has_them(view: EditorView) -> None:
    for language, preamble, first in (("en", "Preamble", "Section 1 "), ("de", "Präambel", "§ 1 ")):
        index = next(n for n in range(view.columns.count()) if view.columns.itemData(n) == [language])
        view.columns.setCurrentIndex(index)
        view.columns.activated.emit(index)
        view.outline.show_document(view.session.document, language)
        assert view.outline.item(0).text() == preamble, "a preamble bears its name and no number"
        assert view.outline.item(1).text().startswith(first)
        row = view.canvas.row_of(view.session.document.clauses[1].id)
        assert row is not None
        assert row.mark == first.strip()


def test_in_a_narrow_window_findings_take_the_place_of_the_outline(
    qtbot: QtBot, context: AppContext, history: str, view: EditorView
) -> None:
    view.resize(620, 700)
    QApplication.processEvents()
    assert not view.side.isVisible()
    do(view, "show-findings")
    QApplication.processEvents()
    assert view.side.isVisible()
    assert not view.outline.isVisible()
    assert view.minimumSizeHint().width() <= view.width() == 620, "nothing is pushed out of sight sideways"
    view._to_outline()
    QApplication.processEvents()
    assert view.outline.isVisible()
    assert not view.side.isVisible()
