"""The calendar in its window: groups, filters, one duty with its reckoning and evidence, time line, reminders."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from datapact.base.errors import WrongUse
from datapact.consent.proof import run
from datapact.consent.proof.run import Rests, proven_whole
from datapact.consent.proof.unproven import Proof
from datapact.obligations.agenda import leaving
from datapact.obligations.agenda.agenda import NOBODY, Filters
from datapact.obligations.agenda.page import days_of_quarter, quarters
from datapact.obligations.due import commands, other, policies, signature_proofs
from datapact.obligations.due.obligation import Obligation
from datapact.obligations.due.signature_proofs import ProofRecord, keep_proof_record
from datapact.organisation.acting.acting_member import Acting
from datapact.vault.database.session import Session
from datapact_ui.kit.context.app_context import AppContext
from datapact_ui.kit.context.overdue import OBLIGATIONS, OverdueWatch
from datapact_ui.kit.dialogs.reason_dialog import ReasonDialog
from datapact_ui.obligations.calendar.agenda_filters import AgendaSettings, read_agenda_settings
from datapact_ui.obligations.calendar.calendar_view import CalendarView
from datapact_ui.obligations.calendar.overdue_today import OverdueToday
from datapact_ui.obligations.calendar.reminder_bar import ReminderBar
from datapact_ui.obligations.due.agenda_model import DUE, STATE, AgendaModel
from datapact_ui.obligations.due.obligation_appearance import SETTLED_ELSEWHERE
from datapact_ui.obligations.due.obligation_dialogs import AddObligationDialog, DoneDialog
from tests.ui.calendar_context import with_contracts
from tests.ui.conftest import AnsweredDialogs
from tests.ui.exchanged import dialog_of


@pytest.fixture
def view(context: AppContext, qtbot: QtBot) -> CalendarView:
    with_contracts(context.worker.acting, context.today())
    commands.add(context.worker.acting, "Firewall prüfen", context.today() - timedelta(days=2))
    made = CalendarView(context)
    qtbot.addWidget(made)
    made.resize(1300, 900)
    made.show()
    settle(context)
    return made


def settle(context: AppContext) -> None:
    for _round in range(3):
        assert context.worker.wait_until_idle()


def texts(view: CalendarView, column: int = 0) -> list[str]:
    model = view.table.agenda
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def choose(view: CalendarView, title: str) -> Obligation:
    model = view.table.agenda
    row = next(row for row in range(model.rowCount()) if (d := model.obligation(row)) and title in str(d.title))
    view.table.selectRow(row)
    found = view.panel.obligation
    assert found is not None
    return found


def press(view: CalendarView, parent: QWidget, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    button.click()
    settle(view.context)


def places(context: AppContext) -> list[Any]:
    return context.places  # type: ignore[attr-defined,no-any-return]


# ---- the agenda ----


def test_overdue_comes_first_with_icon_and_word(view: CalendarView) -> None:
    model = view.table.agenda
    assert texts(view)[0].startswith("Overdue (")
    assert any(text.startswith("Within 7 days (") for text in texts(view))
    row = next(row for row in range(model.rowCount()) if (d := model.obligation(row)) and d.overdue)
    name, words, tone = model.index(row, STATE).data(Qt.ItemDataRole.UserRole)
    assert (name, words, tone) == ("warning", "overdue", "bad")
    assert model.index(row, DUE).data(Qt.ItemDataRole.ForegroundRole) is not None
    assert "overdue" in view.figures.text()
    assert "overdue" in model.index(row, STATE).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_model_keeps_the_rules_of_qt(view: CalendarView) -> None:
    assert view.page is not None
    model = AgendaModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_page(view.page)
    assert model.rowCount() == len(view.page.obligations) + len(view.page.groups)
    del tester


def test_one_obligation_shows_how_its_day_was_found(view: CalendarView) -> None:
    obligation = choose(view, "Review the agreement")
    words = view.panel.findChild(QWidget, "obligation-reckoning")
    assert words is not None
    assert obligation.steps
    view.panel.findChild(QPushButton, "obligation-agreement").click()
    assert places(view.context)[-1].view == "agreement"
    assert places(view.context)[-1].key == obligation.agreement


def test_proofs_that_end_lead_to_the_round_that_renews_them(context: AppContext, qtbot: QtBot) -> None:
    acting, today = context.worker.acting, context.today()
    history = with_contracts(acting, today)
    ends = datetime.combine(today + timedelta(days=40), time(12), UTC)
    with acting.vault.write() as session:
        keep_proof_record(session, history, ProofRecord("A" * 43, "B" * 43, "B-LTA", ends))
    view = CalendarView(context)
    qtbot.addWidget(view)
    view.show()
    settle(context)
    found = choose(view, "Renew the proofs of the signatures")
    assert (found.kind, found.overdue, found.agreement) == ("proof", True, history)
    assert view.panel.findChild(QPushButton, "obligation-done-button") is None, "nobody's word renews a timestamp"
    with pytest.raises(WrongUse, match="archive renew"):
        commands.assign(acting, found.key, "anna-keller")
    press(view, view.panel, "obligation-way")
    assert (places(context)[-1].view, places(context)[-1].options) == ("settings", {"group": "signing"})
    with acting.vault.write() as session:  # as after a round
        keep_proof_record(session, history, ProofRecord("A" * 43, "C" * 43, "B-LTA", ends + timedelta(days=3000)))
    view.refresh(frozenset({"agenda"}))
    settle(context)
    assert not any("Renew the proofs" in one for one in texts(view, 1))


def test_nothing_is_recorded_of_a_kind_that_no_table_has() -> None:
    """Its buttons would all fail: there is no such duty for the vault."""
    made = set[str]()
    for module in (other, policies, signature_proofs):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.keyword) and node.arg == "kind" and isinstance(node.value, ast.Constant):
                made.add(str(node.value.value))
    assert made
    assert made <= SETTLED_ELSEWHERE


def test_filters_narrow_and_are_remembered(view: CalendarView) -> None:
    everything = len(texts(view))
    view.narrow({"state": "overdue"})
    settle(view.context)
    assert 1 < len(texts(view)) < everything
    view.narrow({"partner": "Institut für Produktion"})
    settle(view.context)
    assert "Firewall prüfen" not in texts(view, 1)
    assert read_agenda_settings(view.context.recall("calendar.filters")).filters.partner == "Institut für Produktion"
    view.narrow({"kind": "milestone", "owner": "anna-keller"})
    settle(view.context)
    assert view._pages.currentWidget() is view._none_found
    view.filters.clear.click()
    settle(view.context)
    assert len(texts(view)) == everything


def test_what_was_remembered_and_makes_no_sense_is_left_out() -> None:
    kept = AgendaSettings(Filters(owner=NOBODY, kinds=("review",), states=("done",)), all_years=True)
    assert read_agenda_settings(kept.as_json()) == kept
    assert read_agenda_settings({"kinds": ["nonsense", 3], "states": "x", "all_years": 1}) == AgendaSettings()
    assert read_agenda_settings("nonsense") == AgendaSettings()


def test_a_month_of_the_line_leads_to_its_first_obligation(view: CalendarView, qtbot: QtBot) -> None:
    view.time_line.setFocus()
    qtbot.keyClick(view.time_line, Qt.Key.Key_Right)
    assert "duties" in view.time_line.accessibleName() or "duty" in view.time_line.accessibleName()
    qtbot.keyClick(view.time_line, Qt.Key.Key_End)
    qtbot.keyClick(view.time_line, Qt.Key.Key_Return)
    obligation = view.panel.obligation
    assert obligation is None or not obligation.overdue


# ---- what is recorded ----


def test_a_obligation_is_met_with_evidence(view: CalendarView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    obligation = choose(view, "Firewall prüfen")
    press(view, view.panel, "obligation-done-button")
    dialog = dialog_of(view, DoneDialog)
    file = tmp_path / "protokoll.txt"
    file.write_text("geprüft", "utf-8")
    dialogs.open_file = file
    dialog.file.choose.click()
    dialog.reference.setText("Ticket 4711")
    dialog.doing.click()
    settle(view.context)
    assert obligation.key not in [one.key for one in view.page.obligations]  # type: ignore[union-attr]
    view.narrow({"state": "done"})
    settle(view.context)
    done = choose(view, "Firewall prüfen")
    assert done.evidence["reference"] == "Ticket 4711"
    assert view.panel.findChild(QWidget, "obligation-evidence") is not None
    dialogs.save_file = tmp_path / "again.txt"
    press(view, view.panel, "obligation-evidence-file")
    assert (tmp_path / "again.txt").read_text("utf-8") == "geprüft"
    dialogs.confirmed = True
    press(view, view.panel, "obligation-reopen")
    view.narrow({"state": "overdue"})
    settle(view.context)
    assert choose(view, "Firewall prüfen").overdue


def test_a_obligation_is_waived_with_a_reason(view: CalendarView) -> None:
    obligation = choose(view, "Firewall prüfen")
    press(view, view.panel, "obligation-waive-button")
    dialog = dialog_of(view, ReasonDialog)
    assert not dialog.doing.isEnabled()
    dialog.text.setPlainText("Die Firewall gibt es nicht mehr.")
    dialog.doing.click()
    settle(view.context)
    assert obligation.key not in [one.key for one in view.page.obligations]  # type: ignore[union-attr]


def test_a_obligation_is_given_to_a_member(view: CalendarView) -> None:
    choose(view, "Review the agreement")
    box = view.panel.findChild(QComboBox, "obligation-owner")
    assert box is not None
    box.setCurrentIndex(box.findData("martin-vogt"))
    box.activated.emit(box.currentIndex())
    settle(view.context)
    assert choose(view, "Review the agreement").owner == "martin-vogt"
    view.narrow({"owner": "martin-vogt"})
    settle(view.context)
    assert {obligation.owner for obligation in view.page.obligations} == {"martin-vogt"}  # type: ignore[union-attr]


def test_a_obligation_of_our_own_is_added(view: CalendarView) -> None:
    view.add_obligation()
    dialog = dialog_of(view, AddObligationDialog)
    assert not dialog.doing.isEnabled()
    dialog.title_line.setText("Zertifikat erneuern")
    day = view.context.today() + timedelta(days=20)
    dialog.due.choose(day)
    dialog.agreement.setText("R-1")
    dialog.every.setValue(12)
    dialog.doing.click()
    settle(view.context)
    obligation = choose(view, "Zertifikat erneuern")
    assert (obligation.due, obligation.owner, obligation.number) == (day, "anna-keller", "R-1")


def test_a_deletion_needs_its_certificate(
    styled: object, qtbot: QtBot, dialogs: AnsweredDialogs, context: AppContext
) -> None:
    from datapact.base.texts import Message

    obligation = Obligation("0" * 16, "", "deletion", Message("Delete"), context.today())
    dialog = DoneDialog(context, obligation)
    qtbot.addWidget(dialog)
    assert not dialog.doing.isEnabled()
    for line in (dialog.scope, dialog.method, dialog.signatory):
        assert line is not None
        line.setText("x")
    assert dialog.doing.isEnabled()
    assert (dialog.met().scope, dialog.met().file) == ("x", None)


def test_the_agenda_goes_out_as_a_calendar_file(view: CalendarView, dialogs: AnsweredDialogs, tmp_path: Path) -> None:
    dialogs.save_file = tmp_path / "days.ics"
    view.export()
    settle(view.context)
    data = (tmp_path / "days.ics").read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR")
    assert b"Firewall" in data


def test_a_lead_may_not_waive(context: AppContext, qtbot: QtBot) -> None:
    from dataclasses import replace

    with_contracts(context.worker.acting, context.today())
    context.identity = replace(context.identity, roles=frozenset({"auditor"}))
    made = CalendarView(context)
    qtbot.addWidget(made)
    made.show()
    settle(context)
    choose(made, "Review the agreement")
    for name in ("obligation-done-button", "obligation-waive-button"):
        button = made.panel.findChild(QPushButton, name)
        assert button is not None
        assert not button.isEnabled()
        assert "roles" in button.toolTip()
    actions = {action.objectName(): action for action in made.actions()}
    assert not actions["add-obligation"].isEnabled()


# ---- what is red, and reminders ----


def test_obligations_are_derived_in_portions_beside_other_work(
    context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.obligations.offices import file_contract

    monkeypatch.setattr("datapact_ui.kit.context.overdue.PORTION", 1)
    review = {"first": context.today() - timedelta(days=1), "every_months": 12}
    for number in range(3):
        file_contract(context.worker.acting, f"R-{number}", review=review)
    told: list[int] = []
    changes: list[frozenset[str]] = []
    context.changed.connect(changes.append)
    watch = OverdueWatch(context, lambda number, _words: told.append(number))
    assert watch.parent() is context  # nothing asks a context that is gone
    for _round in range(6):
        settle(context)
    assert told[-1] >= told[0]
    assert changes.count(frozenset({OBLIGATIONS})) == 1
    watch.deleteLater()


def test_what_is_red_leads_to_its_room(context: AppContext, qtbot: QtBot) -> None:
    from datapact.obligations.agenda.dashboard import needs_me

    obligation = commands.add(context.worker.acting, "Firewall prüfen", context.today() - timedelta(days=2))
    red = OverdueToday(context)
    qtbot.addWidget(red)
    red.show_red(needs_me(context.worker.acting))
    assert not red.isHidden()
    first = red.rows.topLevelItem(0)
    assert first is not None
    rows = [red.rows.topLevelItem(row).text(0) for row in range(red.rows.topLevelItemCount())]
    assert any(text.startswith("overdue: Firewall") for text in rows)
    red.rows.opened.emit(obligation.key)
    assert places(context)[-1].options == {"obligation": obligation.key}


@pytest.fixture
def bar(context: AppContext, qtbot: QtBot) -> ReminderBar:
    with_contracts(context.worker.acting, context.today())
    made = ReminderBar(context)
    qtbot.addWidget(made)
    settle(context)
    return made


def test_reminders_stay_until_they_were_seen(bar: ReminderBar, context: AppContext) -> None:
    assert not bar.isHidden()
    assert "reminder" in bar.heading.text()
    bar.unfold.setChecked(True)
    assert not bar.list.isHidden()
    assert any("Review the agreement" in line.text() for line in bar.list.findChildren(QLabel))
    bar.findChild(QPushButton, "reminders-show").click()
    assert places(context)[-1].view == "calendar"
    bar.findChild(QPushButton, "reminders-seen").click()
    settle(context)
    assert bar.isHidden()
    bar.ask()
    settle(context)
    assert bar.isHidden()


def test_a_notice_on_the_desktop_names_nobody_and_comes_once(
    bar: ReminderBar, context: AppContext, dialogs: AnsweredDialogs
) -> None:
    assert len(dialogs.noticed) == 1
    title, words = dialogs.noticed[0]
    for name in ("Institut", "Keller", "R-1", "Maschinendaten", "Review"):
        assert name not in title + words
    bar.ask()
    settle(context)
    assert len(dialogs.noticed) == 1


def test_reminders_can_be_switched_off(context: AppContext, qtbot: QtBot, dialogs: AnsweredDialogs) -> None:
    with_contracts(context.worker.acting, context.today())
    context.remember("reminders.bar", False)
    context.remember("reminders.desktop", False)
    made = ReminderBar(context)
    qtbot.addWidget(made)
    settle(context)
    assert made.isHidden()
    assert made.given
    assert not dialogs.noticed


def test_every_control_has_a_name(view: CalendarView) -> None:
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not widget.focusProxy():
            reader = QAccessible.queryAccessibleInterface(widget)
            inside = widget.objectName() == "qt_tabwidget_tabbar"  # named by its tabs
            assert reader.text(QAccessible.Text.Name) or inside, widget.objectName() or widget


# ---- quarters and months ----


def test_a_quarter_shows_its_days_alone(view: CalendarView) -> None:
    quarter = quarters(view.context.today())[1]
    first, last = days_of_quarter(quarter) or pytest.fail(quarter)
    commands.add(view.context.worker.acting, "Zugänge prüfen", first)
    view.narrow({"quarter": quarter})
    settle(view.context)
    assert view.page is not None
    shown = view.page.obligations
    assert "Zugänge prüfen" in [str(one.title) for one in shown]
    assert all(first <= one.due <= last for one in shown), "what is overdue is in no later quarter"
    next(one for one in view.actions() if one.objectName() == "show-as-month").trigger()
    assert first <= view.month.day <= last, "the month of the quarter, not one that its filter empties"
    view.month.go_to(view.context.today())
    said = view.month.list.item(0).text()
    assert said.startswith("The filters show nothing that is due on"), "what is due today is only left out"
    assert "The filters hide 1 overdue duty." in view.beside.text()
    assert read_agenda_settings(view.filters.filters().as_json()) == AgendaSettings(), "the next start hides nothing"
    view.narrow({})
    settle(view.context)
    assert "hide" not in view.beside.text()


def test_the_list_follows_whatever_the_number_at_its_button_follows(view: CalendarView) -> None:
    acting = view.context.worker.acting
    commands.record_done(acting, choose(view, "Firewall prüfen").key, view.context.today(), None)
    view.context.changed.emit(frozenset({"consent"}))  # an act of any room
    settle(view.context)
    assert view.page is not None
    assert "Firewall prüfen" not in [str(one.title) for one in view.page.obligations]


def test_the_month_goes_by_keys_and_says_its_days(view: CalendarView, qtbot: QtBot) -> None:
    today = view.context.today()
    day = (today.replace(day=1) + timedelta(days=45)).replace(day=14)
    for title in ("Zugänge prüfen", "Schulung halten"):
        commands.add(view.context.worker.acting, title, day)
    view.refresh(frozenset({OBLIGATIONS}))
    settle(view.context)
    next(one for one in view.actions() if one.objectName() == "show-as-month").trigger()
    month = view.month
    assert month.isVisible()
    assert not view.table.isVisible()
    assert month.day == today
    qtbot.keyClick(month.grid, Qt.Key.Key_PageDown)
    assert (month.day.year, month.day.month) == (day.year, day.month)
    for _step in range(abs((day - month.day).days)):
        qtbot.keyClick(month.grid, Qt.Key.Key_Right if day > month.day else Qt.Key.Key_Left)
    assert month.day == day
    item = month.grid.currentItem()
    said = str(item.data(Qt.ItemDataRole.AccessibleTextRole))
    assert str(day.year) in said
    assert "2 duties" in said
    assert "Zugänge prüfen" in said
    assert month.list.count() == 2
    qtbot.keyClick(month.grid, Qt.Key.Key_Return)
    assert month.list.hasFocus()
    qtbot.keyClick(month.list, Qt.Key.Key_Down)
    assert view.panel.obligation is not None
    assert str(view.panel.obligation.title) in {"Zugänge prüfen", "Schulung halten"}
    before = month.day
    month.go_to(before.replace(day=1))
    for _step in range(7):
        qtbot.keyClick(month.grid, Qt.Key.Key_Up)
    assert month.day < before.replace(day=1), "an arrow key leads into the month before"
    again = CalendarView(view.context)
    qtbot.addWidget(again)
    again.show()
    settle(view.context)
    assert again.month.isVisible(), "remembered"


def test_the_picture_is_asked_for_first_and_leaves_the_filters_alone(
    view: CalendarView, dialogs: AnsweredDialogs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proven once, after a path was chosen; what the page shows then is what it showed before."""
    proofs: list[Rests] = []

    def counting(acting: Acting, session: Session, rests: Rests) -> Proof:
        proofs.append(rests)
        return proven_whole(acting, session, rests)

    for module in (leaving, run):
        monkeypatch.setattr(module, "proven_whole", counting)
    narrowed = AgendaSettings(Filters(owner=NOBODY))
    asked: list[int] = []

    def ask(*_words: str) -> Path | None:
        asked.append(len(proofs))
        return tmp_path / "line.svg" if len(asked) > 1 else None

    monkeypatch.setattr(dialogs, "ask_save_file", ask)
    view._save_time_line()
    settle(view.context)
    view._save_time_line()
    view._narrow(narrowed)
    settle(view.context)
    assert asked == [0, 0], "nobody waits for a proof before choosing a path, and nothing is proven for no file"
    settle(view.context)
    assert len(proofs) == 1
    shown = texts(view)
    view._read()
    settle(view.context)
    assert view.filters.filters() == narrowed, "the picture puts back no filter that was changed meanwhile"
    assert texts(view) == shown
    svg = (tmp_path / "line.svg").read_text("utf-8")
    assert svg.startswith("<?xml")
    assert "<text" in svg
