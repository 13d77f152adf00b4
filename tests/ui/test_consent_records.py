"""The record browser through the real window: filters, one person's story, forms, receipts, proof, erasing."""

from __future__ import annotations

import json
from array import array
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from datapact.cli.actions.demo import ALLOWED, DATASET, PEOPLE, RESEARCH, SERVICE, Study
from datapact.consent.deliveries.deliveries import deliveries
from datapact.consent.matrix.question_form import QuestionForm
from datapact.consent.recalls.list import recall_lines
from datapact.consent.records.event import Event
from datapact.consent.records.status import standings
from datapact.consent.terms.purposes import MARKETING
from datapact.consent.views.browse import ListedRecord, RecordFilters, record_numbers
from datapact_ui.consent.decision.decision_view import DecisionView
from datapact_ui.consent.page.consent_view import ConsentView
from datapact_ui.consent.parts.record_files import PdfDialog
from datapact_ui.consent.records.change_dialog import ChangeDialog
from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog
from datapact_ui.consent.records.erase_person_dialog import ErasePersonDialog
from datapact_ui.consent.records.erased_dialog import ErasedDialog
from datapact_ui.consent.records.record_dialog import RecordDialog
from datapact_ui.consent.records.records_view import RecordsView
from datapact_ui.consent.records.rectify_dialog import RectifyDialog
from datapact_ui.consent.records.retention_dialog import RetentionDialog
from datapact_ui.consent.records.rule_dialog import RuleDialog
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.tables.rows_model import PAGE, Column, PagedRows, RowsModel
from datapact_ui.shell.main_window import MainWindow
from datapact_ui.shell.topics import TOPICS
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import act, dialog, enabled, said, settle, window
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo", "window"]
PDF = b"%PDF-1.7 form"


def browser(window: MainWindow) -> RecordsView:
    view = window.view()
    assert isinstance(view, ConsentView)
    part = view.part()
    assert isinstance(part, RecordsView)
    return part


def narrow(window: MainWindow, **options: str) -> RecordsView:
    window.context.show_view("consent", tab="records", **options)
    settle(window.context)
    return browser(window)


# ---- the list ----


def test_all_consents_and_what_narrows_them(window: MainWindow) -> None:
    part = browser(window)
    assert part.model.rowCount() == PEOPLE + PEOPLE // 4
    assert part.count_words.text() == "6,250 records"
    narrow(window, dataset=DATASET, purpose=RESEARCH, state="given")
    assert part.model.rowCount() == ALLOWED
    narrow(window, dataset=DATASET, purpose=RESEARCH, state="expired")
    assert {part.model.row(place).state for place in range(part.model.rowCount())} == {"expired"}  # type: ignore[union-attr]
    narrow(window, subject="B-481")
    subjects = {part.model.row(place).event.subject for place in range(part.model.rowCount())}  # type: ignore[union-attr]
    assert subjects == {f"B-481{number}" for number in range(10)}
    part.filters.clear.click()
    settle(window.context)
    assert part.model.rowCount() == PEOPLE + PEOPLE // 4


def test_every_event_and_as_at_a_day_before_the_withdrawal(window: MainWindow, study: Study) -> None:
    part = narrow(window, subject=study.withdrawn)
    assert [part.model.row(place).state for place in range(2)] == ["withdrawn", "given"]  # type: ignore[union-attr]
    narrow(window, subject=study.withdrawn, every="1")
    assert part.model.rowCount() == 3
    assert part.count_words.text() == "3 events"
    before = (window.context.today().toordinal()) - 20
    day = type(window.context.today()).fromordinal(before).isoformat()
    narrow(window, subject=study.withdrawn, day=day)
    assert {part.model.row(place).state for place in range(2)} == {"given"}  # type: ignore[union-attr]


def test_the_line_above_looks_for_pseudonyms_and_escape_empties_it(window: MainWindow, qtbot: QtBot) -> None:
    part = browser(window)
    act(window, "find-pseudonym")
    QTest.keyClicks(part.filters.subject, "B-0001")
    qtbot.waitUntil(lambda: part.filters.filters().subject == "B-0001")
    settle(window.context)
    assert part.model.rowCount() == 2
    QTest.keyClick(part.filters.subject, Qt.Key.Key_Down)
    assert part.table.hasFocus()
    part.filters.subject.setFocus()
    QTest.keyClick(part.filters.subject, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not part.filters.filters().subject)


