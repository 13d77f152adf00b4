"""Bringing in a list as people keep it, through the real window: a title above, our own words, a corrected file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from datapact.cli.actions.demo import DATASET, SERVICE, Study
from datapact.consent.records.events import events_of
from datapact.organisation.acting.records import records
from datapact_ui.consent.imports.import_dialog import ImportDialog
from datapact_ui.consent.imports.import_mapping import MappingPage
from datapact_ui.consent.imports.import_report import ReportPage
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.tables.rows_table import RowsTable
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo"]

LIST = (
    "Einwilligungen Bedienstudie; Liste des Studienbüros\n"
    "\n"
    "Kürzel;Einwilligung für;Datum;Ja/Nein;Bemerkung\n"
    "B-9001;Bedienung verbessern;01.11.2026;ja;\n"
    "B-9002;{purpose};2026-11-02;nein;am Telefon\n"
)


def settle(context: AppContext) -> None:
    for _round in range(3):
        assert context.worker.wait_until_idle(30_000)
        QApplication.processEvents()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "liste.csv"
    file.write_text(LIST.format(purpose="Forschung"), "utf-8")
    return file


@pytest.fixture
def dialog(study_context: AppContext, study: Study, table: Path, qtbot: QtBot) -> Iterator[ImportDialog]:
    made = ImportDialog(study_context, table)
    made.show()
    settle(study_context)
    yield made
    settle(study_context)
    made.hide()
    made.deleteLater()


def mapping(dialog: ImportDialog) -> MappingPage:
    assert isinstance(dialog.page, MappingPage)
    return dialog.page


def read_as(dialog: ImportDialog, **fields: str) -> MappingPage:
    page = mapping(dialog)
    for heading, name in fields.items():
        box = page.columns[heading.replace("_", " ")]
        box.setCurrentIndex(box.findData(name))
    return page


def chosen(dialog: ImportDialog, context: AppContext) -> MappingPage:
    page = read_as(dialog, Kürzel="subject", Einwilligung_für="purpose")  # proposed so, too
    box = page.columns["Ja/Nein"]
    box.setCurrentIndex(box.findData("state"))
    page.for_all["dataset"].choose(DATASET)
    page.for_all["controller"].choose(context.worker.acting.organisation)
    assert page.why_not() == ""
    return page


def press(dialog: ImportDialog, name: str, context: AppContext) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    button.click()
    settle(context)


def warnings(dialog: ImportDialog) -> str:
    return " ".join(label.text() for label in dialog.page.findChildren(QLabel))


def test_headings_below_a_title_are_found_and_can_be_said(dialog: ImportDialog, study_context: AppContext) -> None:
    page = mapping(dialog)
    assert list(page.fields().values()) == ["subject", "purpose", "event_time", "state", ""]
    assert list(page.columns) == ["Kürzel", "Einwilligung für", "Datum", "Ja/Nein", "Bemerkung"]
    assert page.heading_line.currentData() == "3"
    rows = page.findChild(RowsTable, "first-rows")
    assert rows is not None
    assert [rows.lines.text(place, 0) for place in range(2)] == ["4", "5"]
    page.heading_line.setCurrentIndex(page.heading_line.findData("4"))
    settle(study_context)
    assert next(iter(mapping(dialog).columns)) == "B-9001"


def test_what_permits_nothing_is_said_and_a_corrected_file_is_read_alike(
    dialog: ImportDialog, study_context: AppContext, tmp_path: Path
) -> None:
    page = chosen(dialog, study_context)
    assert "The only notice on file is proposed" in warnings(dialog)
    page.for_all["notice"].setCurrentIndex(0)
    press(dialog, "check-file", study_context)
    assert isinstance(dialog.page, ReportPage)
    assert [(one.purpose, one.lines) for one in dialog.page.report.not_provided] == [("Forschung", 1)]
    assert "“Forschung”" in warnings(dialog)
    assert "1 consent names no notice" in warnings(dialog)
    assert "All is well" not in warnings(dialog)

    corrected = tmp_path / "liste korrigiert.csv"
    corrected.write_text(LIST.format(purpose="Bedienung verbessern"), "utf-8")
    dialog.take(corrected)
    settle(study_context)
    page = mapping(dialog)
    assert page.fields()["Kürzel"] == "subject"
    assert page.constants() == {"dataset": DATASET, "controller": study_context.worker.acting.organisation}
    notice = page.for_all["notice"]
    notice.setCurrentIndex(notice.count() - 1)
    press(dialog, "check-file", study_context)
    assert "All is well" in warnings(dialog)
    press(dialog, "import-file", study_context)
    with study_context.worker.acting.vault.read() as session:
        taken = {event.subject: event for _, event in events_of(session) if event.subject.startswith("B-9")}
    assert {one.purpose for one in taken.values()} == {SERVICE}
    assert dialog.focusWidget() is dialog.findChild(QPushButton, "import-cancel"), "Return closes the result"
    again = ImportDialog(study_context, corrected)
    settle(study_context)
    assert mapping(again).constants()["dataset"] == DATASET
    assert mapping(again).constants()["notice"], (
        "the newest valid version is kept, and said to be that of the last file"
    )
    assert "The notice is that of the last such file" in warnings(again)
    assert [taken[name].state for name in ("B-9001", "B-9002")] == ["given", "refused"]


def test_a_list_of_consents_given_needs_hardly_a_choice(
    study_context: AppContext, tmp_path: Path, qtbot: QtBot
) -> None:
    """Walked with 32 inputs for two files (issue 11): what the headings say is proposed, a name is explained where it is
    complained about, and the second file is read like the first."""
    file = tmp_path / "einwilligungen.csv"
    lines = "Personen-Nr;Zweck;Einwilligung am\nP-1001;Studie;02.11.2026\nP-1002;Bedienung verbessern;03.11.2026\n"
    file.write_text(lines, "utf-8")
    dialog = ImportDialog(study_context, file)
    dialog.show()
    settle(study_context)
    page = mapping(dialog)
    assert page.fields() == {"Personen-Nr": "subject", "Zweck": "purpose", "Einwilligung am": "event_time"}
    assert page.constants()["state"] == "given"
    assert page.constants()["controller"] == study_context.worker.acting.organisation
    assert "“Einwilligung am” has days of consent" in warnings(dialog)
    inputs = ["file", "name", "open"]
    if not page.constants().get("dataset"):
        page.for_all["dataset"].choose(DATASET)
        inputs += ["dataset", "its line"]
    if not page.constants().get("notice"):
        page.for_all["notice"].setCurrentIndex(page.for_all["notice"].count() - 1)
        inputs += ["notice", "its line"]
    notice = page.constants()["notice"]
    press(dialog, "check-file", study_context)
    inputs.append("check")
    assert "“Studie”. No agreement uses this word" in warnings(dialog)
    box = dialog.page.findChild(QComboBox, "read-as-1")
    assert box is not None
    assert box.itemData(0) == ""
    place = box.findData(SERVICE)
    assert place > 0
    box.setCurrentIndex(place)
    box.activated.emit(place)
    settle(study_context)
    inputs += ["read as", "its line"]
    assert "“Studie” is read as" in warnings(dialog)
    assert "All is well" in warnings(dialog)
    press(dialog, "import-file", study_context)
    press(dialog, "import-cancel", study_context)
    inputs += ["import", "done"]
    with study_context.worker.acting.vault.read() as session:
        taken = {event.subject: event.purpose for _, event in events_of(session) if event.subject.startswith("P-100")}
        mapped = [one.body["mapping"] for one in records(session, "consent_batch")]
    assert taken == {"P-1001": SERVICE, "P-1002": SERVICE}
    assert mapped[-1]["read_as"]["purposes"] == [[DATASET, "Studie", SERVICE]], "the record says who was read as what"

    second = tmp_path / "einwilligungen2.csv"
    second.write_text(lines.replace("P-100", "P-200"), "utf-8")
    again = ImportDialog(study_context, second)
    again.show()
    settle(study_context)
    inputs += ["file", "name", "open"]
    assert mapping(again).constants()["notice"] == notice
    press(again, "check-file", study_context)
    assert "All is well" in warnings(again)
    press(again, "import-file", study_context)
    press(again, "import-cancel", study_context)
    inputs += ["check", "import", "done"]
    assert len(inputs) <= 25, inputs


def test_a_name_that_was_explained_can_be_taken_back(study_context: AppContext, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("Pseudonym;Zweck;Einwilligung am\nP-1001;Studie;02.11.2026\n", "utf-8")
    dialog = ImportDialog(study_context, file)
    dialog.show()
    settle(study_context)
    mapping(dialog).for_all["dataset"].choose(DATASET)
    press(dialog, "check-file", study_context)
    box = dialog.page.findChild(QComboBox, "read-as-1")
    assert box is not None
    box.setCurrentIndex(1)
    box.activated.emit(1)
    settle(study_context)
    assert not dialog.page.findChildren(QComboBox, "read-as-1")
    press(dialog, "back-to-mapping", study_context)
    press(dialog, "check-file", study_context)
    assert not dialog.page.findChildren(QComboBox, "read-as-1"), "the way over the columns keeps it"
    press(dialog, "read-as-written", study_context)
    assert dialog.page.findChildren(QComboBox, "read-as-1")
    dialog.hide()
    dialog.deleteLater()
