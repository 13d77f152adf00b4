"""Notices through the real window: a version by form and from a file, what it says, and what stops when it is invalid."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from datapact.base.resources import data_folder
from datapact.cli.actions.demo import DATASET, RESEARCH
from datapact.consent.notices.notices import notices
from datapact.pdf.reports.parts import Paragraph, Report
from datapact.pdf.reports.report import render_report
from datapact_ui.consent.compliance_records.invalidate_dialog import InvalidateDialog
from datapact_ui.consent.compliance_records.notice_dialog import NoticeDialog
from datapact_ui.consent.compliance_records.notices_view import NoticesView
from datapact_ui.consent.parts.record_files import PdfDialog
from datapact_ui.consent.parts.what_if_dialog import WhatIfDialog
from datapact_ui.consent.records.records_view import RecordsView
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.fields.day_field import show_day
from datapact_ui.shell.main_window import MainWindow
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import act, dialog, enabled, part, press, read, said, settle, window
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo", "window"]


@pytest.fixture
def view(window: MainWindow) -> NoticesView:
    return part(window, NoticesView, "notices", notice="operator-study", version="2")


def standing(view: NoticesView) -> dict[str, str]:
    return {one.notice.version: one.standing for one in view.table.lines.lines()}


def test_a_version_says_what_people_were_told_and_how_many_rest_on_it(view: NoticesView, window: MainWindow) -> None:
    (line,) = view.table.lines.lines()
    assert (line.notice.key, line.notice.version, line.standing) == ("operator-study", "2", "valid")
    assert f"{line.consents:,}" in view.facts.text()
    assert "Institut für Produktionsdaten e. V." in view.facts.text()
    act(window, "notice-consents")
    shown = window.view().part()  # type: ignore[attr-defined]
    assert isinstance(shown, RecordsView)
    assert shown.filters.filters().notice == ("operator-study", "2")
    assert shown.model.rowCount() == 6_249  # the newest word of the one who withdrew names no notice


def test_the_next_version_is_put_on_file_with_its_pdf(
    view: NoticesView, window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    context = window.context
    assert not enabled(window, "show-notice-file")
    act(window, "add-notice")
    form = dialog(NoticeDialog, context)
    assert form.key.text() == "operator-study"  # the next version of the one that was chosen
    assert not form.doing.isEnabled()
    form.version.setText("3")
    form.valid_from.line.setText(show_day(context.today() + timedelta(days=30)))
    assert "Give the text" in form.why_not()
    wrong = tmp_path / "information.pdf"
    wrong.write_bytes(b"no PDF")
    form.german.set_path(wrong)
    form.do()
    settle(context)
    assert form.isVisible()
    assert "is not a PDF" in form.problem.words.text()
    pdf = render_report(
        Report(title="Information", language="de", blocks=(Paragraph("Dritte Fassung."),)), context.now()
    )
    wrong.write_bytes(pdf)
    form.do()
    settle(context)
    assert standing(view) == {"2": "valid", "3": "later"}
    assert view.table.choose(lambda one: one.notice.version == "3")
    act(window, "show-notice-file")
    dialog(PdfDialog, context).reject()
    dialogs.save_file = tmp_path / "again.pdf"
    act(window, "save-notice-file")
    assert (tmp_path / "again.pdf").read_bytes() == pdf
    before = read(context, notices)["operator-study", "2"]
    after = read(context, notices)["operator-study", "3"]
    assert (set(after.purposes), after.controllers) == (set(before.purposes), before.controllers)


def test_a_notice_comes_from_a_file_with_its_texts(
    view: NoticesView, window: MainWindow, dialogs: AnsweredDialogs, tmp_path: Path
) -> None:
    shipped = (data_folder() / "demo" / "study" / "notice.toml").read_text("utf-8")
    file = tmp_path / "notice.toml"
    file.write_text(shipped.replace('version = "2"', 'version = "2a"'), "utf-8")
    dialogs.open_file = file
    act(window, "notice-from-file")
    current = view.table.current()
    assert current is not None
    assert current.notice.version == "2a"


def test_what_stops_is_words_before_a_version_is_invalid(view: NoticesView, window: MainWindow) -> None:
    context = window.context
    act(window, "notice-what-if")
    dialog(WhatIfDialog, context).reject()  # looking changes nothing
    assert standing(view) == {"2": "valid"}
    act(window, "invalidate-notice")
    form = dialog(InvalidateDialog, context)
    settle(context)
    assert "answers of the matrix stop" in form.stops.words.text()
    assert "→" in form.cells.text()
    assert not form.doing.isEnabled()
    form.reason.setPlainText("Der Empfänger fehlte.")
    form.do()
    settle(context)
    assert standing(view) == {"2": "invalid"}
    assert "Der Empfänger fehlte." in view.facts.text()
    assert not enabled(window, "invalidate-notice")
    consents = part(window, RecordsView, "records", dataset=DATASET, purpose=RESEARCH, state="given")
    assert consents.model.rowCount() > 0  # nobody's consent was changed


def test_who_only_reads_adds_nothing(window: MainWindow, study_context: AppContext) -> None:
    study_context.identity = replace(study_context.identity, roles=frozenset({"auditor"}))
    made = NoticesView(study_context, window)
    settle(study_context)
    for action in made.actions():
        if action.objectName() in {"add-notice", "notice-from-file", "invalidate-notice"}:
            assert not action.isEnabled(), action.objectName()
            assert action.toolTip()
    made.deleteLater()


def test_the_empty_part_says_how_to_begin(context: AppContext, qtbot: QtBot) -> None:
    made = NoticesView(context)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    assert "No notices yet" in said(made)
    press(made, "empty-action", context)
    dialog(NoticeDialog, context).reject()
    context.identity = replace(context.identity, roles=frozenset({"auditor"}))
    reader = NoticesView(context)
    qtbot.addWidget(reader)
    reader.show()
    settle(context)
    assert not reader.findChildren(QPushButton, "empty-action")