def test_nothing_fits_says_so(window: MainWindow) -> None:
    part = narrow(window, subject="nobody")
    assert part._lists.currentWidget() is part._none_found
    assert part.person.heading.text() == "Nobody is chosen"
    assert not enabled(window, "withdraw")
    part.filters.show_all()
    settle(window.context)
    assert part._lists.currentWidget() is part.table


def test_nothing_fits_keeps_the_pseudonym_that_was_looked_for(window: MainWindow) -> None:
    part = narrow(window, subject="B-0005", dataset=DATASET, purpose=SERVICE, state="withdrawn")
    assert part._lists.currentWidget() is part._none_found
    button = part._none_found.findChild(QPushButton)
    assert button is not None
    button.click()
    settle(window.context)
    assert part.filters.filters() == RecordFilters(subject="B-0005")
    assert part.model.rowCount() == 2


def test_from_the_people_without_a_consent_back_to_the_answer(window: MainWindow, study: Study) -> None:
    window.context.open_decision(QuestionForm(DATASET, study.partner, SERVICE))
    settle(window.context)
    view = window.view()
    assert isinstance(view, DecisionView)
    assert view.page is not None
    lacking = view.page.decision.tally.counts["unknown"]
    records = view.findChild(QPushButton, "records-unknown")
    assert records is not None
    records.click()
    settle(window.context)
    part = browser(window)
    assert part.model.rowCount() == lacking
    assert "nothing is on record for" in part.count_words.text()
    assert "nothing for" in part.filters.findChild(QWidget, "record-purpose").text()
    part.filters.back.click()
    settle(window.context)
    assert isinstance(window.view(), DecisionView)
    assert narrow(window, dataset=DATASET).filters.back.isHidden()


def test_headings_of_times_order_and_the_order_is_remembered(window: MainWindow) -> None:
    part = browser(window)
    header = part.table.horizontalHeader()
    header.setSortIndicator(5, Qt.SortOrder.AscendingOrder)
    settle(window.context)
    times = [part.model.row(place).event.at for place in range(40)]  # type: ignore[union-attr]
    assert times == sorted(times)
    assert window.context.recall("consent.records")["order"] == "at"  # type: ignore[index,call-overload]
    header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)  # nothing is ordered by that
    assert part.filters.filters().order == "at"


def test_a_million_rows_cost_their_numbers_only(qtbot: QtBot) -> None:
    asked: list[int] = []

    def read(numbers: Any) -> dict[int, ListedRecord]:
        asked.extend(numbers)
        return {}

    model = RowsModel([Column("subject", "Pseudonym", 18, lambda one: one.event.subject)])
    model.show(PagedRows(array("q", range(1_000_000)), read))
    assert model.rowCount() == 1_000_000
    assert not asked
    model.data(model.index(500_000, 0))
    assert len(asked) == PAGE


def test_the_model_keeps_qts_rules(study_context: AppContext, qtbot: QtBot) -> None:
    with study_context.worker.acting.vault.read() as session:
        numbers = record_numbers(session, RecordFilters(), study_context.now())[:50]
    event = Event("e", "P1", "d", RESEARCH, "external:1", "given", study_context.now())
    model = RowsModel([Column("subject", "Pseudonym", 18, lambda one: one.event.subject)])
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(PagedRows(numbers, lambda wanted: {one: ListedRecord(one, event, "given") for one in wanted}))
    assert tester is not None
    assert model.index(0, 0).data() == "P1"


# ---- one person ----


def test_the_story_of_a_person(window: MainWindow, study: Study) -> None:
    part = narrow(window, subject=study.withdrawn)
    lines = [line.sentence.text() for line in part.person.lines()]
    assert lines[0].startswith("Consent was withdrawn: “Research on usability”")
    assert lines[1] == "Data left to Institut für Produktionsdaten e. V. for “Research on usability”.", (
        "as it is agreed"
    )
    assert len(lines) == 4
    assert part.person.story is not None
    assert part.person.story.subject == study.withdrawn


def test_a_withdrawal_is_known_since_the_day_on_which_it_arrived(window: MainWindow) -> None:
    from datapact.base.local_time import day_of, local_zone
    from datapact.consent.recalls.pending import open_recalls

    narrow(window, subject="B-0004")
    act(window, "withdraw")
    form = dialog(ChangeDialog, window.context)
    today = window.context.today()
    form.at.set_day(today - timedelta(days=5))
    form.received.set_day(today - timedelta(days=6))
    form.do()
    settle(window.context)
    assert form.isVisible(), "nobody receives what was not declared yet"
    form.received.set_day(today - timedelta(days=3))
    form.do()
    settle(window.context)
    now = window.context.now()
    with window.context.worker.acting.vault.read() as session:
        since = {
            day_of(one.since, local_zone(now)) for one in open_recalls(session, now) if one.stage in ("tell", "own")
        }
    assert today - timedelta(days=3) in since
    assert today not in since


