"""The red bar: a receipt, the file of an answer, a policy for machines, a calendar file that rest on a changed row are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from datapact.cli.actions.demo import DATASET, RESEARCH, Study
from datapact.consent.decision.used_decisions import use_decision
from datapact.consent.facts.question import Question
from datapact.consent.records.events import events_of
from datapact_ui.agreement_page.page.machines_dialog import MachinesDialog
from datapact_ui.audit.exports.decisions_section import DecisionsSection
from datapact_ui.consent.parts.record_files import RecordFiles
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.obligations.calendar.calendar_view import CalendarView
from datapact_ui.shell.main_window import MainWindow
from tests.ui.conftest import AnsweredDialogs
from tests.ui.recorded import settle, window
from tests.ui.studied import study, study_context, study_demo

__all__ = ["study", "study_context", "study_demo", "window"]

AGREEMENT = "UPDATE agreement SET title = 'Another'"
CONSENT = "UPDATE consent_event SET state = 2 WHERE event_id = '{event}'"


def sql(context: AppContext, statement: str) -> str:
    """The first value of a statement in SQL, as somebody with the key runs it."""
    with context.worker.acting.vault.write() as session:
        made = session.connection().exec_driver_sql(statement)
        return str(made.scalar()) if made.returns_rows else ""


def first_event(context: AppContext) -> str:
    return sql(context, "SELECT event_id FROM consent_event WHERE state <> 2 ORDER BY event_id LIMIT 1")


def save_receipt(window: MainWindow) -> None:
    with window.context.worker.acting.vault.read() as session:
        event = next(iter(events_of(session, event_id=first_event(window.context))))[1]
    RecordFiles(window.context, window).save_receipt(event, "pdf")


def save_answer(window: MainWindow) -> None:
    section = DecisionsSection(window.context, window)
    section.read()
    settle(window.context)
    assert section.table.choose(lambda one: bool(one.entry)), "the study has an answer that was used"
    section.export()


def save_policy(window: MainWindow) -> None:
    history = sql(window.context, "SELECT id FROM agreement WHERE stage = 'signed' LIMIT 1")
    dialog = MachinesDialog(window.context, history, "DP-1", window)
    settle(window.context)
    dialog.form.setCurrentIndex(dialog.form.findData("odrl"))
    dialog.save_button.click()


def save_calendar(window: MainWindow) -> None:
    view = CalendarView(window.context, window)
    settle(window.context)
    view.export()


@pytest.mark.parametrize(
    ("save", "changed"),
    [
        *((save, changed) for save in (save_receipt, save_answer, save_calendar) for changed in (AGREEMENT, CONSENT)),
        (save_policy, AGREEMENT),  # it rests on no consent
    ],
)
def test_a_file_that_rests_on_a_changed_row_is_refused_and_the_bar_stays(
    window: MainWindow,
    dialogs: AnsweredDialogs,
    qtbot: QtBot,
    tmp_path: Path,
    study: Study,
    save: Callable[[MainWindow], None],
    changed: str,
) -> None:
    bar, context = window.proof, window.context
    acting = context.worker.acting
    use_decision(acting, Question(dataset=DATASET, partner=study.partner, purpose=RESEARCH, at=acting.clock()))
    dialogs.save_file, dialogs.folder = tmp_path / "leaves.pdf", tmp_path
    bar.watch.prove_whole()
    settle(context)
    assert "Records checked: " in bar.state.text()
    assert bar.isHidden()
    before = {*tmp_path.rglob("*")}
    sql(context, changed.format(event=first_event(context)))
    save(window)
    settle(context)
    assert bar.isVisible()
    assert bar.state.text() == "Records: not those that were signed"
    assert bar.repair.isVisible()
    assert not [one for one in {*tmp_path.rglob("*")} - before if one.suffix in (".pdf", ".ics", ".jsonld")]
    bar.watch.prove_quickly()
    settle(context)
    assert bar.isVisible(), "what is proven of some rows says nothing of this one"
    bar.repair.click()
    settle(context)
    assert bar.isHidden()
    assert "Records checked: " in bar.state.text()
    save(window)
    settle(context)
    assert [one for one in tmp_path.rglob("*") if one.suffix in (".pdf", ".ics", ".jsonld")]
