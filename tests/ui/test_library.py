"""The library in real windows: a clause with two fallbacks, approved by a second member, used, and left by a counter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from datapact.agreements.library.drafts import put_clause
from datapact.agreements.steps import negotiation
from datapact.agreements.steps.drafting import open_draft, save_draft
from datapact.contract.editing.commands import Reword, SetTerm
from datapact.contract.editing.edit import apply
from datapact.contract.text.clauses import Run, places, plain_text
from datapact.library.clauses.own_clauses import approve_clause
from datapact.library.playbook.playbook import kept_positions
from datapact.library.templates.own_templates import approve_template
from datapact_ui.agreement_page.page.agreement_view import AgreementView
from datapact_ui.editor.page.editor_view import EditorView
from datapact_ui.editor.page.interview_view import InterviewView
from datapact_ui.editor.page.library_dialog import LibraryDialog
from datapact_ui.editor.page.template_chooser import OWN_TEMPLATE
from datapact_ui.editor.writing.terms_dialog import TermsDialog
from datapact_ui.kit.context.app_context import AppContext, read_opened
from datapact_ui.library.clause_dialog import ClauseDialog
from datapact_ui.library.house_steps import HouseSteps, TemplateDialog
from datapact_ui.library.library_view import LibraryView
from datapact_ui.library.position_dialog import PositionDialog
from datapact_ui.library.review_dialog import ReviewDialog
from datapact_ui.negotiation.reply_dialog import ReplyDialog
from tests.agreements.negotiated import Table
from tests.library.clauses_of_keller import with_library
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of, settled


@pytest.fixture
def room(table: Table, dialogs: AnsweredDialogs, styled: QApplication, qtbot) -> Iterator[AppContext]:
    """Anna Keller's context."""
    made = AppContext(read_opened(table.anna), dialogs)  # type: ignore[arg-type]
    made.worker.broke.connect(lambda error: pytest.fail(repr(error)))
    yield made
    made.save_remembered()
    made.worker.close()


def shown[V: QWidget](view: V, context: AppContext, qtbot) -> V:
    view.resize(1200, 800)
    qtbot.addWidget(view)
    view.show()
    settled(context, qtbot)
    return view


def press(parent: QWidget, name: str, context: AppContext, qtbot) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), (name, button.toolTip())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settled(context, qtbot)


def type_alternative(dialog: ClauseDialog, name: str, german: str, english: str) -> None:
    dialog.label.setText(name)
    for field, words in ((dialog.text_de, german), (dialog.text_en, english)):
        field.setFocus()
        field.setPlainText(words)
    dialog.heading_de.setText("Haftung")
    dialog.heading_en.setText("Liability")


