"""The consent room through the real window: matrix, answer, asking, what stops if, deliveries, the strip, the palette."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import python_calamine
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.audit.formats.decision import DecisionFile
from datapact.audit.verify.verify import verify_file
from datapact.cli.actions.demo import ALLOWED, DATASET, PEOPLE, RESEARCH, SERVICE, Study
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.matrix.filters import grid_of
from datapact.consent.matrix.matrix import Cell
from datapact.consent.matrix.page_words import lines
from datapact.consent.matrix.question_form import QuestionForm, write_question_form
from datapact.consent.matrix.shown_page import PendingPeople
from datapact.consent.records.event import Event
from datapact.consent.records.events import append_events
from datapact.consent.views.people import people_beginning
from datapact.organisation.acting.records import records
from datapact.signing.pades.attachments import attached_files
from datapact.signing.pades.revisions import open_pdf
from datapact_ui.consent.decision.decision_view import _SILENT as DECISION_SILENT
from datapact_ui.consent.decision.decision_view import DecisionView
from datapact_ui.consent.decision.matrix_model import GridModel, ListModel
from datapact_ui.consent.decision.matrix_tab import _SILENT as MATRIX_SILENT
from datapact_ui.consent.decision.matrix_tab import MatrixTab
from datapact_ui.consent.decision.matrix_table import MatrixTable
from datapact_ui.consent.decision.question_form import QuestionFields
from datapact_ui.consent.deliveries.delivery_dialog import DeliveryDialog
from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog
from datapact_ui.kit.context.app_context import AppContext, Place
from datapact_ui.kit.context.moment_watch import MomentWatch
from datapact_ui.kit.theme.numbers import grouped
from datapact_ui.kit.widgets.state_badge import StateBadge
from datapact_ui.obligations.due.obligation_actions import TOUCHES as BREACH_TOUCHES
from datapact_ui.shell.command_palette import CommandPalette
from datapact_ui.shell.main_window import MainWindow
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import settle
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo"]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def window(study_context: AppContext, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(study_context)
    made.resize(1300, 850)
    made.show()
    study_context.show_view("consent")
    settle(study_context)
    yield made
    settle(study_context)
    made.hide()
    made.deleteLater()


def room(window: MainWindow) -> ConsentView:
    view = window.view()
    assert isinstance(view, ConsentView)
    return view


def cell_of(window: MainWindow, study: Study) -> Cell:
    """The cell of the study, the institute and research."""
    wanted = (DATASET, study.partner, RESEARCH)
    cells = room(window).matrix.grid_model.grid.cells.values()
    return next(one for one in cells if (one.dataset, one.partner, one.purpose) == wanted)


def answer(window: MainWindow, study: Study, purpose: str = RESEARCH, partner: str = "") -> DecisionView:
    window.context.open_decision(QuestionForm(DATASET, partner or study.partner, purpose))
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    return view


def child[W: QWidget](parent: QWidget, kind: type[W], name: str) -> W:
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def said(parent: QWidget) -> str:
    return "\n".join(label.text() for label in parent.findChildren(QLabel))


# ---- matrix ----


def test_matrix_and_answer_left_open_are_decided_again_once_a_day_or_an_end_has_passed(
    window: MainWindow, study: Study
) -> None:
    context, shown = window.context, room(window).matrix
    view = answer(window, study)
    assert cell_of_read(shown, study).verdict == "partial"
    assert view.page is not None
    assert view.page.decision.verdict == "partial"
    night = datetime(2027, 4, 1, 4, tzinfo=UTC)
    context._clock = lambda: night  # type: ignore[method-assign]
    object.__setattr__(context.worker.acting, "clock", context._clock)
    for watch in (*shown.findChildren(MomentWatch), *view.findChildren(MomentWatch)):
        watch.look()
    settle(context)
    assert cell_of_read(shown, study).verdict == "deny"
    assert view.page.decision.verdict == "deny"


def cell_of_read(tab: MatrixTab, study: Study) -> Cell:
    """The cell of the study, the institute and research, as it was read last."""
    assert tab._read is not None
    return next(
        one for one in tab._read.cells if (one.dataset, one.partner, one.purpose) == (DATASET, study.partner, RESEARCH)
    )


def test_the_matrix_says_verdict_counts_day_and_what_is_pending(window: MainWindow, study: Study) -> None:
    model = room(window).matrix.grid_model
    (place,) = [
        place
        for place, cell in model.grid.cells.items()
        if (cell.partner, cell.purpose) == (study.partner, RESEARCH) and cell.dataset == DATASET
    ]
    text = model.index(*place).data()
    for part in (
        "Partial: 4,812 of 5,000 people, until 31 March 2027",
        "KST-2026-07 · In force",
        "Notice 2",
        "overdue",
    ):
        assert part in text, text
    assert "no agreement" in model.index(place[0], 3).data() or model.cell(place[0], 3) is not None


def test_every_way_from_the_matrix_leads_to_the_answer_for_its_day(window: MainWindow, study: Study) -> None:
    tab, day = room(window).matrix, date(2027, 1, 1)
    tab._set_day(day)
    settle(window.context)
    opened: list[QuestionForm] = []
    window.context.open_decision = opened.append  # type: ignore[method-assign]
    asked = QuestionForm(DATASET, study.partner, RESEARCH)
    tab.grid.go_to(asked)
    QTest.keyClick(tab.grid, Qt.Key.Key_Return)
    tab._open.trigger()
    tab.list.opened.emit(cell_of_read(tab, study))
    assert [one.day for one in opened] == [day] * 3
    tab.ask_question()
    form = window.findChild(QuestionFields)
    assert form is not None
    assert form.day.day() == day
    form.close()


def test_an_answer_hears_of_what_is_done_about_a_breach() -> None:
    assert BREACH_TOUCHES - MATRIX_SILENT
    assert BREACH_TOUCHES - DECISION_SILENT


def test_enter_opens_the_cell_and_back_leads_to_it(window: MainWindow, study: Study) -> None:
    table = room(window).matrix.grid
    table.go_to(QuestionForm(DATASET, study.partner, RESEARCH))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert (
        child(view, QLabel, "answer-sentence").text()
        == "Partial: 4,812 of 5,000 people, until 31 March 2027 (the first consents end)"
    )
    assert window.rail.findChild(QWidget, "rail-consent").isChecked()
    window.go_back()
    asked = table.asked()
    assert asked is not None
    assert replace(asked, agreed="") == QuestionForm(DATASET, study.partner, RESEARCH)
    assert asked.agreed == f"{study.agreement}#purposes.research"


def test_the_page_shows_no_line_that_its_words_do_not_have(window: MainWindow, study: Study) -> None:
    """The file for auditors is held against these lines, so that what the window adds beside them would be missing there."""
    view = answer(window, study)
    assert view.page is not None
    known = {"Reasons", "Duties that come with it", "What came of it", "Agreement", "Working out the answer …"}
    known |= {each for one in lines(view.page) for each in (one, *one.split("\n"))}
    shown = {line for label in view.findChildren(QLabel) for line in label.text().split("\n") if line}
    assert len(shown) > 20
    assert shown <= known, shown - known


def test_an_empty_place_asks_what_is_missing(window: MainWindow) -> None:
    table, model = room(window).matrix.grid, room(window).matrix.grid_model
    row, column = next(
        (row, column)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
        if model.cell(row, column) is None
    )
    table.clicked.emit(model.index(row, column))
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert view.page is not None
    assert view.page.decision.verdict == "deny"


def test_chips_words_and_the_way_back_to_everything(window: MainWindow) -> None:
    matrix = room(window).matrix
    whole = len(matrix.grid_model.grid.cells)
    matrix.filters.findChild(QWidget, "matrix-partial").click()
    assert {cell.verdict for cell in matrix.grid_model.grid.cells.values()} == {"partial"}
    matrix.filters.findChild(QWidget, "matrix-deny").click()  # in place of the first, not beside it
    assert {cell.verdict for cell in matrix.grid_model.grid.cells.values()} <= {"deny"}
    room(window).narrow({"tab": "matrix", "every": "yes"})
    assert len(matrix.grid_model.grid.cells) == whole
    matrix.filters.findChild(QWidget, "matrix-partial").click()
    matrix.search.setText("zürcher")
    assert {cell.partner_name for cell in matrix.grid_model.grid.cells.values()} == {"Zürcher Ergonomie AG"}
    matrix.search.setText("nobody at all")
    assert "Nothing fits" in said(matrix._pages.currentWidget())
    child(matrix, QPushButton, "empty-action").click()
    assert len(matrix.grid_model.grid.cells) == whole
    assert matrix.search.text() == ""


def test_as_a_list_in_another_order(window: MainWindow, study: Study) -> None:
    matrix = room(window).matrix
    matrix.grid.go_to(QuestionForm(DATASET, study.partner, SERVICE))
    matrix.layout_button.click()
    asked = matrix.list.asked()
    assert asked is not None
    assert replace(asked, agreed="") == QuestionForm(DATASET, study.partner, SERVICE)
    matrix.list.horizontalHeader().setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    numbers = [(cell.n, cell.m) for cell in matrix.list_model.lines()]
    assert numbers == sorted(numbers, reverse=True)
    assert matrix.list.asked() == asked
    matrix.layout_button.click()
    assert matrix.grid.asked() == asked


def test_another_day_changes_the_answers(window: MainWindow, study: Study) -> None:
    matrix = room(window).matrix
    after = study.until + timedelta(days=1)
    matrix.day.edited.emit(after.isoformat())
    settle(window.context)
    assert cell_of(window, study).verdict == "deny"
    assert "as at the end of the day chosen" in matrix.how_many.text()
    matrix.grid.go_to(QuestionForm(DATASET, study.partner, RESEARCH))
    next(one for one in matrix.actions() if one.objectName() == "open-answer").trigger()
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert view.asked.day == after
    window.go_back()
    next(one for one in matrix.actions() if one.objectName() == "matrix-today").trigger()
    settle(window.context)
    assert cell_of(window, study).verdict == "partial"


def test_an_empty_vault_says_what_is_missing(context: AppContext, qtbot: QtBot) -> None:
    from datapact_ui.consent.decision.matrix_tab import MatrixTab

    with context.worker.acting.vault.write() as session:
        session.connection().exec_driver_sql("DELETE FROM agreement")
    tab = MatrixTab(context)
    qtbot.addWidget(tab)
    tab.show()
    settle(context)
    assert "No agreement names a dataset yet" in said(tab)
    front = tab._pages.currentWidget()
    assert front is not None
    child(front, QPushButton, "empty-action").click()
    assert context.places[-1].view == "interview"  # type: ignore[attr-defined]


def test_the_models_are_sound(qtbot: QtBot) -> None:
    cells = [_cell(n) for n in range(25)]
    grid, flat = GridModel(), ListModel()
    for model in (grid, flat):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    grid.show(grid_of(cells), UTC, NOW.date())
    flat.show_cells(cells, UTC, NOW.date())
    assert grid.rowCount(QModelIndex()) * grid.columnCount(QModelIndex()) >= 25
    assert flat.index(3, 4).data() == "3 of 30"


def test_two_thousand_cells_are_painted_at_once(qtbot: QtBot) -> None:
    model = GridModel()
    table = MatrixTable(model)
    qtbot.addWidget(table)
    table.resize(1200, 700)
    model.show(grid_of([_cell(n) for n in range(2_000)]), UTC, NOW.date())
    table.show()
    import time

    begin = time.perf_counter()
    table.grab()
    assert time.perf_counter() - begin < 1.5
    assert len(model.texts.made) < 400  # only what is seen was put into words


def _cell(number: int) -> Cell:
    return Cell(
        dataset=f"data-{number % 40}",
        dataset_name=f"Data {number % 40}",
        partner=f"external:{number // 40}",
        partner_name=f"Partner {number // 40}",
        purpose="https://w3id.org/dpv#ScientificResearch",
        purpose_name="Research",
        agreed="urn:uuid:1#purposes.research",
        row="research",
        row_name="Research",
        verdict="partial",
        basis="6(1)(a)",
        n=number,
        m=30 if number < 30 else number + 1,
        counts={"withdrawn": 1},
        next_expiry=NOW + timedelta(days=number),
        until_why=None,
        notice_version="1",
        oldest=NOW - timedelta(days=400),
        pending=PendingPeople(1, overdue=True) if number % 2 else None,
        agreement="urn:uuid:1",
        agreement_number="DP-1",
        agreement_status="in_force",
        evidence="signed_here",
    )


# ---- one answer ----


def test_reasons_have_words_citations_and_links(window: MainWindow, study: Study) -> None:
    view = answer(window, study)
    words = said(view)
    for part in ("89 people withdrew their consent.", "Art", "house policy, not the law"):
        assert part in words
    assert "leaves people out" in {badge.text() for badge in view.findChildren(StateBadge)}
    link = child(view, QPushButton, "open-agreement")
    link.click()
    settle(window.context)
    assert window.trail()[-1] == Place("agreement", study.agreement, {"tab": "summary"})
    window.go_back()
    view.follow(("agreement", f"{study.agreement}#purposes.research"))
    settle(window.context)
    assert window.trail()[-1].options == {"tab": "terms", "term": "purposes.research"}


def test_the_list_of_who_may_go_out(window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    dialogs.save_file = tmp_path / "out.csv"
    answer(window, study).do("export-people")
    settle(window.context)
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == ALLOWED
    assert rows[0]["subject"] == "B-0001"
    assert study.withdrawn not in {row["subject"] for row in rows}


def test_the_list_as_a_workbook_says_what_it_is_for(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    dialogs.save_file = tmp_path / "out"  # most open it in Excel
    answer(window, study).do("export-people")
    settle(window.context)
    (sheet,) = python_calamine.load_workbook(tmp_path / "out.xlsx").sheet_names
    rows = python_calamine.load_workbook(tmp_path / "out.xlsx").get_sheet_by_name(sheet).to_python()
    assert rows[0][0].startswith("May we share “Operator study” with Institut für Produktionsdaten")
    assert "4,812 of 5,000" in rows[1][0]
    assert [row[0] for row in rows].count("B-0001") == 1
    assert len([row for row in rows if str(row[0]).startswith("B-")]) == ALLOWED


def test_an_answer_is_used_and_judged_again(window: MainWindow, study: Study) -> None:
    view = answer(window, study)
    before = len(view.page.uses) if view.page else 0
    child(view, QPushButton, "use-answer-button").click()
    settle(window.context)
    assert view.page is not None
    assert len(view.page.uses) == before + 1
    assert view.page.uses[0].body["n"] == ALLOWED
    child(view, QPushButton, "judge-again-0").click()
    settle(window.context)
    assert "the same answer" in child(view, QLabel, "judged-0").text()


def test_a_delivery_is_recorded_on_the_answer(window: MainWindow, study: Study, dialogs: AnsweredDialogs) -> None:
    view = answer(window, study)
    view.do("record-delivery")
    dialog = window.findChild(DeliveryDialog)
    assert dialog is not None
    record = child(dialog, QPushButton, "delivery-record")
    assert not record.isEnabled()  # it wants the version
    child(dialog, QLineEdit, "delivery-version").setText("2026-2")
    dialogs.confirmed = False
    record.click()
    settle(window.context)
    (asked,) = [arguments for method, arguments in dialogs.asked if method == "confirm"]
    assert "4,812" in asked[1]
    dialogs.confirmed = True
    record.click()
    settle(window.context)
    with window.context.worker.acting.vault.read() as session:
        newest = deliveries(session, dataset=DATASET)[0]
        used = records(session, "decision")[-1]
    assert (newest.version, newest.count, newest.decision) == ("2026-2", ALLOWED, used.entry)
    assert "Delivered on" in said(view)
    assert "4,812 people" in said(view)


def test_a_delivery_shows_the_answer_of_its_day_and_signs_that(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs
) -> None:
    answer(window, study).do("record-delivery")
    dialog = window.findChild(DeliveryDialog)
    assert dialog is not None
    dialog.version.setText("1")
    ahead = window.context.today() + timedelta(days=4)
    dialog.day.choose(ahead)
    assert not dialog.record.isEnabled()
    assert "lies ahead" in dialog.waiting.text()
    dialog.day.choose(
        window.context.today() - timedelta(days=12)
    )  # before the withdrawal was known, also in the first hours of a day
    settle(window.context)
    everybody = grouped(ALLOWED + 1)
    assert everybody in dialog.decision.currentText()
    dialogs.confirmed = True
    dialog.record.click()
    settle(window.context)
    (asked,) = [arguments for method, arguments in dialogs.asked if method == "confirm"]
    assert f": {everybody} people" in asked[1]
    with window.context.worker.acting.vault.read() as session:
        recorded = max(deliveries(session, dataset=DATASET), key=lambda one: one.recorded)
    assert recorded.count == ALLOWED + 1


def test_what_left_for_another_purpose_is_not_taken_for_this_one(window: MainWindow, study: Study) -> None:
    window.context.open_decision(QuestionForm(DATASET, study.partner, SERVICE))
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert "for another purpose, “Research on usability”" in said(view)
    assert "still to be told" not in said(view)


def test_who_is_not_allowed_is_refused_in_the_form(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    answer(window, study).do("record-delivery")
    dialog = window.findChild(DeliveryDialog)
    assert dialog is not None
    dialogs.open_file = tmp_path / "people.csv"
    dialogs.open_file.write_text(f"subject\nB-0001\n{study.withdrawn}\n", "utf-8")
    child(dialog, QPushButton, "delivery-choose").click()
    child(dialog, QLineEdit, "delivery-version").setText("1")
    dialogs.confirmed = True
    child(dialog, QPushButton, "delivery-record").click()
    settle(window.context)
    assert study.withdrawn in child(dialog, QLabel, "delivery-form-problem").text()
    assert dialog.isVisible()
    dialog.reject()


def test_what_stops_if_the_notice_is_invalid_or_the_adequacy_decision_falls(window: MainWindow, study: Study) -> None:
    room(window).matrix.what_if()
    dialog = window.findChild(WhatIfDialog)
    assert dialog is not None
    settle(window.context)
    assert child(dialog, QLabel, "what-stops").text() == "Choose what to suppose."
    child(dialog, QComboBox, "suppose-notice").setCurrentIndex(1)
    settle(window.context)
    assert child(dialog, QLabel, "what-stops").text().startswith("3 sharings stop.")
    assert "no longer valid" in child(dialog, QLabel, "why-then").text()
    assert child(dialog, QPushButton, "what-if-open").text() == "Open the answer of today, without this"
    child(dialog, QComboBox, "suppose-notice").setCurrentIndex(0)
    country = child(dialog, QComboBox, "suppose-country")
    country.setCurrentIndex(country.findData("CH"))
    settle(window.context)
    assert child(dialog, QLabel, "what-stops").text().startswith("1 sharing stops.")
    assert dialog.table.lines.rowCount() == 1
    child(dialog, QPushButton, "what-if-open").click()
    settle(window.context)
    assert isinstance(window.view(), DecisionView)


def test_a_question_that_cannot_be_asked_is_told_on_its_page(window: MainWindow) -> None:
    window.context.open_decision(QuestionForm("panel", "Nobody at all", "dpv:Marketing"))
    settle(window.context)
    assert "Nobody at all" in said(window.view())
    assert not any(action.isEnabled() for action in window.view().actions())


def test_an_auditor_cannot_use_an_answer(study_context: AppContext, study: Study, qtbot: QtBot) -> None:
    study_context.identity = replace(study_context.identity, roles=frozenset({"auditor"}))
    view = DecisionView(study_context, write_question_form(QuestionForm(DATASET, study.partner, RESEARCH)))
    qtbot.addWidget(view)
    settle(study_context)
    enabled = {action.objectName() for action in view.actions() if action.isEnabled()}
    assert not enabled & {"use-answer", "record-delivery"}
    assert "records-behind" in enabled


# ---- asking ----


def test_asking_about_anything(window: MainWindow, study: Study) -> None:
    window.ask_question()
    form = window.findChild(QuestionFields)
    assert form is not None
    settle(window.context)
    show = child(form, QPushButton, "ask-show")
    assert not show.isEnabled()
    child(form, QLineEdit, "ask-dataset-line").setText("Operator study")
    child(form, QLineEdit, "ask-partner-line").setText("Institut für Produktionsdaten e. V.")
    child(form, QLineEdit, "ask-purpose-line").setText("dpv:Marketing")
    child(form, QLineEdit, "ask-place").setText("us")
    assert form.asked() == QuestionForm(DATASET, study.partner, "dpv:Marketing", place="US")
    show.click()
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert view.page is not None
    assert view.page.decision.verdict == "deny"


def test_the_palette_knows_the_questions(window: MainWindow, study: Study) -> None:
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    settle(window.context)
    palette.field.setText("may operator institut usability")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert (view.asked.partner, view.asked.purpose) == (study.partner, RESEARCH)


def test_what_if_is_found_by_its_words_and_from_an_agreement(window: MainWindow) -> None:
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette.field.setText("suppose agreement ends")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    settle(window.context)
    found = window.findChild(WhatIfDialog)
    assert found is not None
    history = found.agreement.itemData(1)
    assert not found.agreement.currentData()
    found.reject()
    window.context.open_agreement(history)
    settle(window.context)
    next(one for one in window.view().actions() if one.objectName() == "what_if").trigger()
    settle(window.context)
    (dialog,) = [one for one in window.findChildren(WhatIfDialog) if one.isVisible()]
    assert dialog.agreement.currentData() == history
    assert child(dialog, QLabel, "what-stops").text() != "Choose what to suppose."
    dialog.reject()


def test_the_palette_finds_a_person_by_pseudonym(window: MainWindow, study: Study) -> None:
    with window.context.worker.acting.vault.read() as session:
        dataset, pseudonym = people_beginning(session, "b-0", 1)[0]
    window.open_palette()
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette.field.setText(pseudonym.lower())
    settle(window.context)
    assert palette.list.item(0).text().startswith(pseudonym)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    settle(window.context)
    records = room(window).part()
    assert (records._shown_filters.subject, records._shown_filters.dataset) == (pseudonym, dataset)


# ---- what has to reach partners ----


def test_the_strip_is_red_with_words_and_leads_to_the_recalls(window: MainWindow) -> None:
    strip = room(window).strip
    assert strip.isVisible()
    assert strip.badge.text() == "2 overdue"
    assert "Tell Institut für Produktionsdaten e. V. that data of 1 person" in strip.text()
    assert "Overdue since" in strip.text()
    calendar = window.rail.findChild(QWidget, "rail-calendar")
    assert "after a withdrawal" in calendar.accessibleName()


def test_the_strip_opens_the_row_that_it_says(window: MainWindow) -> None:
    context = window.context
    recalls = room(window).show_part("recalls")
    settle(context)
    assert recalls.table.choose(lambda one: one.step == "own")  # as it was left there
    room(window).show_part("matrix")
    room(window).strip.button.click()
    settle(context)
    line = recalls.table.current()
    assert (line.step, line.overdue) == ("tell", True)
    assert str(line.sentence) in room(window).strip.text()


def test_a_withdrawal_that_arrives_is_on_the_strip_at_once(window: MainWindow, study: Study) -> None:
    context = window.context

    def withdraw(acting, _progress):  # type: ignore[no-untyped-def]
        event = Event("w-2", "B-0002", DATASET, RESEARCH, acting.organisation, "withdrawn", acting.clock())
        with acting.vault.write() as session:
            append_events(acting, session, [event], source="test")

    context.worker.change(context, "x", withdraw, touches=frozenset({"consents"}))
    settle(context)
    assert room(window).strip.text().count("of 1 person") == 2
    assert room(window).strip.text().endswith("2 more are open.")  # one for each withdrawal, at the partner and here
    cell = cell_of(window, study)
    assert (cell.n, cell.m) == (ALLOWED - 1, PEOPLE)


def test_the_file_for_auditors_is_written_and_verifies(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    dialogs.save_file = tmp_path / "answer.pdf"
    view = answer(window, study)
    view.do("use-answer")
    settle(window.context)
    view.do("decision-file")
    settle(window.context)
    verdict = verify_file(dialogs.save_file.read_bytes(), "answer.pdf")
    assert verdict.verdict == "valid", [str(reason) for reason in verdict.reasons]


def test_the_file_for_auditors_is_the_page_on_screen(
    window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    """An answer used before the page changed is another answer: the file says what the page shows, or nothing."""
    dialogs.save_file = tmp_path / "answer.pdf"
    view = answer(window, study)
    view.do("use-answer")
    settle(window.context)
    acting = window.context.worker.acting
    event = Event("w-9", "B-0003", DATASET, RESEARCH, acting.organisation, "withdrawn", acting.clock())
    with acting.vault.write() as session:
        append_events(acting, session, [event], source="test")
    view.refresh(frozenset({"consents"}))
    settle(window.context)
    dialogs.confirmed = False
    view.do("decision-file")
    settle(window.context)
    assert not dialogs.save_file.exists()
    (question,) = [arguments for method, arguments in dialogs.asked if method == "confirm"]
    assert f"{ALLOWED - 1:,}" in question[1].replace(".", ",")
    dialogs.confirmed = True
    view.do("decision-file")
    settle(window.context)
    inside = attached_files(open_pdf(dialogs.save_file.read_bytes()))["decision.json"]
    assert DecisionFile.read(inside).entry.body["n"] == ALLOWED - 1
