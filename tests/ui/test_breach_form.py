"""A breach in its window: the live plan beside the form, recording, steps with evidence, the notification, the list."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.consent.deliveries.by_hand import ByHand, record_by_hand
from datapact.consent.deliveries.deliveries import Sent
from datapact.obligations.breaches.breach import (
    Breach,
    breaches,
    find_breach,
    marks_of_steps,
    read_breach,
    record_breach,
    write_breach,
)
from datapact.obligations.breaches.page import breach_lines, breach_preview
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.kit.widgets.warning_line import WarningLine
from datapact_ui.obligations.breaches.breach_dialogs import NoticeDialog, StepDoneDialog
from datapact_ui.obligations.breaches.breach_form import DRAFT, BreachForm
from datapact_ui.obligations.breaches.breach_list import steps_words
from datapact_ui.obligations.calendar.calendar_view import CalendarView
from tests.consent.sharing import add_partner
from tests.obligations.offices import file_contract
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of

RECENT = timedelta(hours=3)


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> CalendarView:
    file_contract(context.worker.acting, "R-1", breach={"hours": 24})
    made = CalendarView(context)
    qtbot.addWidget(made)
    made.resize(1300, 900)
    made.show()
    settle(context)
    return made


def settle(context: AppContext) -> None:
    for _round in range(4):
        assert context.worker.wait_until_idle()


def form_of(view: CalendarView) -> BreachForm:
    found = view.breaches.form
    assert found is not None
    return found


def begin(view: CalendarView) -> BreachForm:
    view.new_breach()
    settle(view.context)
    return form_of(view)


def shown_plan(form: BreachForm, context: AppContext) -> list[str]:
    form.show_plan()
    settle(context)
    assert form.plan.plan is not None
    return [step.id for step in form.plan.plan.steps]


def press(view: CalendarView, name: str) -> None:
    button = view.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    button.click()
    settle(view.context)


def test_the_plan_follows_what_is_entered(view: CalendarView) -> None:
    form = begin(view)
    assert "authority" in shown_plan(form, view.context)
    form.fields.role.setCurrentIndex(form.fields.role.findData("processor"))
    form.fields.role.activated.emit(0)
    assert "authority" not in shown_plan(form, view.context)
    form.fields.datasets.edited.emit(["machine-logs"])
    steps = shown_plan(form, view.context)
    assert any(step.startswith("party-") for step in steps)
    number = next(iter(form.fields.breach().agreements))
    form.fields.agreements.removed.emit(number)
    settle(view.context)
    assert number not in form.fields.breach().agreements
    form.fields.agreements.number.setText("R-1")
    form.fields.agreements.number.returnPressed.emit()
    settle(view.context)
    assert form.fields.breach().agreements


def test_a_notification_is_written_to_others_alone_and_no_button_moves(
    view: CalendarView, dialogs: AnsweredDialogs
) -> None:
    """A decision of the house is no notification; what is there before the breach is recorded stays where it is."""
    acting = view.context.worker.acting
    with acting.vault.write() as session:
        institute = add_partner(session, "Institut für Produktion")
    form = begin(view)
    fields = form.fields
    fields.title_line.setText("Laptop")
    fields.where.setCurrentIndex(fields.where.findData(institute))
    fields.where.activated.emit(0)
    fields.risk.setCurrentIndex(fields.risk.findData("high"))
    fields.risk.activated.emit(0)
    assert {"more-data", "documentation", "authority", "subjects"} <= set(shown_plan(form, view.context))
    place = form.discard.pos()
    form.recording.click()
    settle(view.context)
    plan = form.plan.plan
    assert plan is not None
    offered = {one.id for one in plan.steps if form.plan.findChild(QPushButton, f"breach-notice-{one.id}") is not None}
    assert offered == {one.id for one in plan.steps if one.tells_others and not one.id.startswith("ask-")}
    assert {"authority", "subjects"} <= offered
    assert not {"more-data", "documentation"} & offered
    assert form.discard.pos() == place
    assert not form.recording.isEnabled()
    assert form.recording.accessibleDescription() == "There are no changes to record."


def test_a_breach_at_a_partners_asks_what_it_said(view: CalendarView, dialogs: AnsweredDialogs) -> None:
    acting = view.context.worker.acting
    with acting.vault.write() as session:
        institute = add_partner(session, "Institut für Produktion")
    by_hand = ByHand(
        "machine-logs", institute, "research", "old", (Sent("P1"), Sent("P2")), at=acting.clock(), version="1"
    )
    record_by_hand(acting, by_hand)
    form = begin(view)
    fields = form.fields
    assert not fields.told.isVisible()
    fields.where.setCurrentIndex(fields.where.findData(institute))
    fields.where.activated.emit(0)
    assert fields.told.isVisible()
    fields.told_by.setText("Dr. Wolf, by telephone")
    assert fields.breach().told_by == "Dr. Wolf, by telephone"
    steps = shown_plan(form, view.context)
    assert any(one.startswith("ask-") for one in steps)
    assert fields.breach().datasets == ("machine-logs",)  # what went there
    assert fields.counted.text() == "Take over: 2 people by the deliveries"
    fields.counted.setFocus()
    fields.counted.click()
    assert fields.breach().people == 2
    assert not fields.counted.isVisible()
    assert view.focusWidget() is fields.people, "the focus stays in the form"
    known = fields.partner_aware.known
    assert known is not None
    known.setChecked(True)
    assert fields.breach().day_only == ("partner_aware",)  # no hour is proposed
    fields.partner_aware.time.setText("08:15")
    fields.partner_aware.time.editingFinished.emit()
    assert (fields.partner_aware.time.text(), fields.breach().day_only) == ("08:15", ())
    fields.partner_aware.time.setText("acht")
    fields.partner_aware.time.editingFinished.emit()
    form.record()
    assert not form.breach.key, "an hour that cannot be read is no day alone"
    fields.partner_aware.time.setText("08:15")
    fields.partner_aware.time.editingFinished.emit()
    assert fields.unread() is None
    known.setChecked(False)
    told = fields.breach().aware - timedelta(hours=2)
    fields.told.set_moment(told)
    fields.told.edited.emit()
    assert fields.breach().aware == fields.breach().told == told.replace(second=0, microsecond=0)
    for hours in (9, 2, 5):  # a wrong hour that is corrected leaves nothing behind
        fields.told.set_moment(told - timedelta(hours=hours))
        fields.told.edited.emit()
        assert fields.breach().aware == fields.breach().told
    fields.aware.set_moment(told - timedelta(hours=7))
    fields.aware.edited.emit()
    fields.told.set_moment(told)
    fields.told.edited.emit()
    assert fields.breach().aware < told - timedelta(hours=6)  # entered by hand, it stays
    fields.title_line.setText("Laptop")
    dialogs.confirmed = False
    form.record()
    assert not form.breach.key
    assert [one[0] for method, one in dialogs.asked if method == "confirm"] == [
        "Did you know before the partner told you?"
    ]


def test_fields_of_other_laws_stand_only_where_ticked(view: CalendarView) -> None:
    form = begin(view)
    assert not form.fields.available.isVisible()
    form.fields.regimes["cra_vulnerability"].setChecked(True)
    assert form.fields.available.isVisible()
    assert "nis2-24h" not in shown_plan(form, view.context)
    form.fields.regimes["nis2"].setChecked(True)
    steps = shown_plan(form, view.context)
    assert {"nis2-24h", "nis2-72h", "nis2-final", "cra-vulnerability-24h"} <= set(steps)
    assert form.fields.available.known is not None
    form.fields.available.known.setChecked(True)
    assert "cra-vulnerability-final" in shown_plan(form, view.context)
    form.fields.regimes["cra_vulnerability"].setChecked(False)
    assert form.fields.breach().measure_available is None
    assert not form.fields.classified.isVisible()
    form.fields.regimes["dora"].setChecked(True)
    assert form.fields.classified.isVisible()
    assert "dora-initial" in shown_plan(form, view.context)
    assert not form.fields.regimes["ai_death"].isVisible()
    form.fields.regimes["ai_deployer"].setChecked(True)
    assert form.fields.regimes["ai_death"].isVisible()
    form.fields.regimes["ai_death"].setChecked(True)
    assert "ai_death" in form.fields.breach().regimes
    form.fields.regimes["ai_deployer"].setChecked(False)
    assert not {"ai_death", "ai_deployer"} & set(form.fields.breach().regimes)


def test_a_breach_is_recorded_with_its_steps(view: CalendarView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    form = begin(view)
    assert not form.recording.isEnabled()
    form.fields.title_line.setText("Laptop verloren")
    form.fields.title_line.textEdited.emit("Laptop verloren")
    form.fields.people.setText("12")
    form.record()
    settle(view.context)
    assert form.breach.key
    assert form.state.text() == "Recorded."
    with view.context.worker.acting.vault.read() as session:
        assert find_breach(session, form.breach.key).people == 12
    press(view, "breach-done-authority")
    dialog = dialog_of(view, StepDoneDialog)
    dialog.reference.setText("Az. 47/11")
    proof = tmp_path / "receipt.pdf"
    proof.write_bytes(b"%PDF-1.4 receipt")
    dialog.file.set_path(proof)
    dialog.doing.click()
    settle(view.context)
    press(view, "breach-not-needed-subjects")
    reason = dialog_of(view, ReasonDialog)
    reason.text.setPlainText("Die Platte war verschlüsselt.")
    reason.doing.click()
    settle(view.context)
    with view.context.worker.acting.vault.read() as session:
        marks = marks_of_steps(session, form.breach.key)
    assert marks["authority"].evidence["reference"] == "Az. 47/11"
    assert marks["authority"].evidence["evidence"]
    assert marks["subjects"].state == "not_needed"
    dialogs.save_file = tmp_path / "notice.pdf"
    press(view, "breach-notice-authority")
    asking = dialog_of(view, NoticeDialog)
    missing = " ".join(one.words.text() for one in asking.findChildren(WarningLine))
    assert "Not entered yet: the likely consequences" in missing
    asking.do()
    settle(view.context)
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF-")
    press(view, "breach-back")
    assert view.breaches.table.topLevelItemCount() == 1
    assert "open" in view.breaches.table.topLevelItem(0).text(3)


def test_what_is_entered_is_kept_until_it_is_recorded_or_discarded(
    view: CalendarView, dialogs: AnsweredDialogs, context: AppContext, qtbot: QtBot
) -> None:
    form = begin(view)
    form.fields.title_line.setText("Server gehackt")
    form.fields.title_line.textEdited.emit("Server gehackt")
    form.fields.what.setPlainText("Ransomware")
    assert isinstance(context.recall(DRAFT), dict)
    other = CalendarView(context)
    qtbot.addWidget(other)
    other.show()
    again = begin(other)
    assert again.fields.title_line.text() == "Server gehackt"
    assert again.fields.what.toPlainText() == "Ransomware"
    dialogs.confirmed = True
    again.discard.click()
    settle(context)
    assert context.recall(DRAFT) is None
    assert other.breaches.form is None


def test_impossible_times_are_refused_and_the_form_stays(view: CalendarView, context: AppContext) -> None:
    said: list[str] = []
    context.worker.failed.connect(lambda error: said.append(str(error)))
    form = begin(view)
    form.fields.title_line.setText("Aus der Zukunft")
    form.fields.aware.set_moment(context.now() + timedelta(days=2))
    form.record()
    settle(context)
    assert "future" in said[0]
    assert not form.breach.key
    assert form.fields.title_line.text() == "Aus der Zukunft"


def test_a_recorded_breach_opens_from_the_agenda(view: CalendarView, context: AppContext) -> None:
    breach = record_breach(context.worker.acting, Breach(title="Laptop", aware=context.now() - RECENT))
    context.changed.emit(frozenset({"obligations"}))
    settle(context)
    model = view.table.agenda
    row = next(row for row in range(model.rowCount()) if (d := model.obligation(row)) and d.kind == "breach")
    view.table.selectRow(row)
    view.panel.findChild(QPushButton, "obligation-way").click()
    settle(context)
    assert form_of(view).breach.key == breach.key
    assert not form_of(view).recording.isEnabled()


def test_the_list_says_what_is_overdue(context: AppContext) -> None:
    acting = context.worker.acting
    record_breach(acting, Breach(title="Alt", aware=context.now() - timedelta(days=5)))
    record_breach(acting, Breach(title="Neu", aware=context.now() - RECENT, risk="none", people=0))
    lines = breach_lines(acting)
    assert [line.breach.title for line in lines] == ["Neu", "Alt"]
    assert lines[1].overdue
    assert "overdue" in steps_words(lines[1])
    assert steps_words(replace(lines[1], open=0)) == "all steps taken"


def test_the_preview_adds_agreements_only_where_asked(context: AppContext) -> None:
    acting = context.worker.acting
    history = file_contract(acting, "R-9")
    breach = Breach(title="x", aware=context.now() - RECENT, datasets=("machine-logs",))
    assert history in [one.id for one in breach_preview(acting, breach).agreements]
    assert history not in [one.id for one in breach_preview(acting, breach, [history]).agreements]
    assert not breach_preview(acting, breach, find=False).agreements
    with acting.vault.read() as session:
        assert breaches(session) == ()


def test_a_draft_comes_back_as_it_was() -> None:
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    breach = Breach(title="x", aware=now, what="y", people=3, datasets=("a",), regimes=("nis2",), occurred=now)
    assert read_breach(write_breach(breach, ""), now) == breach
    assert read_breach({}, now) == Breach(title="", aware=now)


def test_every_control_has_a_name(view: CalendarView) -> None:
    begin(view)
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.focusProxy():
            reader = QAccessible.queryAccessibleInterface(widget)
            inside = widget.objectName() == "qt_tabwidget_tabbar"
            assert reader.text(QAccessible.Text.Name) or inside, widget.objectName() or widget


def test_enter_adds_the_only_dataset_that_fits_and_nothing_typed_is_lost(view: CalendarView, qtbot: QtBot) -> None:
    field = begin(view).fields.datasets
    line = field.box.lineEdit()
    assert line is not None
    names = [field.box.itemText(number).casefold() for number in range(1, field.box.count())]
    alone = next(text for n in range(3, 60) if sum((text := names[0][:n]) in name for name in names) == 1)
    line.setFocus()
    QTest.keyClicks(line, alone)
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: line.text() == "")
    assert form_of(view).fields.breach().datasets == (field.box.itemData(1),)
    QTest.keyClicks(line, "nothing of the kind")
    QTest.keyClick(line, Qt.Key.Key_Return)
    problem = field.findChild(QLabel, "problem-breach-datasets")
    assert problem is not None
    assert not problem.isHidden()
