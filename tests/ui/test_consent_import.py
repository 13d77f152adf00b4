"""Importing a table of consents through the real window: mapping, dry run, report, import, cancelling, the background."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from datapact.cli.actions.demo import DATASET, RESEARCH, SERVICE
from datapact.consent.imports.options import AS_FOUND
from datapact.consent.imports.preview import preview
from datapact.consent.records.bulk_write import CHUNK
from datapact.consent.records.events import events_of
from datapact.consent.views.browse import RecordFilters, record_numbers
from datapact.history.entries.store import load_one
from datapact_ui.consent.deliveries.recalls_view import RecallsView
from datapact_ui.consent.imports.import_dialog import ImportDialog
from datapact_ui.consent.imports.import_mapping import MappingPage
from datapact_ui.consent.imports.import_report import ReportPage, lines_to_check
from datapact_ui.consent.records.records_view import RecordsView
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.shell.main_window import MainWindow
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import act, button, dialog, dialogs_of, part, press, read, said, settle, window
from tests.ui.studied import study, study_context, study_demo
from tests.ui.test_accessibility import nameless

__all__ = ["study", "study_context", "study_demo", "window"]
HEADINGS = "Studien-ID;Zweck;Einwilligung;Datum;Fassung"
GOOD = (
    "N-0001;wissenschaftliche Forschung;ja;02.04.2026;2",
    "N-0002;wissenschaftliche Forschung;nein;03.04.2026;2",
    "N-0003;wissenschaftliche Forschung;ja;04.04.2026;2",
)
WRONG = (
    "Anna Müller;wissenschaftliche Forschung;ja;05.05.2026;2",
    "anna@example.org;wissenschaftliche Forschung;ja;05.05.2026;2",
    "N-0005;wissenschaftliche Forschung;vielleicht;05.05.2026;2",
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return written(tmp_path, GOOD)


def written(folder: Path, lines: tuple[str, ...], name: str = "liste.csv", headings: str = HEADINGS) -> Path:
    file = folder / name
    file.write_text("\n".join([headings, *lines]) + "\n", "utf-8")
    return file


def opened(window: MainWindow, path: Path, dialogs: AnsweredDialogs) -> ImportDialog:
    """The file, chosen by the action of the list and looked into."""
    dialogs.open_file = path
    act(window, "import-consents")
    return dialog(ImportDialog, window.context)


def mapping(shown: ImportDialog) -> MappingPage:
    assert isinstance(shown.page, MappingPage)
    return shown.page


def report(shown: ImportDialog) -> ReportPage:
    assert isinstance(shown.page, ReportPage)
    return shown.page


def read_as_ours(shown: ImportDialog) -> MappingPage:
    """What the file has no column for."""
    page = mapping(shown)
    page.for_all["dataset"].choose(DATASET)
    page.for_all["controller"].setCurrentIndex(1)
    page.for_all["notice"].choose("operator-study")
    return page


def known(context: AppContext, subject: str = "N-") -> int:
    return len(read(context, lambda session: record_numbers(session, RecordFilters(subject=subject), context.now())))


# ---- how a file is read ----


def test_the_preview_says_what_is_recognised_and_what_is_missing(
    window: MainWindow, table: Path, dialogs: AnsweredDialogs
) -> None:
    shown = opened(window, table, dialogs)
    page = mapping(shown)
    assert page.fields() == {
        "Studien-ID": "subject",
        "Zweck": "purpose",
        "Einwilligung": "state",
        "Datum": "event_time",
        "Fassung": "notice_version",
    }
    assert "N-0001  ·  N-0002  ·  N-0003" in said(page)
    assert page.constants()["dataset"] == DATASET  # proposed: the only one with consents; and the controller: it is us
    assert "proposed, as the only dataset with consents so far" in said(page)
    page.for_all["dataset"].choose("")
    assert "Still missing: dataset." in page.problem.words.text()
    assert not button(shown, "check-file").isEnabled()
    read_as_ours(shown)
    assert not page.problem.isVisible()
    assert button(shown, "check-file").isEnabled()
    page.columns["Zweck"].setCurrentIndex(0)  # left out: something else has to say it
    assert not button(shown, "check-file").isEnabled()
    page.for_all["purpose"].choose(SERVICE)
    assert button(shown, "check-file").isEnabled()
    assert page.constants()["purpose"] == SERVICE


def test_a_notice_for_all_lines_is_a_version_or_what_the_file_has_versions_of(
    window: MainWindow, table: Path, dialogs: AnsweredDialogs
) -> None:
    page = read_as_ours(opened(window, table, dialogs))
    assert page.constants()["notice"] == "operator-study"
    assert "notice_version" not in page.constants()
    fassung: QComboBox = page.columns["Fassung"]
    fassung.setCurrentIndex(0)
    assert page.constants()["notice_version"] == "2"
    fassung.setCurrentIndex(fassung.findData("notice_version"))
    assert "notice_version" not in page.constants()
    assert page.constants()["notice"] == "operator-study"


def test_dates_that_can_be_read_in_two_ways_are_asked_about(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    file = written(tmp_path, ("N-0001;wissenschaftliche Forschung;ja;02/04/2026;2",))
    shown = opened(window, file, dialogs)
    page = read_as_ours(shown)
    assert "two ways" in page.problem.words.text()
    assert not button(shown, "check-file").isEnabled()
    page.order.setCurrentIndex(page.order.findData("mdy"))
    press(shown, "check-file", window.context)
    (group,) = report(shown).report.groups
    assert group.first.astimezone().date().isoformat() == "2026-02-04"
    press(shown, "back-to-mapping", window.context)
    assert mapping(shown).options().date_order == "mdy"  # what was said before stays
    assert mapping(shown).constants()["dataset"] == DATASET


def test_what_is_no_table_says_so_and_another_file_can_be_taken(
    window: MainWindow, table: Path, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    wrong = tmp_path / "liste.xlsx"
    wrong.write_bytes(b"no workbook")
    shown = opened(window, wrong, dialogs)
    assert button(shown, "another-file").isEnabled()
    assert [one.objectName() for one in shown.findChildren(type(button(shown, "import-cancel"))) if one.isVisible()]
    assert "liste.xlsx" in shown.windowTitle()
    dialogs.open_file = table
    press(shown, "another-file", window.context)
    assert len(mapping(shown).columns) == 5
    other = written(tmp_path, ("P-1;ja",), "zweite.csv", "Studien-ID;Einwilligung")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    shown.dropEvent(
        QDropEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )
    settle(window.context)
    assert len(mapping(shown).columns) == 2
    shown.reject()
    assert not dialogs_of(ImportDialog)


# ---- the dry run and the import ----


def test_a_dry_run_names_every_line_that_cannot_be_taken(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    before = read(window.context, lambda session: len(events_of(session)))
    shown = opened(window, written(tmp_path, GOOD + WRONG), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    page = report(shown)
    assert "Nothing can be imported: 3 lines cannot be taken." in said(page)
    assert [line for line, _reason in page.report.refusals] == [5, 6, 7]
    assert "Line 5: “Anna Müller” looks like a name" in said(page)
    assert page.table is not None
    page.table.selectRow(2)
    assert "Line 7: “vielleicht” is not a state" in said(page)
    assert not shown.findChildren(type(button(shown, "import-cancel")), "import-file")
    dialogs.save_file = tmp_path / "report.csv"
    press(page, "save-report", window.context)
    saved = (tmp_path / "report.csv").read_text("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in saved[1:]] == ["5", "6", "7"]
    assert read(window.context, lambda session: len(events_of(session))) == before
    shown.reject()


def test_bad_lines_can_be_left_aside_and_are_mended(
    window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    bad = "N-0009;wissenschaftliche Forschung;ja;31.02.2026;2"
    shown = opened(window, written(tmp_path, (*GOOD, bad)), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    assert "1 line can be left aside" in said(shown)
    dialogs.save_file = tmp_path / "liste-to-mend.csv"
    press(shown, "leave-aside", window.context)
    assert known(window.context) == len(GOOD)
    assert "1 line was left aside: liste-to-mend.csv" in said(shown)
    rest = dialogs.save_file.read_text("utf-8-sig")
    assert rest.splitlines()[1].startswith("N-0009") or "N-0009" in rest
    shown.reject()
    view = part(window, RecordsView, "records")
    assert view.aside.isVisibleTo(view)
    assert "1 line of “liste.csv”" in view.aside.line.words.text()

    dialogs.save_file.write_text(rest.replace("31.02.2026", "28.02.2026"), "utf-8")
    named = opened(window, dialogs.save_file, dialogs)
    assert mapping(named).for_all["dataset"].value() == DATASET  # by the name of the file
    named.reject()
    other = opened(
        window, written(tmp_path, (*GOOD, GOOD[0].replace("N-0001", "N-0100")), name="liste-zwei.csv"), dialogs
    )
    press(other, "check-file", window.context)
    page = report(other)
    assert page.mends is not None
    assert not page.mended()  # a name that only begins in the same way brings nothing back
    other.reject()
    renamed = tmp_path / "berichtigt.csv"
    renamed.write_text(rest.replace("31.02.2026", "28.02.2026"), "utf-8")
    dialogs.open_file = renamed
    view.aside.mended.click()
    again = dialog(ImportDialog, window.context)
    assert mapping(again).for_all["dataset"].value() == DATASET  # as it was for the others
    press(again, "check-file", window.context)
    page = report(again)
    assert page.mends is not None
    assert "yes: 1 line of “liste.csv”" in page.mends.currentText()  # by the button, whatever the name of the file
    press(again, "import-file", window.context)
    again.reject()
    assert known(window.context) == len(GOOD) + 1
    settle(window.context)
    assert not view.aside.isVisibleTo(view)


def test_all_of_a_file_is_imported_as_one_signed_entry(
    window: MainWindow, table: Path, dialogs: AnsweredDialogs
) -> None:
    view = part(window, RecordsView, "records", subject="N-")
    assert view.model.rowCount() == 0
    shown = opened(window, table, dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    assert "All is well: 3 lines can be imported. Nothing was written yet." in said(shown)
    assert [(one.purpose, one.state, one.lines) for one in report(shown).report.groups] == [
        (RESEARCH, "given", 2),
        (RESEARCH, "refused", 1),
    ]
    assert known(window.context) == 0
    press(shown, "import-file", window.context)
    assert "3 events were imported and signed as one entry." in said(shown)
    batch = report(shown).report.batch
    assert batch is not None
    assert read(window.context, lambda session: load_one(session, batch.entry)) is not None
    assert view.model.rowCount() == 3  # the list behind has them already
    assert not button(shown, "import-cancel").isHidden()
    shown.reject()
    again = opened(window, table, dialogs)
    read_as_ours(again)
    press(again, "check-file", window.context)
    assert "There is nothing new in this file." in said(again)
    again.reject()


def test_withdrawals_of_a_file_lead_to_the_recalls(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    file = written(tmp_path, ("B-0011;wissenschaftliche Forschung;widerrufen;heute;2",))
    file.write_text(file.read_text("utf-8").replace("heute", f"{window.context.today():%Y-%m-%d}"), "utf-8")
    shown = opened(window, file, dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    assert "1 line is a withdrawal, objection or restriction." in said(shown)
    press(shown, "import-file", window.context)
    press(shown, "import-recalls", window.context)
    recalls = window.view().part()  # type: ignore[attr-defined]
    assert isinstance(recalls, RecallsView)
    assert {one.step for one in recalls.table.lines.lines()} == {"tell", "own"}
    assert not dialogs_of(ImportDialog)


def test_names_become_keyed_pseudonyms_and_who_is_who_can_be_saved(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    shown = opened(window, written(tmp_path, WRONG[:2]), dialogs)
    read_as_ours(shown).keyed.setChecked(True)
    press(shown, "check-file", window.context)
    press(shown, "import-file", window.context)
    assert "Keyed pseudonyms were made of 2 people." in said(shown)
    dialogs.save_file = tmp_path / "who.csv"
    press(shown, "save-people", window.context)
    saved = (tmp_path / "who.csv").read_text("utf-8-sig").splitlines()
    assert saved[0] == "dataset,person,pseudonym"
    made = {line.split(",")[1]: line.split(",")[2] for line in saved[1:]}
    assert set(made) == {"Anna Müller", "anna@example.org"}
    assert all(known(window.context, subject) == 1 for subject in made.values())
    assert known(window.context, "Anna") == 0
    shown.reject()


# ---- a long import ----


@contextmanager
def held(context: AppContext) -> Iterator[threading.Event]:
    """Holds the import at its first report of progress, in its own thread, until it is let go."""
    reached, go_on = threading.Event(), threading.Event()

    def hold(_number: int, _what: str, done: int, _total: int) -> None:
        if done:
            reached.set()
            assert go_on.wait(30)

    connection = context.worker.progressed.connect(hold, Qt.ConnectionType.DirectConnection)
    try:
        yield reached
    finally:
        context.worker.progressed.disconnect(connection)
        go_on.set()


def long_file(folder: Path) -> Path:
    lines = tuple(f"N-{number:05d};wissenschaftliche Forschung;ja;02.04.2026;2" for number in range(CHUNK + 5))
    return written(folder, lines)


def test_the_window_is_free_during_an_import_and_cancel_leaves_nothing(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs, qtbot: QtBot
) -> None:
    shown = opened(window, long_file(tmp_path), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    before = read(window.context, lambda session: len(events_of(session)))
    with held(window.context) as reached:
        button(shown, "import-file").click()
        qtbot.waitUntil(reached.is_set)
        assert shown.busy
        assert not shown.isModal()
        view = part_without_waiting(window)
        QTest.keyClicks(view.filters.subject, "B-0001")  # reading goes on beside the import
        qtbot.waitUntil(lambda: view.model.rowCount() == 2)
        qtbot.waitUntil(lambda: bool(shown.findChildren(type(button(shown, "import-behind")), "progress-cancel")))
        cancel = next(iter(shown.findChildren(type(button(shown, "import-behind")), "progress-cancel")))
        qtbot.waitUntil(cancel.isVisible)
        assert not nameless(shown)
        cancel.click()
    settle(window.context)
    assert not shown.busy
    assert shown.isVisible()
    assert button(shown, "import-file").isEnabled()  # it can be begun again
    assert known(window.context) == 0
    assert read(window.context, lambda session: len(events_of(session))) == before
    shown.reject()


def part_without_waiting(window: MainWindow) -> RecordsView:
    found = window.view().part()  # type: ignore[attr-defined]
    assert isinstance(found, RecordsView)
    return found


def test_an_import_goes_on_in_the_background_and_shows_its_result(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs, qtbot: QtBot
) -> None:
    shown = opened(window, long_file(tmp_path), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    with held(window.context) as reached:
        button(shown, "import-file").click()
        qtbot.waitUntil(reached.is_set)
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert not shown.isVisible()
        next(one for one in window.view().actions() if one.objectName() == "import-consents").trigger()
        assert shown.isVisible()  # the one that is underway, and no second one
        assert len(dialogs_of(ImportDialog)) == 1
        button(shown, "import-behind").click()
        assert not shown.isVisible()
    settle(window.context)
    assert shown.isVisible()
    assert report(shown).report.taken == CHUNK + 5
    shown.reject()


def test_nothing_is_shown_of_an_import_that_ends_while_the_vault_is_being_locked(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs, qtbot: QtBot
) -> None:
    shown = opened(window, long_file(tmp_path), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    with held(window.context) as reached:
        button(shown, "import-file").click()
        qtbot.waitUntil(reached.is_set)
        shown.reject()
        window.hide()
    settle(window.context)
    assert not shown.isVisible()
    assert known(window.context) == CHUNK + 5


def test_what_meets_nothing_and_second_spellings_are_shown_before_and_after(
    window: MainWindow, tmp_path: Path, dialogs: AnsweredDialogs
) -> None:
    lines = (*GOOD, "n-0003;wissenschaftliche Forschung;widerrufen;05.04.2026;2")
    shown = opened(window, written(tmp_path, lines), dialogs)
    read_as_ours(shown)
    press(shown, "check-file", window.context)
    page = report(shown)
    assert page.report.held_back
    assert page.checks is not None
    assert [one[0] for one in lines_to_check(page.report)] == [5, 5]
    assert "Is it the same person?" in said(page)
    assert "meets no consent on file" in said(page)
    assert not nameless(shown)
    go = button(shown, "import-file")
    assert not go.isEnabled()
    assert page.meant is not None
    page.meant.click()
    assert go.isEnabled()
    press(shown, "import-file", window.context)
    done = report(shown)
    assert done.report.taken == 4
    assert done.meant is None
    assert "who is written otherwise" in said(done)
    shown.reject()


def test_headings_are_read_as_they_were_the_last_time(window: MainWindow, tmp_path: Path) -> None:
    """The mapping of a file stays for the next one with the same headings, and our organisation is proposed."""
    from datapact_ui.consent.imports.import_dialog import _name_of

    context = window.context
    file = tmp_path / "one.csv"
    file.write_text("Kürzel;Verwendungszweck;Was\nB-1;Forschung;ja\n;;\n", "utf-8")
    found = preview(file, AS_FOUND)
    assert {one.heading: one.field for one in found.columns}["Verwendungszweck"] == "purpose"
    assert len(found.rows) == 1  # a line of nothing but delimiters is none
    context.remember(
        "consent.import.columns", {_name_of(found): {"Kürzel": "subject", "Verwendungszweck": "", "Was": "state"}}
    )
    dialog = ImportDialog(context, file)
    context.worker.wait_until_idle()
    page = dialog.page
    assert isinstance(page, MappingPage)
    assert page.fields() == {"Kürzel": "subject", "Verwendungszweck": "", "Was": "state"}
    assert page.constants()["controller"] == context.identity.organisation
    dialog.reject()