def test_a_withdrawal_by_form_calls_the_data_back(window: MainWindow, tmp_path: Path) -> None:
    narrow(window, subject="B-0004")
    act(window, "withdraw")
    form = dialog(ChangeDialog, window.context)
    assert len(form.scopes) == 1
    letter = tmp_path / "Brief.pdf"
    letter.write_bytes(PDF)
    form.file.set_path(letter)
    form.reference.setText("Brief vom 20. November")
    form.do()
    settle(window.context)
    part = browser(window)
    assert part.model.row(0).state == "withdrawn"  # type: ignore[union-attr]
    assert part.person.lines()[0].sentence.text().startswith("Consent was withdrawn")
    from datapact.consent.recalls.pending import open_recalls

    with window.context.worker.acting.vault.read() as session:
        tell = [one for one in open_recalls(session, window.context.now()) if one.stage == "tell"]
    assert sum(one.people for one in tell) == 2, "one line for each day on which we learned of it"
    assert not enabled(window, "withdraw")


def test_an_objection_to_all_marketing_is_recorded_in_all_data_that_have_the_person(window: MainWindow) -> None:
    narrow(window, subject="B-0005")
    act(window, "object")
    form = dialog(ChangeDialog, window.context)
    form.about.choose(f"marketing:{window.context.identity.organisation}")
    form.reference.setText("Brief 7")
    form.do()
    settle(window.context)
    acting = window.context.worker.acting
    with acting.vault.read() as session:
        recorded = [one for one in standings(session, "B-0005", window.context.now()) if one.state == "objected"]
    assert [(one.scope.purpose, one.scope.controller, one.event.more["evidence"]) for one in recorded] == [
        (MARKETING, acting.organisation, "Brief 7")
    ]


def test_what_is_no_letter_is_refused_in_the_form(window: MainWindow, tmp_path: Path) -> None:
    narrow(window, subject="B-0005")
    act(window, "restrict")
    form = dialog(ChangeDialog, window.context)
    wrong = tmp_path / "Brief.docx"
    wrong.write_bytes(b"PK")
    form.file.set_path(wrong)
    form.do()
    settle(window.context)
    assert form.isVisible()
    assert "not a PDF" in form.problem.words.text()
    form.reject()


def test_another_spelling_of_a_person_is_asked_about_first(window: MainWindow, dialogs: AnsweredDialogs) -> None:
    for subject, answer, asked in (("K-0777", None, 0), ("k-0777", False, 1), ("k-0777", True, 2)):
        act(window, "record-consent")
        form = dialog(RecordDialog, window.context)
        form.dataset.choose("panel")
        form.purpose.choose("dpv:Marketing")
        form.subject.setText(subject)
        dialogs.confirmed = answer
        form.do()
        settle(window.context)
        assert sum(method == "confirm" for method, _given in dialogs.asked) == asked
        assert (isValid(form) and form.isVisible()) is (answer is False)
        if answer is False:
            form.reject()
            settle(window.context)
    assert "k-0777 differs from K-0777" in dialogs.asked[-1][1][1]
    assert narrow(window, subject="k-0777").model.row(0) is not None