def test_a_clause_with_two_fallbacks_is_written_approved_and_conceded_by_whom_it_names(
    table: Table, room: AppContext, dialogs: AnsweredDialogs, qtbot
) -> None:
    table.draft()
    view = shown(LibraryView(room), room, qtbot)
    part = view.part()
    part.add_clause.trigger()
    settled(room, qtbot)
    dialog = dialog_of(view, ClauseDialog)
    qtbot.keyClicks(dialog.name, "Haftung des Hauses")
    dialog.place.choose("liability")
    assert not dialog.doing.isEnabled()
    type_alternative(dialog, "Unbeschränkt", "Wir haften. {{ geheim.wort }}", "We are liable.")
    assert "geheim.wort" in dialog.waiting.text()
    assert dialog.doing.isEnabled()  # a text with mistakes is kept
    dialog.text_de.setPlainText("Wir haften binnen ")
    dialog.text_de.moveCursor(dialog.text_de.textCursor().MoveOperation.End)
    dialogs.choice = "breach notice: time limit of the notice"
    qtbot.mouseClick(dialog.term, Qt.MouseButton.LeftButton)
    assert "{{ breach.hours }}" in dialog.text_de.toPlainText()
    dialog.text_de.setPlainText("Wir haften.")
    for name in ("Ohne leichte Fahrlässigkeit", "Gedeckelt"):
        qtbot.mouseClick(dialog.several.add_button, Qt.MouseButton.LeftButton)
        type_alternative(dialog, name, f"{name}.", f"{name} (en).")
    dialog.risk.setCurrentIndex(3)
    assert "names its provision" in dialog.waiting.text()
    dialog.citation.setText("§ 307 Abs. 2 Nr. 2 BGB")
    press(dialog, "own-clause-do", room, qtbot)
    assert part.table.current().standing == "none"
    assert not part.approve_clause.isEnabled()
    assert "Another member" in part.approve_clause.toolTip()
    approve_clause(table.martin, "liability")
    room.changed.emit(frozenset({"library"}))
    settled(room, qtbot)
    assert part.table.current().standing == "approved"
    assert "high risk (§ 307 Abs. 2 Nr. 2 BGB)" in part.facts.text()

    playbook = view.show_part("playbook")
    settled(room, qtbot)
    playbook.add_position.trigger()
    settled(room, qtbot)
    asked = dialog_of(view, PositionDialog)
    qtbot.keyClicks(asked.about.lineEdit(), "Haft")
    assert not asked.stands[0].values, "a name half typed is no topic"
    asked.about.choose("clause:liability")
    assert asked.name.text() == "Haftung des Hauses"
    asked.reason.setPlainText("Das Gesetz genügt.")
    assert [one.values for one in asked.stands] == [("house",), ("fallback-1",), ("fallback-2",)]
    asked.several.turned.emit(2)
    for _second in (1, 2):
        qtbot.mouseClick(asked.several.remove_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(asked.take, Qt.MouseButton.LeftButton)
    asked.several.turned.emit(2)
    assert asked.several.box.itemText(2) == "Fallback 2: Gedeckelt"
    asked.who.setCurrentIndex(asked.who.findData("member:martin-vogt"))
    press(asked, "position-do", room, qtbot)
    with table.anna.vault.read() as session:
        (kept,) = kept_positions(session).values()
    assert [one.values for one in kept.position.stands] == [("house",), ("fallback-1",), ("fallback-2",)]
    assert kept.position.stands[2].members == ("martin-vogt",)
    assert kept.position.stands[0].reason == "Das Gesetz genügt."

    editor = shown(EditorView(room, table.history), room, qtbot)
    editor.structure.open_library()
    settled(room, qtbot)
    library = dialog_of(editor, LibraryDialog)
    assert "takes the place" in library.list.item(2).text()
    library.list.setCurrentRow(2)
    assert "high risk" in library.text.toPlainText()
    press(library, "library-insert", room, qtbot)
    texts = {name: plain_text(runs["de"]) for name, runs in places(editor.session.document.clauses)}
    assert texts["liability-p1"] == "Gedeckelt."
    panel = editor.findings
    panel.check_now()
    settled(room, qtbot)
    lines = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert any("fallback 2 of 2, needs approval by Martin Vogt" in line.replace("\u00a0", " ") for line in lines)
    editor.session.undo()
    assert "liability-p1" not in dict(places(editor.session.document.clauses))

    words = Run("„Datengeber“ ist, wer gibt.")
    editor.session.do(Reword(editor.session.document.clauses[3].paragraphs[0].id, "de", (words,)), "")
    panel.check_now()
    settled(room, qtbot)
    lines = [panel.list.item(row).text() for row in range(panel.list.count())]
    assert any("“Datengeber”: defined in two places" in line for line in lines), lines
    editor.show_terms()
    settled(room, qtbot)
    terms = dialog_of(editor, TermsDialog)
    assert terms.table.choose(lambda row: row.term == "Datengeber")
    press(terms, "terms-go", room, qtbot)
    assert editor.canvas.current is not None


def test_a_template_of_the_house_is_made_approved_drafted_with_and_its_base_reviewed(
    table: Table, room: AppContext, dialogs: AnsweredDialogs, qtbot
) -> None:
    table.draft()
    opened = open_draft(table.anna, table.history)
    words = Run("Jede Partei haftet nur für Vorsatz.")
    place = next(one.id for clause in opened.document.clauses if clause.id == "liability" for one in clause.paragraphs)
    save_draft(table.anna, apply(opened.document, Reword(place, "de", (words,))))
    view = shown(LibraryView(room), room, qtbot)
    part = view.show_part("templates")
    settled(room, qtbot)
    shown_at: list[tuple[str, str]] = []
    room.show_view = lambda name, **more: shown_at.append((name, more["item"]))  # type: ignore[method-assign]
    HouseSteps(room, table.history, view).make_template("Pilot des Hauses")
    press(dialog_of(view, TemplateDialog), "make-template-do", room, qtbot)
    ((_room, key),) = shown_at
    assert "Own clause" in dialogs.noticed[-1][1]
    row = part.table.current()
    assert row is not None
    assert not part.draft.isEnabled()
    for clause in row.kept.newest.own:
        approve_clause(table.martin, clause.clause)
    approve_template(table.martin, key)
    room.changed.emit(frozenset({"library"}))
    settled(room, qtbot)
    assert part.draft.isEnabled(), part.draft.toolTip()

    part.review.trigger()
    settled(room, qtbot)
    asked = dialog_of(view, ReviewDialog)
    assert asked.template.currentData() == "ai-pilot", "at first the one on which the chosen template rests"
    assert "No review of this version" in asked.wording.text()
    assert not asked.doing.isEnabled()
    qtbot.keyClicks(asked.reviewer, "Dr. Petra Lang")
    press(asked, "template-review-do", room, qtbot)
    part.review.trigger()
    settled(room, qtbot)
    again = [one for one in view.findChildren(ReviewDialog) if one.isVisible()][-1]
    assert "Reviewed by Dr. Petra Lang" in again.wording.text().replace("\u00a0", " ")
    again.reject()

    draft = shown(InterviewView(room, None, OWN_TEMPLATE + key), room, qtbot)
    text = dict(places(draft.session.document.clauses))
    assert "nur für Vorsatz" in " ".join(plain_text(one["de"]) for one in text.values())


def test_a_counter_says_beside_each_change_where_it_leaves_the_playbook(table: Table, at_context, qtbot) -> None:
    table.draft()
    with_library(table)
    put_clause(table.anna, table.history, "liability")
    negotiation.offer_draft(table.anna, table.history)
    table.carry(table.anna, table.sofia)
    theirs = open_draft(table.sofia, table.history)
    document = apply(theirs.document, SetTerm("breach.hours", 60), theirs.ground)
    save_draft(table.sofia, apply(document, Reword("liability-p1", "de", (Run("Niemand."),)), theirs.ground))
    negotiation.counter(table.sofia, table.history, None, "Bitte.")
    table.carry(table.sofia, table.anna)

    view: AgreementView = at_context()
    context = view.context
    view.do("reply")
    settled(context, qtbot)
    dialog = dialog_of(view, ReplyDialog)
    told = {}
    for row in dialog.rows:
        dialog.table.choose(lambda one, row=row: one.change.id == row.change.id)
        told[row.change.place] = dialog.leaves.words.text() if dialog.leaves.isVisibleTo(dialog) else ""
    assert told["breach.hours"].startswith("Meldefrist: deviates from the playbook: fallback 2 of 2")
    assert "Martin Vogt" in told["breach.hours"]
    assert "beyond the playbook’s last fallback, needs approval by Legal" in told["liability-p1"]
    assert "To tell the other side: Wir haften wie das Gesetz es sagt." in told["liability-p1"]
    dialog.reject()
    settled(context, qtbot)
    view.findings.show_page(view.page)
    cards = [one for one in view.findings.findChildren(QWidget) if one.objectName().startswith("playbook_place_")]
    assert len(cards) == 2