def test_a_single_consent_with_its_signed_form(window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    act(window, "record-consent")
    form = dialog(RecordDialog, window.context)
    assert not form.doing.isEnabled()
    form.dataset.choose("panel")
    form.purpose.choose("dpv:Marketing")
    form.subject.setText("Anna Müller")
    assert "looks like a name" in form.problem.words.text()
    assert not form.doing.isEnabled()
    form.subject.setText("K-0001")
    assert not form.problem.isVisible()
    paper = tmp_path / "form.pdf"
    paper.write_bytes(PDF)
    form.file.set_path(paper)
    form.until.line.setText("31/12/2030")
    form.explicit.setChecked(True)
    form.do()
    settle(window.context)
    part = narrow(window, subject="K-0001")
    record = part.model.row(0)
    assert record is not None
    assert (record.event.dataset, record.event.purpose) == ("panel", "https://w3id.org/dpv#Marketing")
    assert record.event.explicit
    assert part.person.story is not None
    (happening,) = part.person.story.happenings
    kept = tmp_path / "again.pdf"
    dialogs.save_file = kept
    part._files.save_form(record.event, happening.form)
    settle(window.context)
    assert kept.read_bytes() == PDF
    part._files.show_form(happening.form)
    assert dialog(PdfDialog, window.context)
    dialog(PdfDialog, window.context).reject()


def test_receipt_and_proof_are_written(window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    narrow(window, subject="B-0007", dataset=DATASET, purpose=RESEARCH)
    dialogs.save_file = tmp_path / "receipt.json"
    act(window, "receipt-json")
    receipt = json.loads((tmp_path / "receipt.json").read_bytes())
    assert receipt["pii_principal_id"] == "B-0007"
    dialogs.save_file = tmp_path / "receipt.pdf"
    act(window, "receipt-pdf")
    assert (tmp_path / "receipt.pdf").read_bytes().startswith(b"%PDF-")
    dialogs.save_file = tmp_path / "proof.json"
    act(window, "proof")
    assert json.loads((tmp_path / "proof.json").read_bytes())["type"] == "datapact-consent-row"


def test_the_menu_of_an_event_offers_its_files(window: MainWindow) -> None:
    from PySide6.QtWidgets import QMenu

    part = narrow(window, subject="B-0007")
    left, given = part.person.lines()[:2]
    assert left.files is None  # a delivery has none
    assert given.files is not None
    line = given
    line.files.click()
    menu = line.files.findChild(QMenu, "files-menu")
    assert menu is not None
    assert [one.text() for one in menu.actions()] == ["Receipt as PDF …", "Receipt as JSON …", "Proof …"]
    menu.close()


def test_to_whom_did_it_go(window: MainWindow, study: Study, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    narrow(window, subject=study.withdrawn)
    act(window, "whom-we-told")
    asked = dialog(DisclosureLogDialog, window.context)
    assert asked.says.text() == f"Data of {study.withdrawn} went to 1 recipient:"
    assert "Institut für Produktionsdaten e. V." in said(asked)
    dialogs.save_file = tmp_path / "answer.pdf"
    asked.save()
    settle(window.context)
    assert (tmp_path / "answer.pdf").read_bytes().startswith(b"%PDF-")
    asked.subject.setText("B-9999")
    asked.ask()
    settle(window.context)
    assert asked.says.text() == "No delivery of the data of B-9999 is recorded in Operator study."
    asked.reject()


def test_an_access_request_begins_with_a_pseudonym_alone(window: MainWindow, study: Study) -> None:
    topic = next(one for one in TOPICS if "Art. 15" in one.text)
    window.context.show_view(topic.view, **topic.options)
    settle(window.context)
    asked = dialog(DisclosureLogDialog, window.context)
    asked.ask()
    assert asked.says.text() == "Enter the pseudonym."
    asked.subject.setText("B-9999")
    asked.ask()
    settle(window.context)
    assert asked.says.text().startswith("Nobody is on file under this pseudonym.")
    assert not asked.save_button.isEnabled()
    asked.subject.setText(study.withdrawn)
    asked.ask()
    settle(window.context)
    assert asked.says.text() == f"Data of {study.withdrawn} went to 1 recipient:"
    assert asked.dataset.currentText() == "Operator study"
    asked.reject()


# ---- what was corrected ----


def test_a_rectification_opens_a_recall_at_whoever_got_the_data(window: MainWindow) -> None:
    narrow(window, subject="B-0003")
    act(window, "rectify")
    form = dialog(RectifyDialog, window.context)
    assert form.subjects.toPlainText() == "B-0003"
    assert not form.doing.isEnabled()
    form.what.setText("postcode")
    form.do()
    settle(window.context)
    with window.context.worker.acting.vault.read() as session:
        asked = [(one.step, one.ask, one.people) for one in recall_lines(session, window.context.now())]
    assert ("tell", "rectify", 1) in asked


# ---- keeping and erasing ----


def test_a_person_is_erased_on_request(window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    part = narrow(window, subject="B-5000")  # ran out before the delivery: nobody has to be told
    act(window, "erase-person")
    form = dialog(ErasePersonDialog, window.context)
    assert not form.doing.isEnabled()
    form.reason.setText("Antrag 12/2026")
    dialogs.confirmed = False
    form.do()
    assert form.isVisible()
    dialogs.confirmed = True
    form.do()
    made = dialog(ErasedDialog, window.context)
    assert "1 event of consent" in said(made)
    dialogs.save_file = tmp_path / "report.pdf"
    made.findChild(QPushButton, "save-report-1").click()  # type: ignore[union-attr]
    settle(window.context)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF-")
    made.reject()
    assert part.model.rowCount() == 0
    narrow(window, subject="B-0003")
    act(window, "erase-person")
    again = dialog(ErasePersonDialog, window.context)
    again.reason.setText("Antrag B-0003")
    again.do()
    settle(window.context)
    assert "must not name the person" in again.problem.words.text()
    again.reason.setText("Antrag 13/2026")
    again.do()
    kept = dialog(ErasedDialog, window.context)
    assert "stays until the recipient has been told" in said(kept)
    kept.renew_backups()
    settle(window.context)
    assert kept.backups.words.text().startswith("The automatic backups were made anew")
    kept.reject()


def test_rules_are_changed_and_what_is_due_is_erased(window: MainWindow, dialogs: AnsweredDialogs) -> None:
    act(window, "keeping")
    kept = dialog(RetentionDialog, window.context)
    assert kept.says.words.text() == "Nothing is due today."
    assert not kept.erase.isEnabled()
    kept.change_rule()
    rule = dialog(RuleDialog, window.context)
    assert rule.months.value() == 36
    assert not rule.doing.isEnabled()
    rule.months.setValue(1)
    rule.reason.setPlainText("The study ends.")
    rule.do()
    settle(window.context)
    assert kept.erase.isEnabled()
    assert "rows are due today" in kept.says.words.text()
    dialogs.confirmed = True
    kept.erase_due()
    dialog(ErasedDialog, window.context).reject()
    title, text, *_rest = dialogs.asked[-1][1]
    assert title == "Erase what is due?"
    assert "What stays: salted digests" in text
    settle(window.context)
    assert kept.says.words.text() == "Nothing is due today."
    assert len(kept.past.lines.lines()) == 1
    kept.reject()


# ---- who may what ----


def test_who_only_reads_can_change_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    context = window.context
    context.identity = replace(context.identity, roles=frozenset({"auditor"}))
    view = RecordsView(context, window)
    settle(context)
    for action in view.actions():
        changes = action.objectName() in {
            "import-consents",
            "record-consent",
            "withdraw",
            "object",
            "restrict",
            "record-for-person",
            "erase-person",
        }
        if changes:
            assert not action.isEnabled(), action.objectName()
            assert action.toolTip()
    view.deleteLater()


def test_a_dropped_table_is_looked_at(window: MainWindow, tmp_path: Path) -> None:
    from datapact_ui.consent.imports.import_dialog import ImportDialog

    table = tmp_path / "new.csv"
    table.write_text("pseudonym,state\nP1,given\n", "utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(table))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    browser(window).dropEvent(event)
    looked = dialog(ImportDialog, window.context)
    assert looked.path == table
    looked.reject()


def test_the_empty_room_says_how_to_begin(context: AppContext, qtbot: QtBot) -> None:
    view = RecordsView(context)
    qtbot.addWidget(view)
    view.show()
    settle(context)
    assert view.pages.currentIndex() == 1
    assert "No consents yet" in said(view)
    with context.worker.acting.vault.read() as session:
        assert not deliveries(session)
    assert SERVICE


@pytest.mark.parametrize("tab", ["records", "notices", "deliveries", "recalls"])
def test_f1_opens_the_page_about_records(window: MainWindow, tab: str, qtbot: QtBot) -> None:
    from datapact_ui.consent.records.disclosure_log_dialog import DisclosureLogDialog
    from datapact_ui.kit.dialogs.guide_window import GuideWindow

    window.context.show_view("consent", tab=tab)
    settle(window.context)
    QTest.keyClick(window, Qt.Key.Key_F1)
    guide = window.findChild(GuideWindow)
    assert guide is not None
    assert guide.browser.page == "records"
    guide.close()
    window.context.show_view("consent", tab="matrix")
    assert window.view().help_page == "consent"
    over = DisclosureLogDialog(window.context, "", "", window)
    over.open()
    over.activateWindow()
    qtbot.waitUntil(over.isActiveWindow)
    QTest.keyClick(over, Qt.Key.Key_F1)
    shown = over.findChild(GuideWindow)
    assert shown is not None
    assert shown.browser.page == "records"
    shown.close()
    over.reject()
